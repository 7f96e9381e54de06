#include "domain/text/characters.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "domain/utf8.hpp"

namespace copytaster::text {
namespace {

using GetNormalizer = const UNormalizer2* (*)(UErrorCode*);

const UNormalizer2& normalizer(GetNormalizer get) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* made = get(&error);
  if (U_FAILURE(error)) throw std::runtime_error("ICU has no normalizing data");
  return *made;
}

const UNormalizer2& casefolding() {
  static const UNormalizer2& made = normalizer(unorm2_getNFKCCasefoldInstance);
  return made;
}

const UNormalizer2& composing() {
  static const UNormalizer2& made = normalizer(unorm2_getNFCInstance);
  return made;
}

struct Utf16 {
  std::array<char16_t, 32> units{};
  int size = 0;
};

Utf16 utf16_of(char32_t c) {
  Utf16 text;
  if (c < 0x10000) {
    text.units[0] = static_cast<char16_t>(c);
    text.size = 1;
  } else {
    text.units[0] = static_cast<char16_t>(0xD7C0U + (c >> 10U));
    text.units[1] = static_cast<char16_t>(0xDC00U + (c & 0x3FFU));
    text.size = 2;
  }
  return text;
}

Characters characters_of(const Utf16& text) {
  Characters characters;
  const auto size = static_cast<std::size_t>(text.size);
  for (std::size_t i = 0; i < size; ++i) {
    char32_t c = text.units[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < size)
      c = 0x10000U + ((c - 0xD800U) << 10U) + (text.units[++i] - 0xDC00U);
    characters.add(c);
  }
  return characters;
}

Characters itself(char32_t c) {
  Characters characters;
  characters.add(c);
  return characters;
}

Characters decomposed(char32_t c) {
  Utf16 text;
  UErrorCode error = U_ZERO_ERROR;
  text.size = unorm2_getDecomposition(&composing(), static_cast<UChar32>(c), text.units.data(),
                                      static_cast<int>(text.units.size()), &error);
  return U_FAILURE(error) || text.size <= 0 ? itself(c) : characters_of(text);
}

/// Rows of letters in the order of the alphabet for which NFKC knows nothing, or brackets.
struct Row {
  char32_t first;
  char32_t last;
};
constexpr Row rows[] = {
    {0x249C, 0x24B5},    // in brackets
    {0x1F110, 0x1F129},  // capitals in brackets
    {0x1F130, 0x1F149},  // squared
    {0x1F150, 0x1F169},  // white on a black disc
    {0x1F170, 0x1F189},  // white on a black square
};

struct Dressed {
  char32_t from;
  char to;
  bool small_capital = false;
};
/// Small capitals; letters with a stroke or a hook, which are no marks to Unicode; look-alikes
/// among the Latin letters themselves. Sorted.
constexpr Dressed dressed[] = {
    {0xF8, 'o'},         {0x111, 'd'},        {0x127, 'h'},        {0x131, 'i'},
    {0x142, 'l'},        {0x167, 't'},        {0x180, 'b'},        {0x188, 'c'},
    {0x192, 'f'},        {0x199, 'k'},        {0x19A, 'l'},        {0x19E, 'n'},
    {0x1A5, 'p'},        {0x1AD, 't'},        {0x1B4, 'y'},        {0x1B6, 'z'},
    {0x1C0, 'l'},        {0x1DD, 'e'},        {0x1E5, 'g'},        {0x225, 'z'},
    {0x23C, 'c'},        {0x247, 'e'},        {0x249, 'j'},        {0x24D, 'r'},
    {0x24F, 'y'},        {0x251, 'a'},        {0x253, 'b'},        {0x256, 'd'},
    {0x257, 'd'},        {0x25B, 'e'},        {0x260, 'g'},        {0x261, 'g'},
    {0x262, 'g', true},  {0x266, 'h'},        {0x268, 'i'},        {0x269, 'i'},
    {0x26A, 'i', true},  {0x26B, 'l'},        {0x271, 'm'},        {0x272, 'n'},
    {0x273, 'n'},        {0x274, 'n', true},  {0x275, 'o'},        {0x27D, 'r'},
    {0x280, 'r', true},  {0x282, 's'},        {0x288, 't'},        {0x289, 'u'},
    {0x28B, 'v'},        {0x28F, 'y', true},  {0x290, 'z'},        {0x299, 'b', true},
    {0x29C, 'h', true},  {0x29F, 'l', true},  {0x1D00, 'a', true}, {0x1D04, 'c', true},
    {0x1D05, 'd', true}, {0x1D07, 'e', true}, {0x1D0A, 'j', true}, {0x1D0B, 'k', true},
    {0x1D0D, 'm', true}, {0x1D0F, 'o', true}, {0x1D18, 'p', true}, {0x1D1B, 't', true},
    {0x1D1C, 'u', true}, {0x1D20, 'v', true}, {0x1D21, 'w', true}, {0x1D22, 'z', true},
    {0x1D7D, 'p'},       {0x2C65, 'a'},       {0xA730, 'f', true}, {0xA731, 's', true},
    {0xA7AF, 'q', true}};

char32_t undressed(char32_t c, bool& decorated) {
  if (c < std::begin(dressed)->from) return c;
  for (const Row& row : rows) {
    if (c < row.first || c > row.last) continue;
    decorated = true;
    return 'a' + (c - row.first);
  }
  const auto found =
      std::lower_bound(std::begin(dressed), std::end(dressed), c,
                       [](const Dressed& one, char32_t wanted) { return one.from < wanted; });
  if (found == std::end(dressed) || found->from != c) return c;
  decorated = decorated || found->small_capital;
  return static_cast<unsigned char>(found->to);
}

bool is_in_fancy_dress(char32_t c) {
  return (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x24B6 && c <= 0x24E9) ||
         (c >= 0x1D2C && c <= 0x1D6A) || (c >= 0x1D9B && c <= 0x1DBF) ||
         (c >= 0x2B0 && c <= 0x2B8) || c == 0x2071 || c == 0x207F || (c >= 0x2090 && c <= 0x209C);
}

/// ø ł đ ħ ŧ ı
bool is_spelling(char32_t c) {
  return c == 0xF8 || c == 0x142 || c == 0x111 || c == 0x127 || c == 0x167 || c == 0x131;
}

UScriptCode script_of(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
  return U_FAILURE(error) ? USCRIPT_UNKNOWN : script;
}

Alphabet alphabet_of(char32_t c) {
  const UScriptCode script = script_of(c);
  if (script == USCRIPT_LATIN) return Alphabet::latin;
  if (script == USCRIPT_CYRILLIC) return Alphabet::cyrillic;
  if (script == USCRIPT_GREEK) return Alphabet::greek;
  if (script == USCRIPT_ARMENIAN) return Alphabet::armenian;
  if (script == USCRIPT_CHEROKEE) return Alphabet::cherokee;
  return script == USCRIPT_COMMON || script == USCRIPT_INHERITED ? Alphabet::none : Alphabet::other;
}

bool has_no_blanks(UScriptCode script) {
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_THAI ||
         script == USCRIPT_LAO || script == USCRIPT_KHMER || script == USCRIPT_MYANMAR;
}

bool is_invisible(char32_t c) {
  if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)
    return true;
  // Not ignorable to Unicode, and nothing is seen: controls, anchors of annotations, Arabic's
  // stretching sign.
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\v' && c != '\f') ||
         (c >= 0x7F && c < 0xA0 && c != 0x85) || (c >= 0xFFF9 && c <= 0xFFFC) || c == 0x640;
}

