#include "domain/masking/folded_view.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>

#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "domain/utf8.hpp"

namespace copytaster::masking {
namespace {

using Glyphs = std::vector<Glyph>;

struct Reference {
  std::string_view name;
  char32_t c;
};

/// What has a name in HTML and a part in an address or its disguise. Letters have none.
constexpr Reference references[] = {{"amp", '&'},
                                    {"AMP", '&'},
                                    {"commat", '@'},
                                    {"period", '.'},
                                    {"lt", '<'},
                                    {"gt", '>'},
                                    {"quot", '"'},
                                    {"apos", '\''},
                                    {"nbsp", ' '},
                                    {"shy", 0xAD},
                                    {"zwnj", 0x200C},
                                    {"zwj", 0x200D},
                                    {"ZeroWidthSpace", 0x200B},
                                    {"NoBreak", 0x2060},
                                    {"hyphen", '-'},
                                    {"dash", '-'},
                                    {"lowbar", '_'},
                                    {"UnderBar", '_'},
                                    {"plus", '+'},
                                    {"colon", ':'},
                                    {"sol", '/'},
                                    {"lpar", '('},
                                    {"rpar", ')'},
                                    {"lsqb", '['},
                                    {"lbrack", '['},
                                    {"rsqb", ']'},
                                    {"rbrack", ']'},
                                    {"lcub", '{'},
                                    {"lbrace", '{'},
                                    {"rcub", '}'},
                                    {"rbrace", '}'},
                                    {"percnt", '%'},
                                    {"num", '#'},
                                    {"semi", ';'},
                                    {"comma", ','},
                                    {"excl", '!'},
                                    {"ensp", ' '},
                                    {"emsp", ' '},
                                    {"thinsp", ' '},
                                    {"Tab", '\t'},
                                    {"NewLine", '\n'},
                                    {"ast", '*'},
                                    {"verbar", '|'},
                                    {"equals", '='}};
constexpr std::size_t reference_name_max = 14;

Glyphs code_points_of(std::string_view text) {
  Glyphs glyphs;
  glyphs.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = static_cast<std::uint32_t>(at);
    const char32_t c = next_code_point(text, at);
    glyphs.push_back({c, begin, static_cast<std::uint32_t>(at)});
  }
  return glyphs;
}

int digit_of(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  return 99;
}

/// A character read from several glyphs; `end` is the first one behind it.
struct Decoded {
  char32_t c;
  std::size_t end;
};

/// "#64", "#x40", with the semicolon or without, as browsers read it.
std::optional<Decoded> numeric_reference(const Glyphs& in, std::size_t at) {
  constexpr std::size_t digits_max = 8;
  const bool hex = at < in.size() && (in[at].c == 'x' || in[at].c == 'X');
  const int base = hex ? 16 : 10;
  std::size_t end = hex ? at + 1 : at;
  const std::size_t first = end;
  char32_t value = 0;
  for (; end < in.size() && end - first < digits_max && digit_of(in[end].c) < base; ++end)
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(in[end].c));
  if (end == first || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
    return std::nullopt;
  if (end < in.size() && in[end].c == ';') ++end;
  return Decoded{value, end};
}

std::optional<Decoded> named_reference(const Glyphs& in, std::size_t at) {
  std::string name;
  std::size_t end = at;
  for (; end < in.size() && in[end].c < 0x80 && in[end].c != ';'; ++end) {
    if (name.size() == reference_name_max) return std::nullopt;
    name += static_cast<char>(in[end].c);
  }
  if (end == in.size() || in[end].c != ';') return std::nullopt;
  const auto found = std::find_if(std::begin(references), std::end(references),
                                  [&name](const Reference& one) { return one.name == name; });
  if (found == std::end(references)) return std::nullopt;
  return Decoded{found->c, end + 1};
}

std::optional<Decoded> reference_at(const Glyphs& in, std::size_t at) {
  if (in[at].c != '&' || at + 1 == in.size()) return std::nullopt;
  if (in[at + 1].c == '#') return numeric_reference(in, at + 2);
  return named_reference(in, at + 1);
}

/// One byte from "%40"; none when that does not stand there.
std::optional<char> percent_byte(const Glyphs& in, std::size_t at) {
  if (at + 2 >= in.size() || in[at].c != '%') return std::nullopt;
  const int high = digit_of(in[at + 1].c);
  const int low = digit_of(in[at + 2].c);
  if (high > 15 || low > 15) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

std::optional<Decoded> percent_at(const Glyphs& in, std::size_t at) {
  constexpr std::size_t utf8_bytes_max = 4;
  std::string bytes;
  for (std::size_t next = at; bytes.size() < utf8_bytes_max; next += 3) {
    const auto byte = percent_byte(in, next);
    if (!byte) break;
    bytes += *byte;
  }
  if (bytes.empty()) return std::nullopt;
  std::size_t length = 0;
  const char32_t c = next_code_point(bytes, length);
  if (c == not_utf8 || c < 0x20) return std::nullopt;
  return Decoded{c, at + 3 * length};
}

template <class Decode>
Glyphs decoded(Glyphs in, char32_t mark, Decode decode) {
  const bool has_any =
      std::any_of(in.begin(), in.end(), [mark](const Glyph& glyph) { return glyph.c == mark; });
  if (!has_any) return in;
  Glyphs out;
  out.reserve(in.size());
  for (std::size_t at = 0; at < in.size();) {
    const auto found = decode(in, at);
    if (found) {
      out.push_back({found->c, in[at].begin, in[found->end - 1].end});
      at = found->end;
    } else {
      out.push_back(in[at++]);
    }
  }
  return out;
}

const UNormalizer2& nfkc_casefold() {
  static const UNormalizer2* const normalizer = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2* made = unorm2_getNFKCCasefoldInstance(&error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC_Casefold");
    return made;
  }();
  return *normalizer;
}

/// Nothing, one or several characters for one.
void append_folded(Glyphs& out, const Glyph& glyph) {
  if (is_ascii(glyph.c)) return out.push_back({case_folded(glyph.c), glyph.begin, glyph.end});
  if (glyph.c > 0x10FFFF) return out.push_back(glyph);
  std::array<char16_t, 2> in{};
  std::array<char16_t, 32> folded{};  // the longest folding has 18
  std::size_t length = 1;
  if (glyph.c < 0x10000) {
    in[0] = static_cast<char16_t>(glyph.c);
  } else {
    in[0] = static_cast<char16_t>(0xD7C0U + (glyph.c >> 10U));
    in[1] = static_cast<char16_t>(0xDC00U + (glyph.c & 0x3FFU));
    length = 2;
  }
  UErrorCode error = U_ZERO_ERROR;
  const int size = unorm2_normalize(&nfkc_casefold(), in.data(), static_cast<int>(length),
                                    folded.data(), static_cast<int>(folded.size()), &error);
  if (U_FAILURE(error)) return out.push_back(glyph);
  for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
    char32_t c = folded[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < static_cast<std::size_t>(size))
      c = 0x10000U + ((c - 0xD800U) << 10U) + (folded[++i] - 0xDC00U);
    out.push_back({c, glyph.begin, glyph.end});
  }
}

}  // namespace

std::vector<Glyph> folded_view(std::string_view text) {
  Glyphs glyphs = decoded(code_points_of(text), '&', reference_at);
  glyphs = decoded(std::move(glyphs), '&', reference_at);
  glyphs = decoded(std::move(glyphs), '%', percent_at);
  const bool plain = std::all_of(glyphs.begin(), glyphs.end(),
                                 [](const Glyph& glyph) { return is_ascii(glyph.c); });
  if (plain) {
    for (Glyph& glyph : glyphs) glyph.c = case_folded(glyph.c);
    return glyphs;
  }
  Glyphs view;
  view.reserve(glyphs.size());
  for (const Glyph& glyph : glyphs) append_folded(view, glyph);
  return view;
}

}  // namespace copytaster::masking
