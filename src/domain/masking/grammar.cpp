#include "domain/masking/grammar.hpp"

#include <algorithm>
#include <string_view>

#include <unicode/uscript.h>

#include "domain/masking/words.hpp"
#include "domain/utf8.hpp"

namespace copytaster::masking {
namespace {

constexpr std::size_t blanks_max = 3;
constexpr std::size_t local_max = 64;
constexpr std::size_t label_max = 63;
constexpr std::size_t labels_max = 10;
constexpr std::size_t spoken_dots_max = 4;
constexpr std::size_t separator_word_max = 12;
constexpr std::size_t ip_literal_max = 52;

bool is_blank(char32_t c) { return c == ' ' || c == '\t'; }
bool is_dot(char32_t c) { return c == '.' || c == U'。'; }

/// In a folded text, where there are no capitals.
bool is_alphanumeric(char32_t c) { return !is_ascii_capital(c) && is_word_part(c); }

/// Digits, marks and signs belong to every script.
UScriptCode script_of(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? USCRIPT_LATIN : USCRIPT_COMMON;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
  return script == USCRIPT_INHERITED ? USCRIPT_COMMON : script;
}

/// Letters of one script; a Latin address ends where Chinese prose goes on without a blank.
class OneScript {
 public:
  bool takes(char32_t c) {
    const UScriptCode script = script_of(c);
    if (script == USCRIPT_COMMON) return true;
    if (script_ == USCRIPT_COMMON) script_ = script;
    return script == script_;
  }

