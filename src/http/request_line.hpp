// The first line of a request, and what a Host may look like. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace copytaster::http {

enum class Method { get, head, post, put, patch, delete_, options };

std::string_view name_of(Method method);

struct RequestLine {
  Method method = Method::get;
  int minor_version = 1;
  std::string_view target;     // as sent
  std::string_view authority;  // of an absolute target (http://host/path), else empty
  std::string_view query;      // raw, without the question mark
  std::string_view path;       // as sent; "*" for OPTIONS *
  std::string decoded_path;    // where it is another than `path`, else empty
};

struct RefusedLine {
  int status = 400;
  std::string_view detail;
};

/// `line` without its CRLF; the views of the result look into it. Grammar errors are 400, then
/// other versions 505, then other methods 501.
std::variant<RequestLine, RefusedLine> parse_request_line(std::string_view line);

/// host[:port] as a name, an IPv4 address or a bracketed IPv6 address; port up to 65535.
bool is_host(std::string_view text);

}  // namespace copytaster::http
