#include "domain/text/folding.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "domain/text/characters.hpp"
#include "domain/text/look_alikes.hpp"
#include "domain/utf8.hpp"

namespace copytaster::text {
namespace {

constexpr char32_t right_to_left_override = 0x202E;

bool ends_override(char32_t c) { return c == 0x202C || c == '\n' || c == 0x2029; }
bool opens_direction(char32_t c) { return c >= 0x202A && c <= 0x202E; }

constexpr bool is_regional(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

using Read = std::vector<Character>;

/// Two regional letters are a flag; one, or more than two, are letters.
void read_regional(const Glyphs& glyphs, std::size_t begin, std::size_t end, Read& read) {
  if (end - begin == 2) return;
  for (std::size_t at = begin; at < end; ++at)
    read[at] = {'a' + (glyphs[at].c - 0x1F1E6), 1, Kind::word, Alphabet::latin, true};
}

/// What is beyond the table is dear, and comes again: pictures, the letters of one alphabet.
class Remembered {
 public:
  const Character& read(char32_t c) {
    auto& [known, character] = places_[c % places_.size()];
    if (known != c) {
      known = c;
      character = text::character(c);
    }
    return character;
  }

 private:
  std::array<std::pair<char32_t, Character>, 64> places_{};
};

Read read_each(const Glyphs& glyphs) {
  Read read(glyphs.size());
  Remembered remembered;
  std::size_t regional = 0;  // how many stand before
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    const char32_t c = glyphs[at].c;
    read[at] = c < table_end ? character(c) : remembered.read(c);
    if (is_regional(glyphs[at].c)) {
      ++regional;
    } else if (regional > 0) {
      read_regional(glyphs, at - regional, at, read);
      regional = 0;
    }
  }
  read_regional(glyphs, glyphs.size() - regional, glyphs.size(), read);
  return read;
}

bool is_overlay(char32_t c) { return (c >= 0x334 && c <= 0x338) || (c >= 0x20D0 && c <= 0x20F0); }

/// Three marks over one letter, or one across it, are no spelling.
bool is_decorated(const Glyphs& glyphs, const Read& read, std::size_t begin, std::size_t end) {
  constexpr std::size_t fancy_min = 3;
  constexpr std::size_t marks_min = 3;
  std::size_t fancy = 0;
  std::size_t marks = 0;
  for (std::size_t at = begin; at < end; ++at) {
    if (read[at].decorated && ++fancy >= fancy_min) return true;
    const bool is_mark = read[at].kind == Kind::mark && read[at].size == 0;
    if (is_mark && is_overlay(glyphs[at].c)) return true;
    marks = is_mark ? marks + 1 : 0;
    if (marks >= marks_min) return true;
  }
  return false;
}

class Folder {
 public:
  Folder(const Glyphs& glyphs, bool second)
      : glyphs_(glyphs), second_(second), read_(read_each(glyphs)) {}

  Folded fold() {
    folded_.glyphs.reserve(glyphs_.size());
    for (std::size_t at = 0; at < glyphs_.size();) {
      std::size_t end = at;
      while (end < glyphs_.size() && is_inside_word(read_[end].kind)) ++end;
      if (end > at)
        add_word(at, end);
      else
        add(end++);
      at = end;
    }
    return std::move(folded_);
  }

 private:
  static bool is_inside_word(Kind kind) { return is_word_kind(kind) || kind == Kind::invisible; }

  /// A sound mark of kana, or the next letter of a Korean syllable.
  static bool is_joined_to_letter(char32_t c) {
    return c == 0x3099 || c == 0x309A || (c >= 0x1161 && c <= 0x11C2);
  }

  void push(char32_t c, const Glyph& from) {
    auto& out = folded_.glyphs;
    if (is_joined_to_letter(c) && !out.empty()) {
      const char32_t joined = composed_pair(out.back().c, c);
      if (joined != 0) {
        out.back() = spanning(joined, out.back(), from);
        return;
      }
    }
    out.push_back({c, from.begin, from.end});
  }

  void add(std::size_t at) {
    const Character& one = read_[at];
    if (one.size == 1) {
      push(one.folded, glyphs_[at]);
    } else if (one.size > 1) {
      for (const char32_t c : reading_of(glyphs_[at].c)) push(c, glyphs_[at]);
    }
  }

  void add_word(std::size_t begin, std::size_t end) {
    unsigned alphabets = 0;
    bool odd = false;
    for (std::size_t at = begin; at < end; ++at) {
      alphabets |= 1U << static_cast<unsigned>(read_[at].alphabet);
      odd = odd || read_[at].decorated || read_[at].kind == Kind::mark;
    }
    if (odd && is_decorated(glyphs_, read_, begin, end)) ++folded_.decorated_words;
    const unsigned latin = 1U << static_cast<unsigned>(Alphabet::latin);
    const unsigned alike = alphabets & (1U << static_cast<unsigned>(Alphabet::cyrillic) |
                                        1U << static_cast<unsigned>(Alphabet::greek) |
                                        1U << static_cast<unsigned>(Alphabet::armenian) |
                                        1U << static_cast<unsigned>(Alphabet::cherokee));
    if (alike == 0 || ((alphabets & latin) == 0 && (alike & (alike - 1)) == 0)) {
      for (std::size_t at = begin; at < end; ++at) add(at);
    } else {
      add_mixed(begin, end);
    }
  }

