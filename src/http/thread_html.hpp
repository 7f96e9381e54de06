// A page of a thread as markup: replies below what they answer, four levels deep.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/app/read_thread.hpp"
#include "http/page.hpp"

namespace copytaster::http {

/// `here`: the page's own path, for links that work without a script. `can_reply`: the article
/// takes comments.
Markup thread_html(const ThreadPage& page, std::string_view here, bool can_reply);

/// "24 November 2026, 17:40 UTC".
std::string in_words(Instant instant);

/// "No comments yet", "1 comment", "12 comments".
std::string count_in_words(std::int64_t count);

}  // namespace copytaster::http
