#include "domain/text/views.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "copytaster/domain/byte_set.hpp"
#include "domain/text/characters.hpp"
#include "domain/text/folding.hpp"
#include "domain/text/glyphs.hpp"
#include "domain/text/quoted_values.hpp"
#include "domain/text/suspicion.hpp"
#include "domain/text/undisguise.hpp"
#include "domain/text/view_writer.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

using text::Glyph;
using text::Glyphs;

void add_if_new(std::vector<View>& views, View view, const View* also = nullptr) {
  if (also != nullptr && also->text == view.text) return;
  for (const View& one : views)
    if (one.text == view.text) return;
  views.push_back(std::move(view));
}

void add_reading(const text::Undisguised& read, TextViews& views) {
  if (read.changed) add_if_new(views.words, text::words_of(read.glyphs));
  if (text::has_stretched_words(read.glyphs)) {
    for (const bool doubled : {false, true})
      add_if_new(views.others, text::view_of(text::squeezed(read.glyphs, doubled)), &views.folded);
  } else if (read.changed) {
    add_if_new(views.others, text::view_of(read.glyphs), &views.folded);
  }
}

/// What is folded and looks disguised, in the first and the second way of reading it.
void add_undisguised(const Glyphs& first, const Glyphs& second, TextViews& views) {
  const bool same = &first == &second;
  if (!text::may_be_disguised(first) && (same || !text::may_be_disguised(second))) return;
  const text::Undisguised one = text::undisguised(first, false);
  views.disguised_words = std::max(views.disguised_words, one.disguised_words);
  add_reading(one, views);
  if (!same || one.ambiguous) add_reading(text::undisguised(second, true), views);
}

constexpr ByteSet printed =
    ByteSet::where([](char c) { return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t'; });
constexpr ByteSet opening{"&%<["};
constexpr ByteSet hex_digits{"0123456789abcdefABCDEF"};

/// Whether a reference, an encoded byte or a tag may begin there, and not just "AT&T" or "50 %".
bool may_open(std::string_view text, std::size_t at) {
  const char next = at + 1 < text.size() ? text[at + 1] : ' ';
  if (text[at] == '%') return hex_digits.has(next);
  if (text[at] == '&' && next != '#')
    return text.substr(at + 1, text::reference_name_max + 1).find(';') != text.npos;
  const bool letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
  return letter || next == '#' || next == '/' || next == '!' || next == '?' || next == '>';
}

/// ASCII, and nothing to be decoded or taken out.
bool is_plain(std::string_view text) {
  if (!printed.has_all_of(text)) return false;
  for (std::size_t at = opening.first_in(text); at < text.size();
       at = opening.first_in(text, at + 1))
    if (may_open(text, at)) return false;
  return true;
}

/// Most texts are ASCII with nothing to be decoded: the same, and quicker.
TextViews plain_views(std::string_view source) {
  TextViews views;
  views.folded = text::folded_ascii(source);
  views.words.push_back(text::words_of_ascii(views.folded));
  if (!text::may_be_disguised(views.folded.text, views.words[0].text)) return views;
  Glyphs glyphs = text::glyphs_of(views.folded.text, text::Unit::code_points);
  add_undisguised(glyphs, glyphs, views);
  return views;
}

bool is_all_ascii(const Glyphs& glyphs) {
  return std::all_of(glyphs.begin(), glyphs.end(),
                     [](const Glyph& glyph) { return is_ascii(glyph.c); });
}

View written_view(Glyphs glyphs) {
  for (Glyph& glyph : glyphs) glyph.c = glyph.c == not_utf8 ? 0xFFFD : case_folded(glyph.c);
  return text::view_of(glyphs);
}

/// A text without tags is what it is.
void add_written_others(const Glyphs& glyphs, TextViews& views) {
  const bool has_tags =
      std::any_of(glyphs.begin(), glyphs.end(), [](const Glyph& glyph) { return glyph.c == '<'; });
  if (!has_tags) return;
  for (Glyphs& one : std::array{text::without_tags(glyphs), text::with_quoted_values(glyphs)})
    add_if_new(views.written_others, written_view(std::move(one)), &views.written);
}

bool has_tags(const Glyphs& glyphs) {
  return std::any_of(glyphs.begin(), glyphs.end(),
                     [](const Glyph& glyph) { return glyph.c == '<' || glyph.c == '['; });
}

}  // namespace

Origin origin_of(const View& view, std::size_t begin, std::size_t end) {
  Origin origin = view.origins[begin];
  for (std::size_t at = begin + 1; at < end; ++at) {
    origin.begin = std::min(origin.begin, view.origins[at].begin);
    origin.end = std::max(origin.end, view.origins[at].end);
  }
  return origin;
}

bool is_disguise(std::string_view source) {
  if (is_plain(source)) return false;
  const Glyphs glyphs = text::glyphs_of(source, text::Unit::code_points);
  if (text::decoded(glyphs).size() != glyphs.size()) return true;
  if (is_all_ascii(glyphs)) return false;
  const text::Folded folded = text::folded(glyphs, false);
  // "ñç" is no word, and "nc" stands everywhere.
  constexpr std::size_t letters_min = 3;
  if (glyphs.size() < letters_min && is_all_ascii(folded.glyphs)) return true;
  return folded.mixed_script_words > 0 ||
         std::any_of(glyphs.begin(), glyphs.end(),
                     [](const Glyph& glyph) { return text::is_fancy(glyph.c); });
}

TextViews views_of(std::string_view source) {
  if (is_plain(source)) return plain_views(source);
  TextViews views;
  Glyphs glyphs = text::glyphs_of(source, text::Unit::code_points);
  views.written = written_view(glyphs);
  add_written_others(glyphs, views);
  glyphs = text::decoded(std::move(glyphs));
  views.invisible_characters = text::invisible_characters(glyphs);
  if (views.invisible_characters > 0) glyphs = text::turned_round(std::move(glyphs));

  const text::Folded kept = text::folded(glyphs, false);
  views.mixed_script_words = kept.mixed_script_words;
  views.folded = text::view_of(kept.glyphs);
  views.words.push_back(text::words_of(kept.glyphs));
  const Glyphs second = kept.ambiguous ? text::folded(glyphs, true).glyphs : Glyphs{};
  if (kept.ambiguous) {
    add_if_new(views.others, text::view_of(second), &views.folded);
    add_if_new(views.words, text::words_of(second));
  }
  add_undisguised(kept.glyphs, kept.ambiguous ? second : kept.glyphs, views);
  views.disguised_words += kept.decorated_words;

  if (!has_tags(glyphs)) return views;
  const Glyphs bare = text::without_tags(glyphs);
  if (bare.size() == glyphs.size()) return views;
  const Glyphs removed = text::folded(bare, false).glyphs;
  add_if_new(views.others, text::view_of(removed), &views.folded);
  add_if_new(views.words, text::words_of(removed));
  if (kept.ambiguous)
    add_undisguised(removed, text::folded(bare, true).glyphs, views);
  else
    add_undisguised(removed, removed, views);
  return views;
}

}  // namespace copytaster