  static bool is_alike(Alphabet alphabet) {
    return alphabet == Alphabet::cyrillic || alphabet == Alphabet::greek ||
           alphabet == Alphabet::armenian || alphabet == Alphabet::cherokee;
  }

  bool all_look_latin(std::size_t begin, std::size_t end, bool loosely) const {
    for (std::size_t at = begin; at < end; ++at)
      if (is_alike(read_[at].alphabet) && read_[at].kind == Kind::word &&
          latin_look_alike(glyphs_[at].c, loosely) == 0)
        return false;
    return true;
  }

  /// A word of another alphabet with a few Latin letters in it; "kΩ" is none.
  bool all_look_like(Alphabet alphabet, std::size_t begin, std::size_t end) const {
    std::size_t own = 0;
    std::size_t others = 0;
    for (std::size_t at = begin; at < end; ++at) {
      if (read_[at].kind != Kind::word || read_[at].alphabet == Alphabet::none) continue;
      ++(read_[at].alphabet == alphabet ? own : others);
      if (read_[at].alphabet != alphabet && look_alike_in(alphabet, glyphs_[at].c) == 0)
        return false;
    }
    return own >= others && own + others > 2;
  }

  /// The word as one of a single alphabet; as it is where it cannot be.
  void add_mixed(std::size_t begin, std::size_t end) {
    Alphabet other = Alphabet::none;
    for (std::size_t at = begin; at < end && other == Alphabet::none; ++at)
      if (is_alike(read_[at].alphabet)) other = read_[at].alphabet;
    const bool as_latin = all_look_latin(begin, end, false);
    const bool as_other = all_look_like(other, begin, end);
    if (as_latin || as_other) ++folded_.mixed_script_words;
    folded_.ambiguous = folded_.ambiguous || (as_latin && as_other);
    const bool to_other = as_other && (second_ || !as_latin);
    const bool to_latin = !to_other && (as_latin || all_look_latin(begin, end, true));
    for (std::size_t at = begin; at < end; ++at) {
      char32_t c = 0;
      if (to_latin && is_alike(read_[at].alphabet)) c = latin_look_alike(glyphs_[at].c, true);
      if (to_other && read_[at].alphabet == Alphabet::latin)
        c = look_alike_in(other, glyphs_[at].c);
      if (c == 0)
        add(at);
      else
        push(c, glyphs_[at]);
    }
  }

