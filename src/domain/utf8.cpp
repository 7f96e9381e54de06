#include "domain/utf8.hpp"

#include <unicode/uchar.h>

namespace copytaster {
namespace {

/// How many bytes a sequence takes that begins with `first`, and the range of its second byte; 0
/// for a byte that begins none (Unicode, table 3-7).
struct Lead {
  std::size_t length;
  unsigned second_min;
  unsigned second_max;
};

Lead lead_of(unsigned first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

char32_t payload(unsigned first, std::size_t length) {
  constexpr unsigned masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  return static_cast<char32_t>(first & masks[length]);
}

}  // namespace

char32_t beyond_ascii::next_code_point(std::string_view text, std::size_t& at) {
  const unsigned first = byte_at(text, at);
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() - at < lead.length) return ++at, not_utf8;
  char32_t code_point = payload(first, lead.length);
  for (std::size_t i = 1; i < lead.length; ++i) {
    const unsigned byte = byte_at(text, at + i);
    const bool in_range =
        i == 1 ? byte >= lead.second_min && byte <= lead.second_max : (byte & 0xC0U) == 0x80U;
    if (!in_range) return ++at, not_utf8;
    code_point = (code_point << 6U) | (byte & 0x3FU);
  }
  at += lead.length;
  return code_point;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto add = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | (code_point >> 6U));
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | (code_point >> 12U));
    add(0x80 | ((code_point >> 6U) & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | (code_point >> 18U));
    add(0x80 | ((code_point >> 12U) & 0x3F));
    add(0x80 | ((code_point >> 6U) & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

bool beyond_ascii::is_word_part(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  if (u_isalnum(c) != 0) return true;
  const auto kind = u_charType(c);
  return kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || kind == U_COMBINING_SPACING_MARK;
}

char32_t beyond_ascii::case_folded(char32_t code_point) {
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(code_point), U_FOLD_CASE_DEFAULT));
}

}  // namespace copytaster
