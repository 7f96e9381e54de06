// One table of a rule file. Asked for its keys, it tells of every value that is not what is wanted,
// and at the end of the keys that nobody asked for; what is right is read all the same.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "copytaster/app/rules.hpp"

namespace copytaster::rule_files {

struct TextLimits {
  std::size_t bytes_max = 500;
  std::string_view such_as;  ///< a whole line, as it would be right
};

struct NumberLimits {
  double min = 0;
  double max = 0;
  bool whole = false;
  std::string_view such_as;
};

Place place_of(const toml::node& node, const std::string& file);

class RuleTable {
 public:
  /// `kind`: how the table is headed, such as "[[list]]". `errors` outlives it.
  RuleTable(const toml::table& table, std::string kind, const std::string& file,
            RuleErrors& errors) noexcept
      : table_(table), kind_(std::move(kind)), file_(file), errors_(errors) {}

  const std::string& file() const { return file_; }
  Place place() const { return place_of(table_, file_); }
  /// Of its value; of the table where there is none.
  Place place_at(std::string_view key) const;
  bool has(std::string_view key) const { return table_.contains(key); }

  std::optional<std::string> text(std::string_view key, const TextLimits& limits);
  /// Tells where it is missing.
  std::optional<std::string> needed_text(std::string_view key, const TextLimits& limits);
  std::optional<double> number(std::string_view key, const NumberLimits& limits);
  bool flag(std::string_view key);
  bool is_flag(std::string_view key) const;
  bool text_is(std::string_view key, std::string_view wanted);
  /// A key that may stand there and was not asked for.
  void know(std::string_view key) { known_.emplace(key); }
  /// The texts of a list, none empty, each in its place.
  std::vector<TermSpec> texts(std::string_view key, const TextLimits& limits);
  /// Which of `names` it is.
  std::optional<std::size_t> choice(std::string_view key, std::span<const std::string_view> names);
  /// The tables of a list, or none.
  std::vector<RuleTable> tables(std::string_view key, std::string_view such_as);
  std::optional<RuleTable> table(std::string_view key, std::string_view such_as);

  void tell(const Place& place, std::string reason, std::string remedy);
  void tell_missing(std::string_view key, std::string_view such_as);
  /// Once everything was asked for.
  void refuse_unknown();

 private:
  const toml::node* asked(std::string_view key);
  void tell_type(std::string_view key, const toml::node& node, const std::string& wanted);

  const toml::table& table_;
  std::string kind_;
  const std::string& file_;
  RuleErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace copytaster::rule_files
