#pragma once
// What differs between two texts, line by line, as `diff -u` writes it: for people, and for
// patch(1).

#include <string>
#include <string_view>

namespace copytaster {

struct NamedText {
  std::string name;  ///< as it stands in the head; "/dev/null" for what is not there
  std::string_view text;
};

/// From so many differing lines on, what differs is one block that goes and one that comes.
inline constexpr int differences_max = 1'000;

/// Empty where they are the same. The shortest way from one to the other, with three lines around.
std::string unified_diff(const NamedText& before, const NamedText& after);

}  // namespace copytaster
