// Small grammars of header values (RFC 9110 §5.6): tokens, comma lists, media types, codings,
// ETags, cookies. All linear; framing bounds what they read.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace copytaster::http {

bool is_token_char(char c);
bool is_token(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim_blanks(std::string_view text);  // SP and HTAB

/// The members of a comma list without blanks around them; empty ones left out. For lists of
/// tokens: a comma inside quotes separates as well.
std::vector<std::string_view> comma_list(std::string_view value);

/// What stands behind a scheme such as "bearer" (in lower case here, in any case there, RFC 9110
/// §11.1) in an Authorization header; empty when the scheme is another.
std::string_view credentials_after(std::string_view authorization, std::string_view scheme);

/// Whether a Content-Type names this media type, in any letter case, with no charset or
/// charset=utf-8 (quoted or not). Other parameters do not matter.
bool is_media_type(std::string_view content_type, std::string_view media_type);

/// Weak comparison of an If-None-Match value with one quoted ETag; `*` matches.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

/// What stands between the quotes of each ETag of an If-Match or If-None-Match, weak ones among
/// them.
std::vector<std::string_view> etags_in(std::string_view value);

/// A member of an Accept header, with its weight in thousandths.
struct Weighed {
  std::string_view name;
  int weight = 1000;
};
/// The first `most` members of the list, but for those whose weight is none (RFC 9110 §12.4.2).
std::vector<Weighed> weighed_list(std::string_view value, std::size_t most);

/// Whether an Accept-Encoding takes gzip: by its name, or else by `*`, with a weight above 0
/// (RFC 9110 §12.5.3). The first of a name counts.
bool accepts_gzip(std::string_view accept_encoding);

/// The value of a cookie in one Cookie header. Browsers send pieces without `=` (`a=b; consent`):
/// they are passed over. The first of a name counts.
std::optional<std::string_view> cookie_value(std::string_view cookie_header, std::string_view name);

}  // namespace copytaster::http
