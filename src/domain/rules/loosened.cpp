#include "domain/rules/loosened.hpp"

#include <charconv>
#include <cstddef>
#include <optional>

namespace copytaster {
namespace {

constexpr std::size_t counted_min = 4;

struct Count {
  std::size_t least = 0;
  std::size_t most = 0;
  std::size_t end = 0;  ///< behind the brace
};

/// "{2,30}", "{2,}" or "{2}"; anything else in braces is taken literally.
std::optional<Count> count_at(std::string_view pattern, std::size_t at) {
  const std::size_t close = pattern.find('}', at);
  if (close == pattern.npos) return std::nullopt;
  const char* const end = pattern.data() + close;
  Count count;
  count.end = close + 1;
  const auto least = std::from_chars(pattern.data() + at + 1, end, count.least);
  if (least.ec != std::errc{}) return std::nullopt;
  count.most = count.least;
  if (least.ptr == end) return count;
  if (*least.ptr != ',') return std::nullopt;
  if (least.ptr + 1 == end) return count;
  const auto most = std::from_chars(least.ptr + 1, end, count.most);
  if (most.ec != std::errc{} || most.ptr != end) return std::nullopt;
  return count;
}

/// Behind a class that begins at `at`; what is escaped in it and a ']' at its begin do not end it.
std::size_t class_end(std::string_view pattern, std::size_t at) {
  std::size_t next = at + 1;
  if (next < pattern.size() && pattern[next] == '^') ++next;
  if (next < pattern.size() && pattern[next] == ']') ++next;
  while (next < pattern.size() && pattern[next] != ']') {
    if (pattern.substr(next, 2) == "[:") {
      const std::size_t close = pattern.find(":]", next);
      if (close != pattern.npos) next = close + 1;
    } else if (pattern[next] == '\\') {
      ++next;
    }
    ++next;
  }
  return next < pattern.size() ? next + 1 : pattern.size();
}

/// Behind "\d", "\p{Greek}" or "\x{10FFFF}", whose braces hold no count.
std::size_t escape_end(std::string_view pattern, std::size_t at) {
  const std::string_view begin = pattern.substr(at, 3);
  const bool is_named = begin == "\\p{" || begin == "\\P{" || begin == "\\x{";
  const std::size_t close = is_named ? pattern.find('}', at) : at + 1;
  return close >= pattern.size() ? pattern.size() : close + 1;
}

}  // namespace

std::string loosened(std::string_view pattern) {
  if (pattern.find("\\Q") != pattern.npos)
    return std::string{pattern};  // a quotation has no counts
  std::string loose;
  const auto take = [&](std::size_t begin, std::size_t end) {
    loose += pattern.substr(begin, end - begin);
    return end;
  };
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\\') {
      at = take(at, escape_end(pattern, at));
    } else if (c == '[') {
      at = take(at, class_end(pattern, at));
    } else if (const auto count = c == '{' ? count_at(pattern, at) : std::nullopt;
               count && count->most >= counted_min) {
      loose += count->least == 0 ? '*' : '+';
      at = count->end;
    } else {
      at = take(at, at + 1);
    }
  }
  return loose;
}

}  // namespace copytaster
