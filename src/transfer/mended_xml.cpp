#include "transfer/mended_xml.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace copytaster::transfer {
namespace {

constexpr std::string_view begins = "<![CDATA[";
constexpr std::string_view ends = "]]>";
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view before_last = "\xEF\xBF";  // of U+FFFE and U+FFFF

bool is_of_a_reference(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#';
}

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

bool is_character(std::uint32_t number) {
  if (number < 0x20) return number == '\t' || number == '\n' || number == '\r';
  return number < 0xD800 || (number > 0xDFFF && number < 0xFFFE) ||
         (number > 0xFFFF && number <= 0x10FFFF);
}

/// One that XML knows without being told: what stands between "&" and ";".
bool is_reference(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"amp", "lt", "gt", "quot", "apos"};
  if (std::find(names.begin(), names.end(), name) != names.end()) return true;
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool is_hex = name.starts_with('x');
  if (is_hex) name.remove_prefix(1);
  std::uint32_t number = 0;
  const auto [stopped, error] =
      std::from_chars(name.data(), name.data() + name.size(), number, is_hex ? 16 : 10);
  return error == std::errc{} && stopped == name.data() + name.size() && is_character(number);
}

}  // namespace

std::string_view MendedXml::mend(std::string_view bytes) {
  out_.clear();
  for (const char c : bytes) take(c);
  return out_;
}

std::string_view MendedXml::finish() {
  out_.clear();
  if (!open_.empty()) settle(false);
  out_ += tail_;
  tail_.clear();
  return out_;
}

void MendedXml::settle(bool is_reference) {
  out_ += is_reference ? "&" : "&amp;";
  out_.append(open_, 1);
  open_.clear();
}

void MendedXml::take(char c) {
  if (!open_.empty()) {
    if (is_of_a_reference(c) && open_.size() < reference_bytes_max) {
      open_ += c;
      return;
    }
    settle(c == ';' && is_reference(std::string_view{open_}.substr(1)));
  }
  if (c == '&' && !in_cdata_) {
    out_ += tail_;
    tail_.clear();
    open_ = c;
    matched_ = 0;
    return;
  }
  put(c);
  follow_cdata(c);
}

/// U+FFFE and U+FFFF are told by their third byte.
void MendedXml::put(char c) {
  if (tail_ == before_last && (c == '\xBE' || c == '\xBF')) {
    out_ += replacement;
    ++replaced_;
    tail_.clear();
    return;
  }
  if (c == before_last[tail_.size() % before_last.size()] && tail_.size() < before_last.size()) {
    tail_ += c;
    return;
  }
  out_ += tail_;
  tail_.clear();
  if (c == before_last.front()) {
    tail_ += c;
  } else if (is_forbidden(c)) {
    out_ += replacement;
    ++replaced_;
  } else {
    out_ += c;
  }
}

void MendedXml::follow_cdata(char c) {
  const std::string_view mark = in_cdata_ ? ends : begins;
  if (c == mark[matched_]) {
    if (++matched_ < mark.size()) return;
    in_cdata_ = !in_cdata_;
    matched_ = 0;
  } else if (c != ']' || !in_cdata_) {  // of "]]]>" the last two brackets count
    matched_ = c == mark[0] ? 1 : 0;
  }
}

}  // namespace copytaster::transfer
