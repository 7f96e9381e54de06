// A page of a thread as markup: replies below what they answer, four levels deep.
#pragma once

#include <string>
#include <string_view>

#include "copytaster/app/read_thread.hpp"
#include "http/page.hpp"

namespace copytaster::http {

/// Where the links of a thread lead, so that they work without a script.
struct ThreadLinks {
  std::string page;  ///< whose thread it is; it gets ?reply=ID#respond, or ?cursor=… for more
  std::string more;  ///< for a script that puts more below, and where it asks; empty: none does
};

/// `can_reply`: the article takes comments.
Markup thread_html(const ThreadPage& page, const ThreadLinks& links, bool can_reply);

/// "24 November 2026, 17:40 UTC".
std::string in_words(Instant instant, Language language = Language::english);

/// "No comments yet", "1 comment", "12 comments".
std::string count_in_words(std::int64_t count);

}  // namespace copytaster::http
