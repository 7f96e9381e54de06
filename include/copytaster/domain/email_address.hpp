#pragma once
// An e-mail address. What must not leak has no way out: there is no formatter, no stream operator
// and no conversion to text, so logging one does not compile.

#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

/// What a reader can be written to, and nothing more exotic: a dot-atom before the "@" (RFC 5322
/// 3.2.3; letters, digits and marks of any script as RFC 6531 allows), at most 64 bytes; a domain
/// of two or more labels behind it, each 1–63 bytes of letters, digits and inner hyphens, the last
/// one not a number unless all are an IPv4 address; 254 bytes in all (RFC 5321 4.5.3.1). No quoted
/// parts, comments, IP literals or spaces: they pass through mail programs as attacks far more
/// often than as addresses.
class EmailAddress {
 public:
  /// Takes the text as it is, untrimmed. None: not such an address.
  static std::optional<EmailAddress> parse(std::string_view text);

  /// The address as written. Together with folded_for_index the only way out: search for the two
  /// names to audit every use.
  const std::string& reveal() const { return text_; }

  /// Equal for addresses that reach the same person nearly everywhere: case and width folded. For
  /// the keyed hash alone.
  std::string folded_for_index() const;

  /// What stands behind the "@": where she is written to, not who she is.
  std::string_view domain() const { return std::string_view{text_}.substr(text_.find('@') + 1); }

  /// Not an IPv4 address, to which no mail goes unless it stands in brackets (RFC 5321 4.1.3).
  bool has_named_domain() const;

  bool operator==(const EmailAddress&) const = default;

 private:
  explicit EmailAddress(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace copytaster