bool is_mark(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK;
}

/// Most scripts write vowels as marks; these decorate their letters with them.
bool is_only_decoration(char32_t mark) {
  if (mark == 0x3099 || mark == 0x309A) return false;  // another sound in Japanese
  const auto type = u_charType(static_cast<UChar32>(mark));
  if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) return false;
  const UScriptCode script = script_of(mark);
  return script == USCRIPT_INHERITED || script == USCRIPT_LATIN || script == USCRIPT_GREEK ||
         script == USCRIPT_CYRILLIC || script == USCRIPT_ARABIC || script == USCRIPT_HEBREW;
}

Kind found_kind(char32_t c) {
  if (is_invisible(c)) return Kind::invisible;
  // Braille's empty cell is a blank to the eye.
  if (u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 || c == 0x2800) return Kind::white;
  if (is_mark(c)) return Kind::mark;
  bool decorated = false;
  if (undressed(c, decorated) != c) return Kind::word;
  if (u_isalnum(static_cast<UChar32>(c)) == 0)
    return c >= 0x24B6 && c <= 0x24E9 ? Kind::word : Kind::other;
  return has_no_blanks(script_of(c)) ? Kind::alone : Kind::word;
}

/// Ideographs and syllables are read as they are, and there are many of them in a text.
bool is_ideograph(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }
bool is_hangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool is_kana(char32_t c) { return c >= 0x3041 && c <= 0x30FF; }

}  // namespace

