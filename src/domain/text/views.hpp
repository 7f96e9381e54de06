#pragma once
// The readings of a text that rules look at: as an eye reads it, whatever it is made of. Each
// reading knows for each of its bytes which piece of the text it stands for.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/view.hpp"

namespace copytaster {

/// From the first to the last place that these bytes stand for; `begin` < `end`.
Origin origin_of(const View& view, std::size_t begin, std::size_t end);

struct TextViews {
  /// Decoded, case folded, without marks and invisible characters; white space, punctuation and
  /// tags are kept. For regexes and substring terms.
  View folded;
  /// Further readings of the same kind that differ: tags removed, letters spelled out joined,
  /// replaced letters put back, stretched words squeezed.
  std::vector<View> others;
  /// The readings as words: " word word ", one blank between and at both ends. Words are stretched
  /// here as they were.
  std::vector<View> words;
  /// As it was written, in small letters, every disguise kept: for terms that are disguises
  /// themselves. Empty where there can be none.
  View written;
  /// The same without its tags, and with the values of their attributes in double quotes, as
  /// WordPress keeps them. Where it differs.
  std::vector<View> written_others;
  std::size_t invisible_characters = 0;  ///< but those that scripts and pictures need
  std::size_t mixed_script_words = 0;    ///< Latin letters beside ones that only look so
  std::size_t disguised_words = 0;       ///< spelled out, with replaced or decorated letters
};

/// Linear in the text, whatever it holds; a stray byte reads as U+FFFD.
TextViews views_of(std::string_view text);

/// Whether the text is there to be taken for another: letters of several alphabets in one word or
/// in fancy dress, references and percent-encoding, or so few letters that without their marks they
/// would stand everywhere.
bool is_disguise(std::string_view text);

}  // namespace copytaster
