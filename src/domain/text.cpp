#include "copytaster/domain/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "copytaster/domain/byte_set.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

constexpr std::string_view php_white = std::string_view{" \t\n\r\0\x0B", 6};

bool eight_ascii(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  if (text.size() - at < sizeof bytes) return false;
  std::memcpy(&bytes, text.data() + at, sizeof bytes);
  return (bytes & 0x8080808080808080ULL) == 0;
}

bool is_xml_char(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (eight_ascii(text, at))
      at += 8;
    else if (next_code_point(text, at) == not_utf8)
      return false;
  }
  return true;
}

bool contains_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(php_white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(php_white) - first + 1);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string with_lf(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result += text[i];
  }
  return result;
}

std::string composed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* composing = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no composing data");
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString whole = composing->normalize(source, status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU could not compose a text");
  std::string result;
  whole.toUTF8String(result);
  return result;
}

std::string folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no folding data");
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString whole = folding->normalize(source, status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU could not fold a text");

  icu::UnicodeString squeezed;
  for (int32_t at = 0; at < whole.length(); at = whole.moveIndex32(at, 1)) {
    const UChar32 c = whole.char32At(at);
    if (u_isUWhiteSpace(c) == 0)
      squeezed.append(c);
    else if (!squeezed.isEmpty() && squeezed.charAt(squeezed.length() - 1) != u' ')
      squeezed.append(u' ');
  }
  if (squeezed.endsWith(u" ", 1)) squeezed.truncate(squeezed.length() - 1);
  std::string result;
  squeezed.toUTF8String(result);
  return result;
}

void append_html_escaped(std::string& out, std::string_view text) {
  static constexpr ByteSet escaped{"&<>\"'"};
  append_replacing(out, text, escaped, [](std::string& to, char c) {
    switch (c) {
      case '&': to += "&amp;"; break;
      case '<': to += "&lt;"; break;
      case '>': to += "&gt;"; break;
      case '"': to += "&quot;"; break;
      default: to += "&#39;";
    }
  });
}

std::string xml_safe(std::string_view text) {
  // U+FFFE and U+FFFF begin with EF, as others do that are allowed.
  static constexpr ByteSet looked_at = ByteSet{"\xEF"}.with_below(' ');
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0;;) {
    const std::size_t stop = looked_at.first_in(text, at);
    safe += text.substr(at, stop - at);
    if (stop == text.size()) return safe;
    at = stop;
    const bool allowed = is_xml_char(next_code_point(text, at));
    safe += allowed ? text.substr(stop, at - stop) : std::string_view{"\uFFFD"};
  }
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr ByteSet escaped = ByteSet{"\"\\"}.with_below(' ');
  out += '"';
  append_replacing(out, text, escaped, [](std::string& to, char c) {
    constexpr char hex[] = "0123456789abcdef";
    switch (c) {
      case '"': to += "\\\""; break;
      case '\\': to += "\\\\"; break;
      case '\n': to += "\\n"; break;
      case '\r': to += "\\r"; break;
      case '\t': to += "\\t"; break;
      default:
        to += "\\u00";
        to += hex[static_cast<unsigned char>(c) >> 4U];
        to += hex[static_cast<unsigned char>(c) & 0xFU];
    }
  });
  out += '"';
}

void append_json_name(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
}

void append_json_member(std::string& out, std::string_view name,
                        std::optional<std::string_view> value) {
  append_json_name(out, name);
  if (value)
    append_json_string(out, *value);
  else
    out += "null";
}

}  // namespace copytaster
