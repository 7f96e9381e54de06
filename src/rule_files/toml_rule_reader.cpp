#include "rule_files/toml_rule_reader.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include <toml++/toml.h>

#include "copytaster/domain/nearest_name.hpp"
#include "copytaster/domain/rule_set.hpp"
#include "rule_files/read_rule.hpp"

namespace copytaster::rule_files {
namespace {

constexpr std::size_t file_name_bytes_max = 200;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_file_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '/';
  };
  return !name.empty() && name.size() <= file_name_bytes_max && name.front() != '/' &&
         name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), allowed);
}

RuleErrors wrong_with_files(const RuleFiles& files) {
  RuleErrors errors;
  std::size_t bytes = 0;
  bool any_rules = false;
  for (const auto& [name, content] : files) {
    bytes += name.size() + content.size();
    any_rules = any_rules || name.ends_with(".toml");
    if (!is_file_name(name))
      errors.push_back(
          {{name.substr(0, file_name_bytes_max), 0, 0},
           "this is no name for a file of rules",
           "1 to 200 of A–Z, a–z, 0–9, \".\", \"_\", \"-\" and \"/\", such as rules.d/links.toml"});
  }
  if (files.size() > rule_files_max)
    errors.push_back({{},
                      "there are " + std::to_string(files.size()) + " files",
                      "a set holds at most " + std::to_string(rule_files_max)});
  if (bytes > rule_files_bytes_max)
    errors.push_back({{},
                      "the files hold " + std::to_string(bytes) + " bytes",
                      "a set holds at most " + std::to_string(rule_files_bytes_max)});
  if (!any_rules)
    errors.push_back({{},
                      "there is no file of rules in this set",
                      "at least one file is wanted whose name ends in .toml"});
  return errors;
}

/// What the parser's own words mean to somebody who writes rules.
std::string remedy_for(std::string_view parser_says) {
  const auto says = [parser_says](std::string_view word) {
    return parser_says.find(word) != std::string_view::npos;
  };
  if (says("escape"))
    return "a backslash is itself only between single quotes: pattern = '''\\bcasino\\b'''";
  if (says("redefine") || says("duplicate") || says("already"))
    return "each key stands once in a rule; each rule begins with a heading such as [[list]]";
  if (says("utf-8") || says("UTF-8") || says("unicode")) return "save the file as UTF-8";
  return "a line is a heading such as [[list]], a comment after #, or key = value with texts in "
         "quotes and lists in brackets";
}

/// Reads all files of a set, one after the other.
class SetReading {
 public:
  explicit SetReading(const RuleFiles& files) : files_(files) {}

  void read_all() {
    for (const auto& [name, content] : files_) {
      if (name.ends_with(".toml")) read_file(name, content);
    }
  }

  RuleSetSpec spec;
  RuleErrors errors;

 private:
  void read_file(const std::string& name, std::string_view content) {
    if (content.starts_with(byte_order_mark)) content.remove_prefix(byte_order_mark.size());
    try {
      read_tables(name, toml::parse(content, name));
    } catch (const toml::parse_error& error) {
      const auto at = error.source().begin;
      const std::string reason{error.description()};
      errors.push_back({{name, at.line, at.column}, reason, remedy_for(reason)});
    }
  }

  void read_tables(const std::string& file, const toml::table& tables) {
    RuleTable whole{tables, "a file of rules", file, errors};
    if (auto scores = whole.table("scores", "[scores]")) read_thresholds(*scores);
    std::vector<RuleSpec> rules;
    for (const std::string_view kind : rule_kinds) {
      const std::string heading = "[[" + std::string{kind} + "]]";
      for (RuleTable& table : whole.tables(kind, heading))
        rules.push_back(read_rule(kind, table, files_));
    }
    for (RuleTable& table : whole.tables("test", "[[test]]"))
      spec.cases.push_back(read_case(table));
    whole.refuse_unknown();
    std::stable_sort(rules.begin(), rules.end(), [](const RuleSpec& a, const RuleSpec& b) {
      return a.place.line < b.place.line;
    });
    std::move(rules.begin(), rules.end(), std::back_inserter(spec.rules));
  }

  void read_thresholds(RuleTable& table) {
    if (thresholds_at_)
      table.tell(table.place(), "[scores] stands in " + thresholds_at_->file + " already",
                 "a set has one [scores]");
    thresholds_at_ = table.place();
    spec.thresholds = read_scores(table);
  }

  const RuleFiles& files_;
  std::optional<Place> thresholds_at_;
};

void sort_and_cut(RuleErrors& errors) {
  const auto place_of = [](const RuleError& error) {
    return std::tie(error.place.file, error.place.line, error.place.column);
  };
  std::stable_sort(errors.begin(), errors.end(), [&](const RuleError& a, const RuleError& b) {
    return place_of(a) < place_of(b);
  });
  if (errors.size() > rule_errors_max) errors.resize(rule_errors_max);
}

}  // namespace

/// By version; one that nobody has any more is forgotten.
class TomlRuleReader::Known {
 public:
  std::shared_ptr<const RuleSet> find(const std::string& version) {
    const std::lock_guard lock{mutex_};
    const auto found = sets_.find(version);
    return found == sets_.end() ? nullptr : found->second.lock();
  }
  void add(const std::shared_ptr<const RuleSet>& set) {
    const std::lock_guard lock{mutex_};
    std::erase_if(sets_, [](const auto& one) { return one.second.expired(); });
    sets_.insert_or_assign(set->version(), set);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<const RuleSet>> sets_;
};

TomlRuleReader::TomlRuleReader(std::function<std::string(const RuleFiles&)> version_of)
    : version_of_(std::move(version_of)), known_(std::make_shared<Known>()) {}

ReadRules TomlRuleReader::read(const RuleFiles& files) const {
  if (RuleErrors errors = wrong_with_files(files); !errors.empty()) {
    sort_and_cut(errors);
    return errors;
  }
  const std::string version = version_of_(files);
  if (auto known = known_->find(version)) return known;
  SetReading reading{files};
  reading.read_all();
  const std::vector<CaseSpec> cases = reading.spec.cases;
  RuleErrors errors = std::move(reading.errors);
  auto compiled = compile_rules(std::move(reading.spec), version);
  if (auto* more = std::get_if<std::vector<RuleError>>(&compiled))
    std::move(more->begin(), more->end(), std::back_inserter(errors));
  if (errors.empty())
    errors = failed_cases(cases, std::get<std::shared_ptr<const RuleSet>>(compiled));
  if (errors.empty()) {
    auto set = std::get<std::shared_ptr<const RuleSet>>(std::move(compiled));
    known_->add(set);
    return set;
  }
  sort_and_cut(errors);
  return errors;
}

}  // namespace copytaster::rule_files