  const Glyphs& glyphs_;
  bool second_;
  Read read_;
  Folded folded_;
};

// Which invisible characters are needed.

bool is_joined_script(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
  return !U_FAILURE(error) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
         script != USCRIPT_LATIN && script != USCRIPT_CYRILLIC && script != USCRIPT_GREEK &&
         script != USCRIPT_ARMENIAN;
}

bool is_picture(char32_t c) {
  const auto one = static_cast<UChar32>(c);
  return u_hasBinaryProperty(one, UCHAR_EMOJI) != 0 || u_isprint(one) == 0 ||
         u_charType(one) == U_OTHER_SYMBOL || u_charType(one) == U_MATH_SYMBOL;
}

bool is_printed_ascii(char32_t c) { return c >= ' ' && c < 0x7F; }

bool is_right_to_left(char32_t c) {
  if (c < 0x590 || u_isalpha(static_cast<UChar32>(c)) == 0) return false;
  const auto direction = u_charDirection(static_cast<UChar32>(c));
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

constexpr char32_t zwnj = 0x200C;
constexpr char32_t zwj = 0x200D;
constexpr char32_t black_flag = 0x1F3F4;
bool is_variation_selector(char32_t c) { return c >= 0xFE00 && c <= 0xFE0F; }
bool is_direction_mark(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x61C || (c >= 0x2066 && c <= 0x2069);
}
bool is_tag_letter(char32_t c) { return c >= 0xE0020 && c <= 0xE007F; }

/// `before`: the last character that can be seen; 0: none.
bool is_needed(char32_t c, char32_t before, bool has_right_to_left) {
  if (before == 0) return false;
  if (is_variation_selector(c)) return is_picture(before) || is_joined_script(before);
  if (c == zwj) return is_picture(before) || is_joined_script(before);
  if (c == zwnj) return is_joined_script(before);
  if (is_tag_letter(c)) return before == black_flag;
  if (c >= 0xE0100 && c <= 0xE01EF) return is_joined_script(before);
  if (c == 0x640 || (c >= 0x180B && c <= 0x180F)) return is_joined_script(before);
  return is_direction_mark(c) && has_right_to_left;
}

// Tags.

bool is_letter(char32_t c) { return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z'; }

std::string_view name_at(const Glyphs& glyphs, std::size_t at, std::array<char, 8>& room) {
  std::size_t size = 0;
  for (; at + size < glyphs.size() && size < room.size(); ++size) {
    const char32_t c = glyphs[at + size].c;
    if (!is_letter(c) && !(size > 0 && c >= '1' && c <= '6')) break;
    room[size] = static_cast<char>(is_ascii_capital(c) ? c + 32 : c);
  }
  return {room.data(), size};
}

constexpr std::string_view line_tags[] = {"br", "p",  "div", "li", "ul", "ol", "tr", "td",
                                          "th", "hr", "h1",  "h2", "h3", "h4", "h5", "h6"};
constexpr std::string_view forum_tags[] = {"b",   "i",     "u",    "s",    "url",
                                           "img", "color", "size", "font", "quote"};

template <class Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

struct Tag {
  std::size_t end = 0;  ///< behind it; 0: none begins there
  bool begins_line = false;
};

/// Looks no farther than to the next one that opens, so that a text full of them stays linear.
Tag tag_at(const Glyphs& glyphs, std::size_t at) {
  const bool forum = glyphs[at].c == '[';
  std::size_t name = at + 1;
  if (name < glyphs.size() && glyphs[name].c == '/') ++name;
  if (name >= glyphs.size()) return {};
  std::array<char, 8> room{};
  const std::string_view named = name_at(glyphs, name, room);
  if (forum ? !is_among(forum_tags, named)
            : named.empty() && glyphs[name].c != '!' && glyphs[name].c != '?' &&
                  glyphs[name].c != '>')
    return {};
  const char32_t open = forum ? '[' : '<';
  const char32_t close = forum ? ']' : '>';
  std::size_t end = name;
  while (end < glyphs.size() && glyphs[end].c != close && glyphs[end].c != open) ++end;
  if (end == glyphs.size() || glyphs[end].c == open) return {};
  return {end + 1, !forum && is_among(line_tags, named)};
}

}  // namespace

Glyphs turned_round(Glyphs glyphs) {
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    if (glyphs[at].c != right_to_left_override) continue;
    std::size_t depth = 1;
    std::size_t end = at + 1;
    for (; end < glyphs.size(); ++end) {
      if (opens_direction(glyphs[end].c) && glyphs[end].c != 0x202C) ++depth;
      if (glyphs[end].c == 0x202C && --depth == 0) break;
      if (ends_override(glyphs[end].c) && glyphs[end].c != 0x202C) break;
    }
    const auto first = glyphs.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    std::reverse(first, glyphs.begin() + static_cast<std::ptrdiff_t>(end));
    at = end == glyphs.size() ? end - 1 : end;
  }
  return glyphs;
}

Glyphs without_tags(const Glyphs& glyphs) {
  Glyphs out;
  out.reserve(glyphs.size());
  for (std::size_t at = 0; at < glyphs.size();) {
    const char32_t c = glyphs[at].c;
    const Tag tag = c == '<' || c == '[' ? tag_at(glyphs, at) : Tag{};
    if (tag.end == 0) {
      out.push_back(glyphs[at++]);
      continue;
    }
    if (tag.begins_line) out.push_back(spanning(' ', glyphs[at], glyphs[tag.end - 1]));
    at = tag.end;
  }
  return out;
}

Folded folded(const Glyphs& glyphs, bool second) {
  const bool plain = std::all_of(glyphs.begin(), glyphs.end(), [](const Glyph& glyph) {
    return is_printed_ascii(glyph.c) || glyph.c == '\n' || glyph.c == '\t';
  });
  if (!plain) return Folder{glyphs, second}.fold();
  Folded small{glyphs};
  for (Glyph& glyph : small.glyphs) glyph.c = case_folded(glyph.c);
  return small;
}

std::size_t invisible_characters(const Glyphs& glyphs) {
  if (std::none_of(glyphs.begin(), glyphs.end(), [](const Glyph& glyph) {
        return !is_printed_ascii(glyph.c) && kind_of(glyph.c) == Kind::invisible;
      }))
    return 0;
  const bool has_right_to_left = std::any_of(
      glyphs.begin(), glyphs.end(), [](const Glyph& glyph) { return is_right_to_left(glyph.c); });
  std::size_t count = 0;
  char32_t before = 0;
  for (const Glyph& glyph : glyphs) {
    if (kind_of(glyph.c) != Kind::invisible)
      before = glyph.c;
    else if (!is_needed(glyph.c, before, has_right_to_left))
      ++count;
  }
  return count;
}

}  // namespace copytaster::text
