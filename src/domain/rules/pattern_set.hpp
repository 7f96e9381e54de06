#pragma once
// Editors' regular expressions in RE2's syntax, looked for together and in linear time.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/text/views.hpp"

namespace copytaster {

class PatternSet {
 public:
  struct Pattern {
    std::string text;
    /// Looked for in the text as it was written, capitals and all; else in each reading of it,
    /// where letters are small and without marks, as they become in the pattern too.
    bool as_written = false;
  };
  struct Wrong {
    std::size_t pattern = 0;
    std::string reason;
  };
  /// The patterns' places are their numbers.
  static std::variant<PatternSet, std::vector<Wrong>> make(const std::vector<Pattern>& patterns);

  struct Found {
    std::uint32_t pattern = 0;
    Origin where;
    bool operator==(const Found&) const = default;
  };
  /// In order of place, each (pattern, where) once, at most `places_max` of one pattern. False: it
  /// could not run (memory); whoever asked holds the comment.
  bool find_in(const TextViews& views, std::string_view source, std::size_t found_max,
               std::vector<Found>& found) const;

  /// Whether one pattern by itself stands in the text: for whoever measures what it costs.
  bool search_alone(std::size_t pattern, const TextViews& views, std::string_view source) const;

  static constexpr std::size_t places_max = 8;
  static constexpr std::size_t pattern_bytes_max = 4'000;
  static constexpr std::size_t patterns_max = 2'000;

 private:
  struct Parts;
  PatternSet() = default;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace copytaster
