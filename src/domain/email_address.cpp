#include "copytaster/domain/email_address.hpp"

#include <algorithm>

#include "copytaster/domain/text.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t label_bytes_max = 63;
constexpr std::size_t address_bytes_max = 254;

bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_word_part(c);
}

/// Whether every character is a letter, a digit, or one of `others`.
bool consists_of(std::string_view text, std::string_view others) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == not_utf8) return false;
    const bool other = c < 0x80 && others.find(static_cast<char>(c)) != std::string_view::npos;
    if (!other && !is_letter_or_digit(c)) return false;
  }
  return true;
}

bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > local_bytes_max) return false;
  if (local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return consists_of(local, ".!#$%&'*+-/=?^_`{|}~");
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > label_bytes_max) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return consists_of(label, "-");
}

bool is_byte(std::string_view label) {
  if (label.empty() || label.size() > 3) return false;
  int number = 0;
  for (const char c : label) {
    if (c < '0' || c > '9') return false;
    number = 10 * number + (c - '0');
  }
  return number <= 255;
}

bool is_number(std::string_view label) {
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// 192.0.2.1
bool is_ipv4(std::string_view domain) {
  constexpr std::size_t numbers = 4;
  for (std::size_t n = 1; n <= numbers; ++n) {
    const auto dot = domain.find('.');
    const auto label = domain.substr(0, dot);
    if (!is_byte(label) || (dot == std::string_view::npos) != (n == numbers)) return false;
    domain.remove_prefix(dot == std::string_view::npos ? domain.size() : dot + 1);
  }
  return true;
}

bool is_domain(std::string_view domain) {
  if (is_ipv4(domain)) return true;
  std::size_t labels = 0;
  std::string_view rest = domain;
  for (;; ++labels) {
    const auto dot = rest.find('.');
    const auto label = rest.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return labels > 0 && !is_number(label);
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<EmailAddress> EmailAddress::parse(std::string_view text) {
  if (text.size() > address_bytes_max) return std::nullopt;
  const auto at = text.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  if (!is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) return std::nullopt;
  return EmailAddress{std::string{text}};
}

bool EmailAddress::has_named_domain() const { return !is_ipv4(domain()); }

std::string EmailAddress::folded_for_index() const { return folded(text_); }

}  // namespace copytaster
