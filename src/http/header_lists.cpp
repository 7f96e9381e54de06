#include "http/header_lists.hpp"

#include <algorithm>

#include "copytaster/domain/byte_set.hpp"

namespace copytaster::http {
namespace {

constexpr ByteSet token_chars = ByteSet::where([](char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
});

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Cuts the piece before `separator` off the front of `rest`.
std::string_view cut_piece(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim_blanks(piece);
}

std::string_view unquote(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view without_weakness(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

/// "0.5" is 500; none of what is no number from 0 to 1 with at most three digits behind the point.
std::optional<int> thousandths(std::string_view weight) {
  constexpr std::size_t digits_max = 3;
  if (weight.empty() || (weight.front() != '0' && weight.front() != '1')) return std::nullopt;
  int value = weight.front() - '0';
  weight.remove_prefix(1);
  if (!weight.empty() && weight.front() != '.') return std::nullopt;
  if (!weight.empty()) weight.remove_prefix(1);
  if (weight.size() > digits_max) return std::nullopt;
  for (std::size_t place = 0; place < digits_max; ++place) {
    const char digit = place < weight.size() ? weight[place] : '0';
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  if (value > 1000) return std::nullopt;
  return value;
}

}  // namespace

bool is_token_char(char c) { return token_chars.has(c); }

bool is_token(std::string_view text) { return !text.empty() && token_chars.has_all_of(text); }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view credentials_after(std::string_view authorization, std::string_view scheme) {
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ') return {};
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  return authorization.substr(scheme.size() + 1);
}

std::vector<std::string_view> comma_list(std::string_view value) {
  std::vector<std::string_view> members;
  while (!value.empty()) {
    const std::string_view member = cut_piece(value, ',');
    if (!member.empty()) members.push_back(member);
  }
  return members;
}

bool is_media_type(std::string_view content_type, std::string_view media_type) {
  if (!equal_ignoring_case(cut_piece(content_type, ';'), media_type)) return false;
  while (!content_type.empty()) {
    std::string_view value = cut_piece(content_type, ';');
    const std::string_view name = cut_piece(value, '=');
    if (!equal_ignoring_case(name, "charset")) continue;
    if (!equal_ignoring_case(unquote(trim_blanks(value)), "utf-8")) return false;
  }
  return true;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (trim_blanks(if_none_match) == "*") return true;
  const std::string_view wanted = without_weakness(etag);
  while (!if_none_match.empty()) {
    if (without_weakness(cut_piece(if_none_match, ',')) == wanted) return true;
  }
  return false;
}

std::vector<std::string_view> etags_in(std::string_view value) {
  std::vector<std::string_view> etags;
  while (!value.empty()) etags.push_back(unquote(without_weakness(cut_piece(value, ','))));
  return etags;
}

std::vector<Weighed> weighed_list(std::string_view value, std::size_t most) {
  std::vector<Weighed> members;
  for (std::size_t read = 0; read < most && !value.empty(); ++read) {
    std::string_view rest = cut_piece(value, ',');
    Weighed member{cut_piece(rest, ';')};
    if (!rest.empty()) {
      const std::string_view name = cut_piece(rest, '=');
      const auto weight =
          equal_ignoring_case(name, "q") ? thousandths(trim_blanks(rest)) : std::nullopt;
      if (!weight) continue;
      member.weight = *weight;
    }
    if (!member.name.empty()) members.push_back(member);
  }
  return members;
}

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  while (!accept_encoding.empty()) {
    std::string_view weight = cut_piece(accept_encoding, ',');
    const std::string_view coding = cut_piece(weight, ';');
    // Nothing but q may follow, and every weight above 0 has such a digit.
    const bool wanted =
        weight.empty() || weight.find_first_of("123456789") != std::string_view::npos;
    if (equal_ignoring_case(coding, "gzip")) return wanted;
    if (coding == "*" && !any) any = wanted;
  }
  return any.value_or(false);
}

std::optional<std::string_view> cookie_value(std::string_view cookie_header,
                                             std::string_view name) {
  while (!cookie_header.empty()) {
    const std::string_view pair = cut_piece(cookie_header, ';');
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    return unquote(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace copytaster::http
