// A comment's text as markup: paragraphs, line breaks and links, everything else escaped.
#pragma once

#include <string>
#include <string_view>

namespace copytaster::http {

/// Readers write plain text; whatever looks like markup is shown as they wrote it. Links are http
/// or https and carry rel="nofollow ugc noopener".
std::string comment_html(std::string_view text);

}  // namespace copytaster::http
