// Fields of a query string or of an application/x-www-form-urlencoded body.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace copytaster::http {

constexpr std::size_t form_fields_max = 100;

/// Decoded, in their order. Values may hold any byte: not yet checked to be UTF-8.
class FormFields {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  FormFields() = default;
  explicit FormFields(std::vector<Field> fields) : fields_(std::move(fields)) {}

  /// The value of the first field of that name (letter case counts).
  std::optional<std::string_view> find(std::string_view name) const;
  /// How often a name stands: a field of the contract that stands twice is a 400.
  std::size_t count(std::string_view name) const;
  const std::vector<Field>& all() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

enum class FormError { bad_percent_encoding, too_many_fields };

/// `&` separates, `+` is a space, a field without `=` has an empty value, empty pieces are
/// skipped. Linear; the caller bounds the length of `text`.
std::variant<FormFields, FormError> parse_form(std::string_view text);

/// A query string's fields, as `parse_form`. None also when a value is not UTF-8 or holds NUL, or
/// a name stands twice.
std::optional<FormFields> parse_query(std::string_view query);

}  // namespace copytaster::http
