#pragma once
// A password as somebody typed it. Like an e-mail address it has no formatter, no stream operator
// and no JSON writer: what must not leak has no way out.

#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

class Password {
 public:
  static constexpr std::size_t characters_min = 12;
  static constexpr std::size_t bytes_max = 1024;

  /// In NFC, so that two keyboards' spellings are one. None: over 1024 bytes, not UTF-8, or with
  /// NUL. Empty is a password too, and a wrong one.
  static std::optional<Password> typed(std::string_view text);

  /// The only way out. Search for this name to audit every use.
  const std::string& reveal() const { return text_; }

 private:
  explicit Password(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Why it cannot be the password of the account `name`, to follow "the password"; nothing when it
/// can. Length counts and not composition (NIST SP 800-63B §5.1.1.2).
std::optional<std::string_view> why_unfit(const Password& password, std::string_view name);

}  // namespace copytaster
