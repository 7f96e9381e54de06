#include "rule_files/rule_table.hpp"

#include <algorithm>
#include <cmath>

#include "copytaster/domain/nearest_name.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster::rule_files {
namespace {

constexpr std::size_t list_max = 10'000;

std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

std::string_view type_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string: return "a string";
    case toml::node_type::integer:
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::array: return "a list";
    case toml::node_type::table: return "a table";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time: return "a date";
    case toml::node_type::none: break;
  }
  return "nothing";
}

/// How a table of such a list begins: those of a file have headings of their own.
std::string heading_of(std::string_view key) {
  return key == "when" ? "`when`" : "[[" + std::string{key} + "]]";
}

std::string such(std::string_view line) {
  return line.empty() ? std::string{} : ", such as " + std::string{line};
}

}  // namespace

Place place_of(const toml::node& node, const std::string& file) {
  const auto at = node.source().begin;
  return {file, at.line, at.column};
}

Place RuleTable::place_at(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? place() : place_of(*node, file_);
}

const toml::node* RuleTable::asked(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void RuleTable::tell(const Place& place, std::string reason, std::string remedy) {
  errors_.push_back({place, std::move(reason), std::move(remedy)});
}

void RuleTable::tell_missing(std::string_view key, std::string_view such_as) {
  known_.emplace(key);
  tell(place(), "this " + kind_ + " has no " + quoted(key), "add a line" + such(such_as));
}

void RuleTable::tell_type(std::string_view key, const toml::node& node, const std::string& wanted) {
  tell(place_of(node, file_), quoted(key) + " is " + std::string{type_of(node)}, wanted);
}

std::optional<std::string> RuleTable::text(std::string_view key, const TextLimits& limits) {
  const toml::node* node = asked(key);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<std::string>();
  if (!value) {
    tell_type(key, *node, "a text in quotes is wanted" + such(limits.such_as));
    return std::nullopt;
  }
  if (value->empty() || value->size() > limits.bytes_max || contains_nul(*value)) {
    tell(place_of(*node, file_),
         quoted(key) + (value->empty() ? " is empty" : " is too long or holds a NUL"),
         "1 to " + std::to_string(limits.bytes_max) + " bytes are wanted" + such(limits.such_as));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> RuleTable::needed_text(std::string_view key, const TextLimits& limits) {
  if (!has(key)) tell_missing(key, limits.such_as);
  return text(key, limits);
}

std::optional<double> RuleTable::number(std::string_view key, const NumberLimits& limits) {
  const toml::node* node = asked(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) {
    tell_type(key, *node, "a number is wanted" + such(limits.such_as));
    return std::nullopt;
  }
  const bool in_range = *value >= limits.min && *value <= limits.max;  // nan is not
  if (!in_range || (limits.whole && std::floor(*value) != *value)) {
    tell(place_of(*node, file_), quoted(key) + " is " + short_number(*value),
         (limits.whole ? "a whole number from " : "a number from ") + short_number(limits.min) +
             " to " + short_number(limits.max) + " is wanted" + such(limits.such_as));
    return std::nullopt;
  }
  return value;
}

bool RuleTable::flag(std::string_view key) {
  const toml::node* node = asked(key);
  if (node == nullptr) return false;
  const auto value = node->value_exact<bool>();
  if (!value)
    tell_type(key, *node,
              "true or false is wanted, without quotes, such as " + std::string{key} + " = true");
  return value.value_or(false);
}

bool RuleTable::is_flag(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node != nullptr && node->is_boolean();
}

bool RuleTable::text_is(std::string_view key, std::string_view wanted) {
  const toml::node* node = asked(key);
  return node != nullptr && node->value_exact<std::string>() == wanted;
}

std::vector<TermSpec> RuleTable::texts(std::string_view key, const TextLimits& limits) {
  std::vector<TermSpec> texts;
  const toml::node* node = asked(key);
  if (node == nullptr) return texts;
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    tell_type(key, *node, "a list in brackets is wanted" + such(limits.such_as));
    return texts;
  }
  if (list->empty() || list->size() > list_max)
    tell(place_of(*node, file_), quoted(key) + (list->empty() ? " is empty" : " is too long"),
         "1 to " + std::to_string(list_max) + " are wanted" + such(limits.such_as));
  for (const toml::node& each : *list) {
    const auto value = each.value_exact<std::string>();
    if (!value)
      tell(place_of(each, file_), quoted(key) + " holds " + std::string{type_of(each)},
           "texts in quotes are wanted" + such(limits.such_as));
    else if (trimmed(*value).empty() || value->size() > limits.bytes_max || contains_nul(*value))
      tell(place_of(each, file_),
           quoted(key) + (trimmed(*value).empty() ? " holds an empty text"
                                                  : " holds a text that is too long"),
           "1 to " + std::to_string(limits.bytes_max) + " bytes are wanted");
    else
      texts.push_back({*value, place_of(each, file_)});
  }
  return texts;
}

std::optional<std::size_t> RuleTable::choice(std::string_view key,
                                             std::span<const std::string_view> names) {
  const toml::node* node = asked(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::string>();
  if (!value) {
    tell_type(key, *node, "a text in quotes is wanted; " + meant_instead("", names));
    return std::nullopt;
  }
  const auto found = std::find(names.begin(), names.end(), *value);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  tell(place_of(*node, file_), quoted(key) + " is \"" + *value + "\"",
       meant_instead(*value, names));
  return std::nullopt;
}

std::vector<RuleTable> RuleTable::tables(std::string_view key, std::string_view such_as) {
  std::vector<RuleTable> tables;
  const toml::node* node = asked(key);
  if (node == nullptr) return tables;
  const std::string wanted = "a list of tables is wanted" + such(such_as);
  const toml::array* list = node->as_array();
  if (list == nullptr || list->size() > list_max) {
    tell_type(key, *node, wanted);
    return tables;
  }
  for (const toml::node& each : *list) {
    if (const toml::table* table = each.as_table())
      tables.emplace_back(*table, heading_of(key), file_, errors_);
    else
      tell(place_of(each, file_), quoted(key) + " holds " + std::string{type_of(each)}, wanted);
  }
  return tables;
}

std::optional<RuleTable> RuleTable::table(std::string_view key, std::string_view such_as) {
  const toml::node* node = asked(key);
  if (node == nullptr) return std::nullopt;
  if (const toml::table* table = node->as_table())
    return RuleTable{*table, key == "scores" ? "[scores]" : quoted(key), file_, errors_};
  tell_type(key, *node, "a table is wanted" + such(such_as));
  return std::nullopt;
}

void RuleTable::refuse_unknown() {
  const std::vector<std::string_view> names(known_.begin(), known_.end());
  for (const auto& [key, node] : table_) {
    if (known_.contains(key.str())) continue;
    const auto at = key.source().begin;
    tell({file_, at.line, at.column}, "there is no key " + quoted(key.str()) + " in " + kind_,
         meant_instead(key.str(), names));
  }
}

}  // namespace copytaster::rule_files
