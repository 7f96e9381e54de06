#include "http/request_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "copytaster/domain/byte_set.hpp"
#include "http/header_lists.hpp"
#include "http/percent.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t host_bytes_max = 255;

struct NamedMethod {
  std::string_view name;
  Method method;
};

constexpr std::array<NamedMethod, 7> methods{{{"GET", Method::get},
                                              {"POST", Method::post},
                                              {"HEAD", Method::head},
                                              {"PUT", Method::put},
                                              {"PATCH", Method::patch},
                                              {"DELETE", Method::delete_},
                                              {"OPTIONS", Method::options}}};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_port(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_digit) || text.size() > 5) return false;
  unsigned port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port <= 65535;
}

bool is_bracketed_v6(std::string_view text) {
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  return inside.find(':') != std::string_view::npos &&
         inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

/// What a URL may hold on the wire: visible ASCII, and no fragment.
constexpr ByteSet target_chars =
    ByteSet::where([](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
constexpr ByteSet name_chars = ByteSet::where(
    [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; });

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) noexcept { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

/// `/..` and `/%2F` mean one path to us and another to a proxy in front: refused, not resolved.
bool has_dot_segment(std::string_view path) {
  if (path.find('.') == std::string_view::npos) return false;
  for (std::size_t at = path.find("/."); at != std::string_view::npos;
       at = path.find("/.", at + 1)) {
    const std::string_view segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
    if (segment == "." || segment == "..") return true;
  }
  return false;
}

bool has_encoded_slash(std::string_view path) {
  return path.find("%2F") != std::string_view::npos || path.find("%2f") != std::string_view::npos;
}

bool read_path(std::string_view raw, RequestLine& line) {
  line.path = raw;
  if (raw.empty()) line.decoded_path.assign(1, '/');
  if (raw.find('%') == std::string_view::npos) return !has_dot_segment(raw);
  auto path = percent_decode(raw);
  if (!path || has_encoded_slash(raw) || has_control(*path) || has_dot_segment(*path)) return false;
  line.decoded_path = std::move(*path);
  return true;
}

/// Takes `http://host` off the front of an absolute target. False: not a target we serve.
bool split_authority(std::string_view& rest, std::string_view& authority) {
  const std::size_t scheme_end = rest.find("://");
  if (scheme_end == std::string_view::npos) return false;
  const std::string_view scheme = rest.substr(0, scheme_end);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return false;
  rest.remove_prefix(scheme_end + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  authority = rest.substr(0, end);
  rest.remove_prefix(end);
  return is_host(authority);
}

bool read_target(std::string_view target, RequestLine& line) {
  line.target = target;
  if (target.empty() || !target_chars.has_all_of(target)) return false;
  if (target == "*") {
    line.path = target;
    return line.method == Method::options;
  }
  std::string_view rest = target;
  if (rest.front() != '/' && !split_authority(rest, line.authority)) return false;
  const std::size_t question = std::min(rest.find('?'), rest.size());
  line.query = rest.substr(std::min(question + 1, rest.size()));
  return read_path(rest.substr(0, question), line);
}

}  // namespace

std::string_view name_of(Method method) {
  const auto found = std::ranges::find(methods, method, &NamedMethod::method);
  return found->name;
}

std::variant<RequestLine, RefusedLine> parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return RefusedLine{400, "The request line needs a method, a target and a version."};
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);

  if (!is_token(method)) return RefusedLine{400, "The method is not a token."};
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) ||
      version[6] != '.' || !is_digit(version[7])) {
    return RefusedLine{400, "The version is not of the form HTTP/1.1."};
  }
  const auto known = std::ranges::find(methods, method, &NamedMethod::name);
  RequestLine result;
  if (known != methods.end()) result.method = known->method;
  // The target of an unknown method (CONNECT's host:443) may have a form of its own.
  if (known != methods.end() && !read_target(target, result)) {
    return RefusedLine{400, "The request target is not valid."};
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return RefusedLine{505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  }
  if (known == methods.end()) return RefusedLine{501, "This method is not known here."};
  result.minor_version = version[7] - '0';
  return result;
}

bool is_host(std::string_view text) {
  if (text.size() > host_bytes_max) return false;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view name = text.substr(0, colon);
  if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
  return is_bracketed_v6(name) || (!name.empty() && name_chars.has_all_of(name));
}

}  // namespace copytaster::http
