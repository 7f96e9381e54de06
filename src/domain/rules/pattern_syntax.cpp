#include "domain/rules/pattern_syntax.hpp"

#include <charconv>

namespace copytaster {

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

std::size_t escape_end(std::string_view pattern, std::size_t at) {
  const std::string_view begin = pattern.substr(at, 3);
  const bool is_named = begin == "\\p{" || begin == "\\P{" || begin == "\\x{";
  const std::size_t close = is_named ? pattern.find('}', at) : at + 1;
  return close >= pattern.size() ? pattern.size() : close + 1;
}

}  // namespace copytaster
