#include "transfer/plain_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace copytaster::transfer {
namespace {

/// No tag is longer that means something here.
constexpr std::size_t tag_bytes_max = 4096;

struct Named {
  std::string_view name;
  std::string_view text;
};
/// What editors and WordPress' texturising write; all others have numbers.
constexpr std::array<Named, 26> named_references = {{
    {"amp", "&"},       {"lt", "<"},     {"gt", ">"},    {"quot", "\""}, {"apos", "'"},
    {"nbsp", "\u00A0"}, {"hellip", "…"}, {"ndash", "–"}, {"mdash", "—"}, {"lsquo", "‘"},
    {"rsquo", "’"},     {"ldquo", "“"},  {"rdquo", "”"}, {"bdquo", "„"}, {"laquo", "«"},
    {"raquo", "»"},     {"euro", "€"},   {"copy", "©"},  {"auml", "ä"},  {"ouml", "ö"},
    {"uuml", "ü"},      {"Auml", "Ä"},   {"Ouml", "Ö"},  {"Uuml", "Ü"},  {"szlig", "ß"},
    {"eacute", "é"},
}};

void append_code_point(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::optional<std::uint32_t> number_of(std::string_view digits) {
  const bool is_hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (is_hexadecimal) digits.remove_prefix(1);
  std::uint32_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] =
      std::from_chars(digits.data(), end, number, is_hexadecimal ? 16 : 10);
  const bool is_surrogate = number >= 0xD800 && number < 0xE000;
  if (error != std::errc{} || stopped != end || number == 0 || number > 0x10FFFF || is_surrogate)
    return std::nullopt;
  return number;
}

/// Appends what the reference at the beginning of `html` stands for; returns its length, or 0.
std::size_t append_reference(std::string& out, std::string_view html) {
  constexpr std::size_t longest = 12;
  const auto end = html.substr(0, longest).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  const auto name = html.substr(1, end - 1);
  if (name.front() == '#') {
    const auto number = number_of(name.substr(1));
    if (!number) return 0;
    append_code_point(out, *number);
    return end + 1;
  }
  const auto found = std::find_if(named_references.begin(), named_references.end(),
                                  [&](const Named& one) { return one.name == name; });
  if (found == named_references.end()) return 0;
  out += found->text;
  return end + 1;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower(std::string_view text) {
  std::string folded{text};
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return folded;
}

/// Writes the text, and remembers where the link began that is open.
class Writer {
 public:
  std::string written(std::string_view html) {
    while (!html.empty()) {
      const std::size_t plain = std::min(html.find_first_of("<&"), html.size());
      out_ += html.substr(0, plain);
      html.remove_prefix(plain);
      if (html.empty()) break;
      const std::size_t length = html.front() == '&' ? append_reference(out_, html) : tag(html);
      if (length == 0) out_ += html.front();
      html.remove_prefix(std::max<std::size_t>(length, 1));
    }
    end_link();
    return std::move(out_);
  }

 private:
  /// The tag's length; 0 where "<" is only a sign.
  std::size_t tag(std::string_view html) {
    if (html.starts_with("<!--")) return hidden(html);
    const bool closes = html.substr(1).starts_with('/');
    const std::size_t begin = closes ? 2 : 1;
    if (begin >= html.size() || !is_letter(html[begin])) return 0;
    const auto end = html.substr(0, tag_bytes_max).find('>');
    if (end == std::string_view::npos) return 0;
    const auto inside = html.substr(begin, end - begin);
    const auto name = lower(inside.substr(0, inside.find_first_of(" \t\n\r/")));
    mark(name, closes, inside);
    return end + 1;
  }

  /// A comment's length. Looked for once where none ends: else a hostile text would cost its
  /// square.
  std::size_t hidden(std::string_view html) {
    const auto end = none_ends_ ? std::string_view::npos : html.find("-->", 4);
    none_ends_ = end == std::string_view::npos;
    return none_ends_ ? 0 : end + 3;
  }

  void mark(const std::string& name, bool closes, std::string_view inside) {
    if (name == "a") {
      end_link();
      if (!closes) begin_link(inside);
    } else if (name == "br") {
      out_ += '\n';
    } else if (name == "li" && !closes) {
      new_line();
      out_ += "- ";
    } else if (name == "p" || name == "blockquote" || name == "div" || name == "ul" ||
               name == "ol" || name == "pre") {
      new_line();
      if (closes && name == "p") out_ += '\n';
    }
  }
  void new_line() {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }

  void begin_link(std::string_view inside) {
    const auto at = lower(inside).find("href=");
    if (at == std::string::npos) return;
    auto value = inside.substr(at + 5);
    if (value.empty()) return;
    const char quote = value.front();
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) value.remove_prefix(1);
    value = value.substr(0, quoted ? value.find(quote) : value.find_first_of(" \t\n\r"));
    Writer plain;
    href_ = plain.written(value);
    words_ = out_.size();
  }
  void end_link() {
    if (href_.empty()) return;
    const std::string href = std::exchange(href_, {});
    const bool is_short = out_.size() - words_ <= tag_bytes_max;
    if (!is_short || out_.find(href, words_) == std::string::npos) out_ += " (" + href + ")";
  }

  std::string out_;
  std::string href_;        ///< of the link that is open
  std::size_t words_ = 0;   ///< where its words begin
  bool none_ends_ = false;  ///< no comment from here on
};

}  // namespace

std::string plain_text(std::string_view html) { return Writer{}.written(html); }

}  // namespace copytaster::transfer
