#include "domain/text/glyphs.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "domain/text/characters.hpp"
#include "domain/utf8.hpp"

namespace copytaster::text {
namespace {

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
  constexpr std::size_t zeros_max = 16;
  for (const std::size_t zeros = end;
       end < in.size() && in[end].c == '0' && end - zeros < zeros_max;)
    ++end;
  const std::size_t first = end;
  char32_t value = 0;
  for (; end < in.size() && end - first < digits_max && digit_of(in[end].c) < base; ++end)
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(in[end].c));
  if (end == first || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
    return std::nullopt;
  if (end < in.size() && in[end].c == ';') ++end;
  return Decoded{value, end};
}

/// "&eacute;": a letter and what stands over it.
std::optional<char32_t> accented(std::string_view name) {
  constexpr std::pair<std::string_view, char32_t> accents[] = {
      {"acute", 0x301}, {"grave", 0x300}, {"circ", 0x302},  {"uml", 0x308}, {"tilde", 0x303},
      {"ring", 0x30A},  {"cedil", 0x327}, {"caron", 0x30C}, {"macr", 0x304}};
  if (name.size() < 2) return std::nullopt;
  for (const auto& [accent, mark] : accents) {
    if (name.substr(1) != accent) continue;
    const char32_t whole = composed_pair(static_cast<unsigned char>(name[0]), mark);
    if (whole != 0) return whole;
  }
  return std::nullopt;
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
  if (found != std::end(references)) return Decoded{found->c, end + 1};
  const auto letter = accented(name);
  if (!letter) return std::nullopt;
  return Decoded{*letter, end + 1};
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
Glyphs replaced(Glyphs in, char32_t mark, Decode decode) {
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

}  // namespace

Glyphs glyphs_of(std::string_view text, Unit unit) {
  Glyphs glyphs;
  glyphs.reserve(text.size());
  std::uint32_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const std::uint32_t end = unit == Unit::bytes ? static_cast<std::uint32_t>(at) : begin + 1;
    glyphs.push_back({c, begin, end});
    begin = end;
  }
  return glyphs;
}

Glyphs decoded(Glyphs glyphs) {
  glyphs = replaced(std::move(glyphs), '&', reference_at);
  glyphs = replaced(std::move(glyphs), '&', reference_at);
  return replaced(std::move(glyphs), '%', percent_at);
}

}  // namespace copytaster::text
