#include "domain/rules/loosened.hpp"

#include <cstddef>
#include <optional>

#include "domain/rules/pattern_syntax.hpp"

namespace copytaster {
namespace {

constexpr std::size_t counted_min = 4;

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
