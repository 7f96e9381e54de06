#include "domain/text/view_writer.hpp"

#include <array>
#include <cstddef>

#include "domain/text/characters.hpp"
#include "domain/utf8.hpp"

namespace copytaster::text {
namespace {

std::size_t utf8_size(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

/// Writes into room that was made before; `finish` gives back what was not needed.
class Writer {
 public:
  explicit Writer(std::size_t bytes_max) {
    view_.text.resize(bytes_max);
    kept_.resize(bytes_max);
    text_ = view_.text.data();
    origins_ = kept_.data();
  }

  void add_byte(char byte, Origin origin) { add_byte_if(true, byte, origin); }

  /// Writes it in any case: what is not kept, the next one overwrites. There must be room for it.
  void add_byte_if(bool kept, char byte, Origin origin) {
    *text_ = byte;
    *origins_ = origin;
    text_ += kept ? 1 : 0;
    origins_ += kept ? 1 : 0;
  }

  void add(const Glyph& glyph) {
    const Origin origin{glyph.begin, glyph.end};
    const char32_t c = glyph.c;
    const auto tail = [&](unsigned shift) {
      add_byte(static_cast<char>(0x80U | ((c >> shift) & 0x3FU)), origin);
    };
    if (c < 0x80) return add_byte(static_cast<char>(c), origin);
    if (c < 0x800) {
      add_byte(static_cast<char>(0xC0U | (c >> 6U)), origin);
    } else if (c < 0x10000) {
      add_byte(static_cast<char>(0xE0U | (c >> 12U)), origin);
      tail(6);
    } else {
      add_byte(static_cast<char>(0xF0U | (c >> 18U)), origin);
      tail(12);
      tail(6);
    }
    tail(0);
  }

  View finish() {
    const auto written = static_cast<std::size_t>(text_ - view_.text.data());
    view_.text.resize(written);
    kept_.resize(written);
    view_.origins = Origins{std::move(kept_)};
    return std::move(view_);
  }

 private:
  View view_;
  std::vector<Origin> kept_;
  char* text_ = nullptr;
  Origin* origins_ = nullptr;
};

constexpr auto lower_table = [] {
  std::array<char, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
  return table;
}();

/// For words: 1 for letters and digits.
constexpr auto part_table = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
  return table;
}();

Kind kind_in_view(char32_t c) {
  if (c >= 0x80) return kind_of(c);
  return part_table[c] ? Kind::word : Kind::other;
}

std::size_t bytes_of(const Glyphs& glyphs) {
  std::size_t bytes = 0;
  for (const Glyph& glyph : glyphs) bytes += utf8_size(glyph.c);
  return bytes;
}

}  // namespace

View view_of(const Glyphs& glyphs) {
  Writer writer{bytes_of(glyphs)};
  for (const Glyph& glyph : glyphs) writer.add(glyph);
  return writer.finish();
}

View words_of(const Glyphs& glyphs) {
  Writer writer{bytes_of(glyphs) + 2 * glyphs.size() + 2};
  bool blank = false;
  bool empty = true;
  for (const Glyph& glyph : glyphs) {
    const Origin origin{glyph.begin, glyph.end};
    const Kind kind = kind_in_view(glyph.c);
    const bool alone = kind == Kind::alone;
    const bool part = is_word_kind(kind);
    if (!blank && (empty || alone || !part)) {
      writer.add_byte(' ', origin);
      blank = true;
      empty = false;
    }
    if (!part) continue;
    writer.add(glyph);
    if (alone) writer.add_byte(' ', origin);
    blank = alone;
  }
  if (!blank && !empty) writer.add_byte(' ', {glyphs.back().begin, glyphs.back().end});
  return writer.finish();
}

View folded_ascii(std::string_view source) {
  View view;
  view.text.resize(source.size());
  view.origins = Origins::of_ascii(source.size());
  char* text = view.text.data();
  for (std::size_t at = 0; at < source.size(); ++at)
    text[at] = lower_table.data()[static_cast<unsigned char>(source.data()[at])];
  return view;
}

View words_of_ascii(const View& folded) {
  const std::size_t size = folded.text.size();
  if (size == 0) return {};
  Writer writer{size + 2};
  const char* text = folded.text.data();
  writer.add_byte(' ', {0, 1});
  bool blank = true;
  for (std::uint32_t at = 0; at < size; ++at) {
    const bool part = part_table.data()[static_cast<unsigned char>(text[at])];
    writer.add_byte_if(part || !blank, part ? text[at] : ' ', {at, at + 1});
    blank = !part;
  }
  if (!blank) writer.add_byte(' ', folded.origins[size - 1]);
  return writer.finish();
}

}  // namespace copytaster::text
