#include "copytaster/domain/submission.hpp"

#include <algorithm>

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

/// What every field has in common: not missing, not too long, no NUL and, on one line, no control
/// character.
std::optional<Problem> problem_of_line(std::string_view text, std::size_t bytes_max) {
  if (contains_nul(text)) return Problem::nul_character;
  if (has_control(text)) return Problem::control_character;
  if (text.size() > bytes_max) return Problem::too_long;
  return std::nullopt;
}

std::optional<Problem> problem_of_author(std::string_view author) {
  if (author.empty()) return Problem::required;
  if (const auto problem = problem_of_line(author, author_bytes_max)) return problem;
  // A name of invisible characters only is no name.
  if (folded(author).empty()) return Problem::required;
  return std::nullopt;
}

std::optional<Problem> problem_of_email(std::string_view email, bool numbered_domains) {
  if (email.empty()) return Problem::required;
  if (const auto problem = problem_of_line(email, email_bytes_max)) return problem;
  const auto address = EmailAddress::parse(email);
  if (!address || !(numbered_domains || address->has_named_domain())) return Problem::invalid;
  return std::nullopt;
}

std::optional<Problem> problem_of_url(std::string_view url) {
  if (url.empty()) return std::nullopt;
  if (const auto problem = problem_of_line(url, url_bytes_max)) return problem;
  if (!checked_url(url)) return Problem::invalid;
  return std::nullopt;
}

std::optional<Problem> problem_of_text(std::string_view text) {
  if (contains_nul(text)) return Problem::nul_character;
  if (trimmed(text).empty()) return Problem::required;
  if (text.size() > text_bytes_max) return Problem::too_long;
  return std::nullopt;
}

std::optional<Problem> problem_of_parent(const std::optional<std::int64_t>& parent) {
  constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;
  if (parent && (*parent < 1 || *parent > id_max)) return Problem::invalid;
  return std::nullopt;
}

bool is_host_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || byte >= 0x80;
}

/// At most `max`, digits only; none is 0.
bool is_number_to(std::string_view digits, int max) {
  if (digits.size() > 5) return false;
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    number = 10 * number + (c - '0');
  }
  return number <= max;
}

bool is_port(std::string_view port) { return is_number_to(port, 65'535); }

/// Labels between single dots. One that ends in a number is an IPv4 address to every browser
/// (WHATWG URL, 3.5), so it must be one.
bool is_host(std::string_view host) {
  if (host.empty() || host.front() == '-' || !std::all_of(host.begin(), host.end(), is_host_char))
    return false;
  int labels = 0;
  int numbers = 0;
  bool last_is_number = false;
  for (std::size_t at = 0; at <= host.size(); ++labels) {
    const auto end = std::min(host.find('.', at), host.size());
    const auto label = host.substr(at, end - at);
    if (label.empty()) return end == host.size() && labels > 0 && !last_is_number;
    last_is_number = label.find_first_not_of("0123456789") == std::string_view::npos;
    numbers += is_number_to(label, 255) ? 1 : 0;
    at = end + 1;
  }
  return !last_is_number || (labels == 4 && numbers == 4);
}

/// host, host:port or [IPv6]:port; a name and password before the host would only mislead.
bool is_authority(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const auto inside = authority.substr(1, end - 1);
    const auto after = authority.substr(end + 1);
    return inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos &&
           (after.empty() || (after.front() == ':' && is_port(after.substr(1))));
  }
  const auto colon = authority.find(':');
  if (colon == std::string_view::npos) return is_host(authority);
  return is_host(authority.substr(0, colon)) && is_port(authority.substr(colon + 1));
}

bool starts_with_folded(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  return std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char want, char c) {
    return want == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  });
}

}  // namespace

std::optional<std::string> checked_url(std::string_view text) {
  constexpr std::string_view never = " \"'<>\\^`{|}";
  if (has_control(text) || text.find_first_of(never) != std::string_view::npos) return std::nullopt;
  std::string_view rest = text;
  std::string url;
  if (starts_with_folded(rest, "https://")) {
    url = "https://";
    rest.remove_prefix(8);
  } else if (starts_with_folded(rest, "http://")) {
    url = "http://";
    rest.remove_prefix(7);
  } else {
    url = "https://";
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('.') == std::string_view::npos) return std::nullopt;
    // "javascript:alert" and the like have a colon where a bare domain has a port or nothing.
  }
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (!is_authority(authority)) return std::nullopt;
  url += rest;
  return url;
}

std::variant<Submission, std::vector<FieldError>> check_form(const Form& form) {
  const auto author = trimmed(form.author);
  const auto email = trimmed(form.email);
  const auto url = trimmed(form.url);
  const std::string text = with_lf(form.text);

  std::vector<FieldError> errors;
  const auto note = [&](Field field, const std::optional<Problem>& problem) {
    if (problem) errors.push_back({field, *problem});
  };
  note(Field::author,
       contains_nul(form.author) ? Problem::nul_character : problem_of_author(author));
  note(Field::email, contains_nul(form.email) ? Problem::nul_character
                                              : problem_of_email(email, form.numbered_domains));
  note(Field::url, contains_nul(form.url) ? Problem::nul_character : problem_of_url(url));
  note(Field::text, problem_of_text(text));
  note(Field::parent, problem_of_parent(form.parent));
  if (!errors.empty()) return errors;

  Submission submission{*EmailAddress::parse(email)};
  submission.author_ = std::string{author};
  if (!url.empty()) submission.url_ = checked_url(url);
  submission.text_ = text;
  if (form.parent) submission.parent_ = CommentId{*form.parent};
  submission.sending_ = form.sending;
  return submission;
}

std::string_view name_of(Field field) {
  switch (field) {
    case Field::author: return "author";
    case Field::email: return "email";
    case Field::url: return "url";
    case Field::text: return "text";
    case Field::parent: return "parent";
    case Field::appeal: return "text";
  }
  return "text";
}

namespace {

std::string too_long(Field field) {
  switch (field) {
    case Field::author: return "is longer than " + std::to_string(author_bytes_max) + " bytes";
    case Field::email: return "is longer than " + std::to_string(email_bytes_max) + " bytes";
    case Field::url: return "is longer than " + std::to_string(url_bytes_max) + " bytes";
    case Field::text: return "is longer than " + std::to_string(text_bytes_max) + " bytes";
    case Field::appeal:
      return "is longer than " + std::to_string(appeal_code_points_max) + " characters";
    case Field::parent: break;
  }
  return "is too long";
}

std::string invalid(Field field) {
  switch (field) {
    case Field::email: return "is not a valid e-mail address";
    case Field::url: return "is not an http or https address";
    case Field::parent: return "is not the number of a comment";
    case Field::author:
    case Field::text:
    case Field::appeal: break;
  }
  return "is not valid";
}

}  // namespace

std::string reason_for(const FieldError& error) {
  switch (error.problem) {
    case Problem::required: return "is required";
    case Problem::too_long: return too_long(error.field);
    case Problem::invalid: return invalid(error.field);
    case Problem::control_character: return "holds a control character";
    case Problem::nul_character: return "holds a NUL character";
    case Problem::lone_surrogate: return "holds half a surrogate pair";
    case Problem::wrong_type: return "has the wrong type";
    case Problem::not_approved: return "is not an approved comment of this article";
  }
  return "is not valid";
}

}  // namespace copytaster
