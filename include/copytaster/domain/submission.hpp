#pragma once
// A form is untrusted until `check_form` has made a Submission of it; nothing behind that line
// can receive raw input by mistake.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/domain/email_address.hpp"
#include "copytaster/domain/ids.hpp"

namespace copytaster {

/// Lengths in bytes of UTF-8, as WordPress counts them (its columns: 245, 200, 65,525; RFC 5321
/// for the address).
inline constexpr std::size_t author_bytes_max = 245;
inline constexpr std::size_t email_bytes_max = 254;
inline constexpr std::size_t url_bytes_max = 200;
inline constexpr std::size_t text_bytes_max = 65'525;
inline constexpr std::size_t appeal_code_points_max = 2000;

/// Longer makes no difference.
inline constexpr int seconds_on_page_max = 86'400;

/// How a comment was sent; its words do not tell.
struct Sending {
  bool trap_filled = false;  ///< the field that people cannot see was filled in
  /// For how long the page was open, where its script says so.
  std::optional<int> seconds_on_page = {};
  bool by_staff = false;  ///< with a token of the newsroom
  bool operator==(const Sending&) const = default;
};

/// What came in, field by field. A field that could not be read as text carries its problem.
struct Form {
  std::string author;
  std::string email;
  std::string url;
  std::string text;
  std::optional<std::int64_t> parent;  ///< none: answers the article itself
  Sending sending = {};
  bool numbered_domains = false;  ///< takes an e-mail address at an IPv4 address, as WordPress does
};

/// `appeal`: the text of an appeal, which has a limit of its own.
enum class Field { author, email, url, text, parent, appeal };
enum class Problem {
  required,
  too_long,
  invalid,
  control_character,
  nul_character,
  lone_surrogate,
  wrong_type,
  not_approved  ///< a parent that is missing or not approved
};

struct FieldError {
  Field field;
  Problem problem;
  bool operator==(const FieldError&) const = default;
};

std::string_view name_of(Field field);
/// One short sentence for the reader, with the limit where there is one. Never holds the input.
std::string reason_for(const FieldError& error);

/// A form that passed. The text is byte for byte what came in, but for CRLF, which became LF.
class Submission {
 public:
  const std::string& author() const { return author_; }
  const EmailAddress& email() const { return email_; }
  const std::optional<std::string>& url() const { return url_; }
  const std::string& text() const { return text_; }
  const std::optional<CommentId>& parent() const { return parent_; }
  const Sending& sending() const { return sending_; }

 private:
  friend std::variant<Submission, std::vector<FieldError>> check_form(const Form& form);
  explicit Submission(EmailAddress email) : email_(std::move(email)) {}

  std::string author_;
  EmailAddress email_;
  std::optional<std::string> url_;
  std::string text_;
  std::optional<CommentId> parent_;
  Sending sending_;
};

/// Name and address are trimmed; a website without a scheme gains "https://". Answers all errors
/// at once, in the order of `Field`, one a field.
std::variant<Submission, std::vector<FieldError>> check_form(const Form& form);

/// http or https with a host and no control characters, spaces, quotes or angle brackets; a bare
/// domain gains "https://". None when it is anything else.
std::optional<std::string> checked_url(std::string_view text);

}  // namespace copytaster
