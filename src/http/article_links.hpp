// Addresses on an article's own page.
#pragma once

#include <string>

#include "copytaster/domain/ids.hpp"

namespace copytaster::http {

/// The URL of an article with query fields added before its fragment.
std::string with_query(const std::string& url, const std::string& query);

/// Where a comment stands on it.
std::string comment_address(const std::string& url, CommentId id);

}  // namespace copytaster::http