 private:
  UScriptCode script_ = USCRIPT_COMMON;
};

char32_t closing_of(char32_t opening) {
  switch (opening) {
    case '(': return ')';
    case '[': return ']';
    case '{': return '}';
    case '<': return '>';
    case U'«': return U'»';
    case U'‹': return U'›';
    case U'【': return U'】';
    default: return 0;
  }
}

bool is_fence(char32_t c) {
  return c < 0x80 &&
         std::string_view{"*~|=/\"'`#"}.find(static_cast<char>(c)) != std::string_view::npos;
}
bool is_hyphen(char32_t c) { return c == '-' || c == '_' || c == U'–' || c == U'—'; }

}  // namespace

bool Grammar::is_word_character(std::size_t at) const { return is_alphanumeric(glyph(at)); }

std::string Grammar::words(std::size_t begin, std::size_t end) const {
  std::string text;
  for (std::size_t at = begin; at < std::min(end, glyphs_.size()); ++at)
    append_utf8(text, glyphs_[at].c);
  return text;
}

std::size_t Grammar::blanks_before(std::size_t at) const {
  std::size_t count = 0;
  while (count < blanks_max && count < at && is_blank(glyph(at - count - 1))) ++count;
  return count;
}

std::size_t Grammar::blanks_after(std::size_t at) const {
  std::size_t count = 0;
  while (count < blanks_max && is_blank(glyph(at + count))) ++count;
  return count;
}

std::size_t Grammar::word_end(std::size_t begin) const {
  std::size_t end = begin;
  while (end - begin < separator_word_max && is_word_character(end)) ++end;
  return end;
}

/// "AT" between words that are not all capitals.
bool Grammar::is_shouted(std::size_t begin, std::size_t end) const {
  const auto source =
      text_.substr(glyphs_[begin].begin, glyphs_[end - 1].end - glyphs_[begin].begin);
  return std::all_of(source.begin(), source.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// A sign or word at [begin, end) with the brackets, hyphens or blanks around it.
Separator Grammar::in_its_surroundings(std::size_t begin, std::size_t end) const {
  const std::size_t before = blanks_before(begin);
  const std::size_t after = blanks_after(end);
  const std::size_t left = begin - before;
  const char32_t opening = left > 0 ? glyph(left - 1) : 0;
  const char32_t closing = glyph(end + after);
  const bool bracketed = closing != 0 && closing_of(opening) == closing;
  const bool fenced =
      before == 0 && after == 0 && opening == closing && (is_fence(opening) || is_hyphen(opening));
  if (!bracketed && !fenced) return {left, end + after, Certainty::weak, false};
  std::size_t outer_left = left - 1;
  std::size_t outer_right = end + after + 1;
  while (outer_left > 0 && left - outer_left < blanks_max && glyph(outer_left - 1) == opening &&
         glyph(outer_right) == closing) {
    --outer_left;
    ++outer_right;
  }
  const Certainty certainty = is_hyphen(opening) ? Certainty::weak : Certainty::strong;
  return {outer_left - blanks_before(outer_left), outer_right + blanks_after(outer_right),
          certainty, false};
}

std::optional<Separator> Grammar::at_separator(std::size_t at) const {
  if (glyph(at) == '@') {
    Separator separator = in_its_surroundings(at, at + 1);
    // "see @example" is a mention, and "(@" without an end is nothing.
    if (separator.certainty != Certainty::weak) return separator;
    if (separator.begin == at)
      separator.certainty = separator.end == at + 1 ? Certainty::sign : Certainty::strong;
    if (separator.begin < at && separator.end == at + 1) return std::nullopt;
    return separator;
  }
  if (at > 0 && is_word_character(at - 1)) return std::nullopt;
  const std::size_t end = word_end(at);
  if (end == at) return std::nullopt;
  const std::string word = words(at, end);
  const bool unmistakable = is_at_word(word);
  if (!unmistakable && word != "at") return std::nullopt;
  Separator separator = in_its_surroundings(at, end);
  separator.by_word = true;
  const bool bare = separator.begin + blanks_before(at) == at;
  if (bare && (separator.begin == at || separator.end == end)) return std::nullopt;
  if (unmistakable || (bare && is_shouted(at, end) && separator.begin > 0 &&
                       !is_shouted(separator.begin - 1, separator.begin)))
    separator.certainty = Certainty::strong;
  return separator;
}

std::optional<Separator> Grammar::dot_separator(std::size_t at) const {
  if (is_dot(glyph(at)) && is_word_character(at + 1))
    return Separator{at, at + 1, Certainty::sign, false};
  // Its blanks, brackets and hyphens are passed to find the sign or the word within.
  std::size_t inner = at + blanks_after(at);
  std::size_t brackets = 0;
  while (brackets < blanks_max &&
         (closing_of(glyph(inner)) != 0 || is_fence(glyph(inner)) || is_hyphen(glyph(inner)))) {
    ++inner;
    ++brackets;
  }
  inner += blanks_after(inner);
  if (inner == at) return std::nullopt;
  const bool sign = is_dot(glyph(inner));
  const std::size_t end = sign ? inner + 1 : word_end(inner);
  if (end == inner || (!sign && !is_dot_word(words(inner, end)))) return std::nullopt;
  Separator separator = in_its_surroundings(inner, end);
  separator.by_word = !sign;
  // "end . Then" ends a sentence, "example . com" does not.
  const bool bare = separator.certainty == Certainty::weak && brackets == 0;
  if (bare && separator.end == end) return std::nullopt;
  if (bare && sign && separator.end < glyphs_.size() &&
      is_shouted(separator.end, separator.end + 1))
    return std::nullopt;
  if (separator.begin != at || !is_word_character(separator.end)) return std::nullopt;
  return separator;
}

std::optional<std::size_t> Grammar::dot_separator_before(std::size_t end) const {
  constexpr std::size_t longest = separator_word_max + 8;
  const std::size_t first = end > longest ? end - longest : 0;
  for (std::size_t at = first; at < end; ++at) {
    if (at > 0 && !is_word_character(at - 1)) continue;
    const auto separator = dot_separator(at);
    if (separator && separator->end == end && separator->certainty != Certainty::sign) return at;
  }
  return std::nullopt;
}

/// Where the unbroken piece begins that ends here.
std::size_t Grammar::run_before(std::size_t end) const {
  constexpr std::string_view always = "._+-";
  constexpr std::string_view inside = "'!#$*~^|%";
  OneScript script;
  std::size_t begin = end;
  while (begin > 0 && end - begin < local_max) {
    const char32_t c = glyph(begin - 1);
    const bool sign = c < 0x80 && (always.find(static_cast<char>(c)) != std::string_view::npos ||
                                   (inside.find(static_cast<char>(c)) != std::string_view::npos &&
                                    begin > 1 && begin < end && is_word_character(begin - 2)));
    if (!sign && !(is_alphanumeric(c) && script.takes(c))) break;
    --begin;
  }
  while (begin < end && !is_word_character(begin)) ++begin;
  return begin;
}

std::optional<LocalPart> Grammar::local_part_before(std::size_t end) const {
  if (end > 1 && glyph(end - 1) == '"') {
    std::size_t open = end - 1;
    while (open > 0 && end - open <= local_max && glyph(open - 1) != '"' &&
           glyph(open - 1) != '\n' && glyph(open - 1) != ']')
      --open;
    if (open == 0 || open == end - 1 || glyph(open - 1) != '"') return std::nullopt;
    return LocalPart{open - 1, words(open, end - 1), true};
  }
  LocalPart local{run_before(end), {}, false};
  if (local.begin == end) return std::nullopt;
  local.last_word = words(local.begin, end);
  for (std::size_t spoken = 0; spoken < spoken_dots_max; ++spoken) {
    const auto dot = dot_separator_before(local.begin);
    if (!dot) break;
    const std::size_t begin = run_before(*dot);
    if (begin == *dot) break;
    local.begin = begin;
    local.looks_like_one = true;
  }
  local.looks_like_one =
      local.looks_like_one || local.last_word.find_first_of("._0123456789+") != std::string::npos;
  return local;
}

std::size_t Grammar::label_end(std::size_t begin) const {
  OneScript script;
  std::size_t end = begin;
  while (end - begin < label_max) {
    const char32_t c = glyph(end);
    const bool inner_hyphen =
        c == '-' && end > begin && (is_word_character(end + 1) || glyph(end + 1) == '-');
    if (inner_hyphen && dot_separator(end)) break;
    if (!inner_hyphen && !(is_alphanumeric(c) && script.takes(c))) break;
    ++end;
  }
  return end;
}

std::optional<std::size_t> Grammar::ip_literal_end(std::size_t begin) const {
  constexpr std::string_view allowed = "0123456789abcdef:.ipv";
  std::size_t parts = 0;
  for (std::size_t at = begin + 1; at < begin + ip_literal_max; ++at) {
    const char32_t c = glyph(at);
    if (c == ']') return parts >= 2 ? std::optional{at + 1} : std::nullopt;
    if (c >= 0x80 || c == 0 || allowed.find(static_cast<char>(c)) == std::string_view::npos) break;
    parts += c == ':' || c == '.' ? 1 : 0;
  }
  return std::nullopt;
}

/// The longest beginning that ends in a top-level domain.
std::optional<Domain> Grammar::domain_after(std::size_t begin) const {
  if (glyph(begin) == '[') {
    const auto end = ip_literal_end(begin);
    return end ? std::optional{Domain{*end, "", false}} : std::nullopt;
  }
  std::optional<Domain> found;
  std::string first;
  bool disguised = false;
  std::size_t at = begin;
  for (std::size_t labels = 1; labels <= labels_max; ++labels) {
    const std::size_t end = label_end(at);
    if (end == at) break;
    const std::string label = words(at, end);
    if (labels == 1) first = label;
    if (disguised && (is_dot_word(label) || is_at_word(label))) break;
    if (labels > 1 && is_top_level_domain(label)) found = Domain{end, first, disguised};
    const auto dot = dot_separator(end);
    if (!dot) break;
    disguised = disguised || dot->certainty != Certainty::sign;
    at = dot->end;
  }
  return found;
}

}  // namespace copytaster::masking
