#pragma once
// As much of RE2's syntax as is needed to take a pattern apart. The pattern can be compiled, and
// holds no quotation (\Q).

#include <cstddef>
#include <optional>
#include <string_view>

namespace copytaster {

struct Count {
  std::size_t least = 0;
  std::size_t most = 0;
  std::size_t end = 0;  ///< behind the brace
};

/// "{2,30}", "{2,}" or "{2}"; anything else in braces is taken literally.
std::optional<Count> count_at(std::string_view pattern, std::size_t at);

/// Behind a class that begins at `at`; what is escaped in it and a ']' at its begin do not end it.
std::size_t class_end(std::string_view pattern, std::size_t at);

/// Behind "\d", "\p{Greek}" or "\x{10FFFF}", whose braces hold no count.
std::size_t escape_end(std::string_view pattern, std::size_t at);

}  // namespace copytaster
