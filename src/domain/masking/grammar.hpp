#pragma once
// The pieces of an address, plain or disguised, in a folded text: what stands for "@" and for ".",
// the part before and the part behind. Every function looks at a bounded window.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/masking/folded_view.hpp"

namespace copytaster::masking {

/// How sure one can be that it stands for the sign and is not just a word.
enum class Certainty {
  sign,    ///< "@" or "." itself
  strong,  ///< in brackets, or a word that means nothing else
  weak,    ///< " at ", " @ ", "-at-"
};

struct Separator {
  std::size_t begin = 0;  ///< glyphs, half-open, with blanks and brackets
  std::size_t end = 0;
  Certainty certainty = Certainty::sign;
  bool by_word = false;  ///< by a word and not the sign
};

struct LocalPart {
  std::size_t begin = 0;
  std::string last_word;        ///< what stands right before the separator
  bool looks_like_one = false;  ///< dotted, or with a digit or underscore
};

struct Domain {
  std::size_t end = 0;
  std::string first_label;
  bool disguised = false;  ///< one of its dots is written otherwise
};

class Grammar {
 public:
  explicit Grammar(const std::vector<Glyph>& glyphs, std::string_view text)
      : glyphs_(glyphs), text_(text) {}

  /// What stands for "@" with its sign or its word at `at`.
  std::optional<Separator> at_separator(std::size_t at) const;
  std::optional<LocalPart> local_part_before(std::size_t end) const;
  std::optional<Domain> domain_after(std::size_t begin) const;

  /// The glyph there, 0 outside of the text.
  char32_t glyph(std::size_t at) const { return at < glyphs_.size() ? glyphs_[at].c : 0; }
  bool is_word_character(std::size_t at) const;
  /// As UTF-8.
  std::string words(std::size_t begin, std::size_t end) const;

 private:
  std::optional<Separator> dot_separator(std::size_t at) const;
  std::optional<std::size_t> dot_separator_before(std::size_t end) const;
  Separator in_its_surroundings(std::size_t begin, std::size_t end) const;
  std::size_t blanks_before(std::size_t at) const;
  std::size_t blanks_after(std::size_t at) const;
  std::size_t word_end(std::size_t begin) const;
  std::size_t run_before(std::size_t end) const;
  std::size_t label_end(std::size_t begin) const;
  std::optional<std::size_t> ip_literal_end(std::size_t begin) const;
  bool is_shouted(std::size_t begin, std::size_t end) const;

  const std::vector<Glyph>& glyphs_;
  std::string_view text_;
};

}  // namespace copytaster::masking
