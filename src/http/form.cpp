#include "http/form.hpp"

#include <algorithm>
#include <utility>

#include "copytaster/domain/text.hpp"
#include "http/percent.hpp"

namespace copytaster::http {

std::optional<std::string_view> FormFields::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  if (found == fields_.end()) return std::nullopt;
  return found->value;
}

std::size_t FormFields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count(fields_, name, &Field::name));
}

std::variant<FormFields, FormError> parse_form(std::string_view text) {
  std::vector<FormFields::Field> fields;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    if (fields.size() == form_fields_max) return FormError::too_many_fields;

    const std::size_t equals = std::min(piece.find('='), piece.size());
    auto name = percent_decode(piece.substr(0, equals), Plus::space);
    auto value = percent_decode(piece.substr(std::min(equals + 1, piece.size())), Plus::space);
    if (!name || !value) return FormError::bad_percent_encoding;
    fields.push_back({std::move(*name), std::move(*value)});
  }
  return FormFields(std::move(fields));
}

std::optional<FormFields> parse_query(std::string_view query) {
  auto parsed = parse_form(query);
  auto* fields = std::get_if<FormFields>(&parsed);
  if (fields == nullptr) return std::nullopt;
  for (const auto& [name, value] : fields->all()) {
    if (!is_valid_utf8(value) || contains_nul(value) || fields->count(name) > 1)
      return std::nullopt;
  }
  return std::move(*fields);
}

}  // namespace copytaster::http
