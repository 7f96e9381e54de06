// The article of the demo page, which is always there.
#pragma once

#include <string>

#include "http/live_settings.hpp"
#include "postgres/article_store.hpp"

namespace copytaster::commands {

/// Where the newsroom has an article of its own under this key, that one stays. `url`: of the
/// service, with a slash at its end.
void put_demo_article(const http::LiveSettings& live, const std::string& url,
                      postgres::ArticleRows& articles, Instant now);

}  // namespace copytaster::commands
