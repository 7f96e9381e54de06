#include "domain/hosts.hpp"

#include <libpsl.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/uchar.h>

#include "copytaster/domain/text.hpp"
#include "domain/masking/words.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

constexpr std::size_t host_bytes_max = 253;    // RFC 1035
constexpr std::size_t typed_bytes_max = 1000;  // of letters that take four bytes

const icu::IDNA& idna() {
  static const std::unique_ptr<const icu::IDNA> rules = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made{icu::IDNA::createUTS46Instance(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        status)};
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for hosts");
    return made;
  }();
  return *rules;
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<int32_t>(text.size())};
}

bool is_number(std::string_view label) {
  return !label.empty() &&
         std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Browsers decode a host before they look for it.
std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool may_be = text[at] == '%' && at + 2 < text.size();
    const int high = may_be ? hexadecimal(text[at + 1]) : -1;
    const int low = may_be ? hexadecimal(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      out += text[at];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return is_valid_utf8(out) ? out : std::string{text};
}

/// What looks like a dot in a host is one (UTS #46).
constexpr char32_t ideographic_dot = 0x3002;

bool is_all_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string plain(std::string_view text) {
  std::string out = text.find('%') == std::string_view::npos ? std::string{text} : decoded(text);
  if (!is_all_ascii(out)) return folded(out);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// Most words of most texts need no more than this look.
bool may_hold_host(std::string_view word) {
  const auto dot = word.find('.');
  return (dot != std::string_view::npos && dot + 1 < word.size()) ||
         word.find('%') != std::string_view::npos || !is_all_ascii(word);
}

bool has_no_capitals(char32_t c) {
  return !is_ascii(c) && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_CASED) == 0;
}

/// Grows by one code point after the other, and is asked about at each end.
class Run {
 public:
  explicit Run(const std::function<bool(std::string_view)>& is_it) : is_it_(is_it) {}

  bool goes_on(char32_t c) {
    if (c == ideographic_dot) c = '.';
    const bool belongs = c == '.' || c == '-' || c == '_' || (c != not_utf8 && is_word_part(c));
    if (!belongs) return false;
    if (has_no_capitals(c) && asked_from(narrow_)) return (found_ = true);
    append_utf8(whole_, c);
    if (has_no_capitals(c)) narrow_ = whole_.size();
    return true;
  }
  /// At `c`, which belongs to none. Begins anew.
  bool ends(char32_t c) {
    const bool is_host = c != '@';  // else a person or an account there
    const bool is_it =
        found_ || (is_host && (asked_from(0) || (narrow_ > 0 && asked_from(narrow_))));
    whole_.clear();
    narrow_ = 0;
    found_ = false;
    return is_it;
  }

 private:
  bool asked_from(std::size_t begin) const {
    std::string_view host = std::string_view{whole_}.substr(begin);
    while (!host.empty() && (host.back() == '.' || host.back() == '-')) host.remove_suffix(1);
    return host.find('.') != std::string_view::npos && is_it_(host);
  }

  const std::function<bool(std::string_view)>& is_it_;
  std::string whole_;
  std::size_t narrow_ = 0;  ///< behind the last character of a script without capitals
  bool found_ = false;
};

bool is_host_in(std::string_view word, Run& run) {
  for (std::size_t at = 0; at < word.size();) {
    const char32_t c = next_code_point(word, at);
    if (!run.goes_on(c) && run.ends(c)) return true;
  }
  return run.ends(' ');
}

}  // namespace

std::optional<std::string> ascii_host(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > typed_bytes_max || !is_valid_utf8(host)) return std::nullopt;
  std::string ascii;
  icu::StringByteSink<std::string> sink{&ascii};
  icu::IDNAInfo found;
  UErrorCode status = U_ZERO_ERROR;
  idna().nameToASCII_UTF8(piece(host), sink, found, status);
  if (U_FAILURE(status) || found.hasErrors() || ascii.size() > host_bytes_max) return std::nullopt;
  const auto last_dot = ascii.rfind('.');
  if (last_dot == std::string::npos || is_number(ascii.substr(last_dot + 1))) return std::nullopt;
  return ascii;
}

std::string readable_host(const std::string& ascii) {
  std::string readable;
  icu::StringByteSink<std::string> sink{&readable};
  icu::IDNAInfo found;
  UErrorCode status = U_ZERO_ERROR;
  idna().nameToUnicodeUTF8(piece(ascii), sink, found, status);
  return U_FAILURE(status) || found.hasErrors() ? ascii : readable;
}

std::string_view host_in(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#\\"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  return url.substr(0, url.find(':'));
}

bool is_registered(const std::string& ascii) {
  const auto last_dot = ascii.rfind('.');
  if (last_dot == std::string::npos) return false;
  return masking::is_top_level_domain(ascii.substr(last_dot + 1)) &&
         psl_is_public_suffix2(psl_builtin(), ascii.c_str(),
                               PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) == 0;
}

std::string registered_part(const std::string& ascii) {
  const char* part = psl_registrable_domain(psl_builtin(), ascii.c_str());
  return part == nullptr ? ascii : std::string{part};
}

bool any_host(std::string_view text, const std::function<bool(std::string_view)>& is_it) {
  constexpr std::string_view blanks = " \t\n\r\v\f";
  Run run{is_it};
  for (auto begin = text.find_first_not_of(blanks); begin != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(blanks, begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (may_hold_host(word) && is_host_in(plain(word), run)) return true;
    begin = text.find_first_not_of(blanks, end);
  }
  return false;
}

}  // namespace copytaster