Characters nfkc_casefold(char32_t c) {
  if (c > 0x10FFFF) return itself(c);
  const Utf16 in = utf16_of(c);
  Utf16 folded;
  UErrorCode error = U_ZERO_ERROR;
  folded.size = unorm2_normalize(&casefolding(), in.units.data(), in.size, folded.units.data(),
                                 static_cast<int>(folded.units.size()), &error);
  return U_FAILURE(error) ? itself(c) : characters_of(folded);
}

char32_t composed_pair(char32_t first, char32_t second) {
  const UChar32 pair =
      unorm2_composePair(&composing(), static_cast<UChar32>(first), static_cast<UChar32>(second));
  return pair < 0 ? 0 : static_cast<char32_t>(pair);
}

bool is_fancy(char32_t c) {
  if (c < 0x80 || c > 0x10FFFF) return false;
  if (is_in_fancy_dress(c) || (c >= 0xFF01 && c <= 0xFF5E)) return true;
  bool decorated = false;
  return undressed(c, decorated) != c && !is_spelling(c);
}

/// A few signs stand for whole sentences ("ﷺ"): they are taken as signs.
constexpr std::size_t reading_max = 6;

Characters reading_of(char32_t c) {
  Characters reading;
  if (c > 0x10FFFF) return itself(0xFFFD);
  const Kind kind = found_kind(c);
  if (kind == Kind::invisible) return reading;
  if (kind == Kind::white && c >= 0x80) return itself(' ');
  bool decorated = false;
  const Characters letters = nfkc_casefold(undressed(c, decorated));
  if (letters.size() > reading_max) return itself(c);
  for (const char32_t folded : letters) {
    const bool whole = is_hangul(folded) || is_kana(folded);
    for (const char32_t part : whole ? itself(folded) : decomposed(folded))
      if (!is_mark(part) || !is_only_decoration(part)) reading.add(undressed(part, decorated));
  }
  // "´" would be a blank with a mark.
  const bool nothing_left =
      std::all_of(reading.begin(), reading.end(), [](char32_t one) { return one == ' '; });
  return nothing_left && kind == Kind::other ? itself(c) : reading;
}

Kind beyond_table::kind(char32_t c) {
  if (is_ideograph(c)) return Kind::alone;
  if (is_hangul(c)) return Kind::word;
  return c > 0x10FFFF ? Kind::other : found_kind(c);
}

Character beyond_table::character(char32_t c) {
  if (is_ideograph(c)) return {c, 1, Kind::alone, Alphabet::other, false};
  if (is_hangul(c)) return {c, 1, Kind::word, Alphabet::other, false};
  if (c > 0x10FFFF) return {0xFFFD, 1, Kind::other, Alphabet::none, false};
  if (is_invisible(c)) return {0, 0, Kind::invisible, Alphabet::none, false};
  const Characters reading = reading_of(c);
  Character character;
  character.size = static_cast<std::uint8_t>(reading.size());
  if (reading.size() == 1) character.folded = *reading.begin();
  character.kind = found_kind(c);
  character.alphabet = alphabet_of(c);
  bool decorated = is_in_fancy_dress(c);
  undressed(c, decorated);
  character.decorated = decorated;
  return character;
}

const std::array<Character, table_end>& character_table() {
  static const auto table = [] {
    auto made = std::make_unique<std::array<Character, table_end>>();
    for (char32_t c = 0; c < table_end; ++c) (*made)[c] = beyond_table::character(c);
    return made;
  }();
  return *table;
}

}  // namespace copytaster::text
