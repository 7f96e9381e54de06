#pragma once
// Tens of thousands of terms, looked for in one pass over each reading of a text. Terms are read as
// texts are, so that what was disguised in either finds the other.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "copytaster/domain/rule_spec.hpp"
#include "domain/text/views.hpp"

namespace copytaster {

class TermIndex {
 public:
  /// A word term matches whole words, several of them across any white space and punctuation; with
  /// `*` at its end it matches any ending. Punctuation at its ends must stand there too ("c++"). A
  /// substring term matches anywhere, with its punctuation. A term that is a disguise itself
  /// ("thе" with a Cyrillic letter) matches nothing but this disguise.
  struct Term {
    std::string text;
    Match match = Match::word;
    bool as_written = false;  ///< matches nothing but itself, with capitals or without
  };
  /// The terms' places are their numbers.
  explicit TermIndex(const std::vector<Term>& terms);

  /// Terms in which nothing is left to be matched, or more than there may be: in order.
  const std::vector<std::size_t>& unusable() const { return unusable_; }

  struct Found {
    std::uint32_t term = 0;
    Origin where;
    bool operator==(const Found&) const = default;
  };
  /// In order of place, each (term, where) once, at most `places_max` of one term, so that what is
  /// repeated does not crowd out what is not.
  void find_in(const TextViews& views, std::size_t found_max, std::vector<Found>& found) const;

  static constexpr std::size_t places_max = 8;
  static constexpr std::size_t term_bytes_max = 1'000;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
  std::vector<std::size_t> unusable_;
};

}  // namespace copytaster
