#include "rule_files/read_rule.hpp"

#include <algorithm>
#include <span>

#include "copytaster/domain/nearest_name.hpp"
#include "copytaster/domain/rules.hpp"
#include "rule_files/word_list.hpp"

namespace copytaster::rule_files {
namespace {

constexpr std::size_t term_bytes_max = 200;
constexpr std::size_t pattern_bytes_max = 10'000;  // the domain takes less, and says so
constexpr std::size_t section_bytes_max = 200;
constexpr double score_max = 1'000;
constexpr double hits_max_max = 100;
constexpr double bound_max = 1'000'000'000;

constexpr TextLimits id_limits{64, R"(id = "too_many_links")"};
constexpr TextLimits explain_limits{500, R"(explain = "{value} links, {bound} are allowed")"};
constexpr TextLimits file_limits{200, R"(file = "words/blocked.txt")"};
constexpr TextLimits words_limits{term_bytes_max, R"(words = ["casino bonus", "love spell"])"};
constexpr TextLimits names_limits{term_bytes_max, R"(names = ["The Editor"])"};
constexpr TextLimits pattern_limits{pattern_bytes_max, R"(pattern = '''\bearn \$?\d+ a day''')"};
constexpr TextLimits sections_limits{section_bytes_max, R"(sections = ["sport"])"};
constexpr TextLimits exempts_limits{64, R"(exempts = ["too_many_links"])"};
constexpr std::string_view when_line = R"(when = [{ metric = "approved_before", at_least = 3 }])";
constexpr std::array<std::string_view, 2> readings = {"folded", "as_written"};
constexpr std::string_view links_max_name = "links_max";

template <class Values>
std::vector<std::string_view> names_of(const Values& values) {
  std::vector<std::string_view> names;
  for (const auto value : values) names.push_back(name_of(value));
  return names;
}

std::optional<Action> action_in(RuleTable& table) {
  const auto choice = table.choice("action", names_of(all_actions()));
  if (!choice) return std::nullopt;
  return all_actions()[*choice];
}

std::optional<Metric> metric_in(RuleTable& table) {
  if (!table.has("metric")) table.tell_missing("metric", R"(metric = "links")");
  const auto choice = table.choice("metric", names_of(all_metrics()));
  if (!choice) return std::nullopt;
  return all_metrics()[*choice];
}

/// `over = 2` and the like; exactly one of them.
std::optional<Condition> condition_in(RuleTable& table) {
  Condition condition;
  const auto metric = metric_in(table);
  const auto comparisons = all_comparisons();
  std::size_t told = 0;
  bool is_right = metric.has_value();
  if (metric) condition.metric = *metric;
  for (const Comparison comparison : comparisons) {
    const std::string key{name_of(comparison)};
    const bool is_there = table.has(key);
    const std::string line = key + " = 2";
    if (is_there && table.text_is(key, links_max_name))
      condition.bound_is_links_max = true;
    else if (const auto bound = table.number(key, {-bound_max, bound_max, false, line}))
      condition.bound = *bound;
    else
      is_right = is_right && !is_there;
    if (!is_there) continue;
    condition.comparison = comparison;
    if (++told == 2)
      table.tell(
          table.place_at(key), "there are two comparisons",
          "one is wanted; a second one goes into a table of its own, " + std::string{when_line});
  }
  if (told == 0)
    table.tell(table.place(), "nothing says what the metric is compared with",
               "add over, under, at_least or at_most, such as over = 2");
  if (!is_right || told != 1) return std::nullopt;
  return condition;
}

void read_conditions(RuleTable& table, RuleSpec& rule) {
  for (RuleTable& each : table.tables("when", when_line)) {
    if (const auto condition = condition_in(each)) rule.when.push_back(*condition);
    each.refuse_unknown();
  }
}

std::set<std::string> set_of(std::vector<TermSpec> texts) {
  std::set<std::string> all;
  for (TermSpec& each : texts) all.insert(std::move(each.text));
  return all;
}

/// A regex would show what it found; only a list may look at the address.
void read_fields(RuleTable& table, RuleSpec& rule) {
  if (!table.has("fields")) return;
  constexpr std::array known = {Field::text, Field::author, Field::url, Field::email};
  const bool is_list = std::holds_alternative<ListSpec>(rule.evidence);
  const auto fields = std::span{known}.first(is_list ? known.size() : known.size() - 1);
  const auto names = names_of(fields);
  constexpr TextLimits limits{20, R"(fields = ["text", "author", "url"])"};
  rule.fields.clear();
  for (const TermSpec& each : table.texts("fields", limits)) {
    const auto found = std::find(names.begin(), names.end(), each.text);
    if (found == names.end())
      table.tell(each.place, "`fields` holds \"" + each.text + "\"",
                 meant_instead(each.text, names));
    else
      rule.fields.insert(fields[static_cast<std::size_t>(found - names.begin())]);
  }
}

void read_hits_max(RuleTable& table, RuleSpec& rule) {
  if (const auto max = table.number("hits_max", {1, hits_max_max, true, "hits_max = 3"}))
    rule.hits_max = static_cast<std::size_t>(*max);
}

std::vector<TermSpec> terms_of_file(RuleTable& table, const RuleFiles& files, RuleErrors& errors) {
  const auto name = table.text("file", file_limits);
  if (!name) return {};
  const auto file = files.find(*name);
  if (file != files.end()) return read_word_list(file->first, file->second, errors);
  std::vector<std::string_view> names;
  for (const auto& [known, lines] : files) names.push_back(known);
  table.tell(table.place_at("file"), "there is no file \"" + *name + "\" in this set",
             meant_instead(*name, names));
  return {};
}

/// What stands in a file, or in the rule itself under `key`.
std::vector<TermSpec> read_terms(RuleTable& table, std::string_view key, const TextLimits& limits,
                                 const RuleFiles& files) {
  const bool from_file = table.has("file");
  const std::string kind = key == "names" ? "this [[names]]" : "this [[list]]";
  const std::string here = "`" + std::string{key} + "`";
  if (from_file == table.has(key))
    table.tell(table.place(),
               kind + (from_file ? " has both `file` and " : " has neither `file` nor ") + here,
               "one of them is wanted: " + std::string{limits.such_as} + ", or " +
                   std::string{file_limits.such_as});
  RuleErrors errors;
  std::vector<TermSpec> terms = terms_of_file(table, files, errors);
  for (RuleError& error : errors)
    table.tell(error.place, std::move(error.reason), std::move(error.remedy));
  for (TermSpec& term : table.texts(key, limits)) terms.push_back(std::move(term));
  return terms;
}

void read_list(RuleTable& table, RuleSpec& rule, const RuleFiles& files) {
  ListSpec list;
  list.from_file = table.has("file");
  list.terms = read_terms(table, "words", words_limits, files);
  constexpr std::array<std::string_view, 2> matches = {"word", "substring"};
  if (const auto match = table.choice("match", matches); match == 1) list.match = Match::substring;
  list.as_written = table.choice("on", readings) == 1;
  if (list.as_written && list.match == Match::word)
    table.tell(table.place_at("on"), "`on` is \"as_written\" and `match` is \"word\"",
               R"(whole words are looked for as an eye reads them; add match = "substring")");
  rule.evidence = std::move(list);
  read_fields(table, rule);
  read_hits_max(table, rule);
}

void read_regex(RuleTable& table, RuleSpec& rule) {
  const auto pattern = table.needed_text("pattern", pattern_limits);
  const auto view = table.choice("on", readings);
  if (pattern) rule.evidence = RegexSpec{*pattern, table.place_at("pattern"), view == 1};
  read_fields(table, rule);
  read_hits_max(table, rule);
}

void read_names(RuleTable& table, RuleSpec& rule, const RuleFiles& files) {
  rule.evidence = NamesSpec{read_terms(table, "names", names_limits, files)};
}

void read_limit(RuleTable& table, RuleSpec& rule) {
  if (const auto condition = condition_in(table)) rule.when.push_back(*condition);
}

/// Trust without a condition would speak for everyone.
void check_trust(RuleTable& table, const RuleSpec& rule) {
  if (!table.has("when")) table.tell_missing("when", when_line);
  if (rule.score > 0)
    table.tell(table.place_at("score"), "`score` is " + short_number(rule.score),
               "trust speaks for the comment: a number below 0 is wanted, such as score = -2");
}

std::string explanation_without(std::string_view kind, const RuleSpec& rule) {
  if (kind == "list") return "holds {found}";
  if (kind == "regex") return rule.id + ": {found}";
  if (kind == "names") return "a name that only staff may use: {found}";
  if (kind == "limit" && !rule.when.empty())
    return std::string{name_of(rule.when.front().metric)} + ": {value}, the limit is {bound}";
  return rule.id;
}

void check_explanation(RuleTable& table, const RuleSpec& rule) {
  std::vector<std::string_view> filled = {"{why}"};
  if (!rule.when.empty()) filled.insert(filled.end(), {"{value}", "{bound}"});
  if (!std::holds_alternative<std::monostate>(rule.evidence)) filled.emplace_back("{found}");
  std::string_view rest = rule.explanation;
  while (true) {
    rest.remove_prefix(std::min(rest.find('{'), rest.size()));
    const std::size_t close = rest.find('}');
    if (close == std::string_view::npos) return;
    const std::string_view name = rest.substr(0, close + 1);
    if (std::find(filled.begin(), filled.end(), name) == filled.end())
      table.tell(table.place_at("explain"),
                 "`explain` holds " + std::string{name} + ", which this rule does not fill in",
                 meant_instead(name, filled));
    rest.remove_prefix(name.size());
  }
}

/// Its errors are told; that it lacks a name is one of them already.
std::string unnamed(const Place& place) {
  return "unnamed-" + std::to_string(place.line) + "-" + std::to_string(place.column);
}

bool decides_nothing(const RuleSpec& rule) {
  return rule.score == 0 && !rule.action && !rule.shadow && rule.exempts.empty();
}

}  // namespace

RuleSpec read_rule(std::string_view kind, RuleTable& table, const RuleFiles& files) {
  RuleSpec rule;
  rule.id = table.needed_text("id", id_limits).value_or(unnamed(table.place()));
  rule.place = table.place_at("id");
  if (const auto score = table.number("score", {-score_max, score_max, false, "score = 3"}))
    rule.score = *score;
  rule.action = action_in(table);
  rule.shadow = table.flag("shadow");
  rule.sections = set_of(table.texts("sections", sections_limits));
  rule.not_sections = set_of(table.texts("not_sections", sections_limits));
  rule.exempts = set_of(table.texts("exempts", exempts_limits));
  if (kind == "list") read_list(table, rule, files);
  if (kind == "regex") read_regex(table, rule);
  if (kind == "names") read_names(table, rule, files);
  if (kind == "limit") read_limit(table, rule);
  read_conditions(table, rule);
  if (kind == "trust") check_trust(table, rule);
  if (const auto explain = table.text("explain", explain_limits)) {
    rule.explanation = *explain;
    check_explanation(table, rule);
  } else {
    rule.explanation = explanation_without(kind, rule);
  }
  if (decides_nothing(rule) && !table.has("score") && !table.has("action"))
    table.tell(table.place(), "this rule has neither `score` nor `action`, so it decides nothing",
               "add score = 3, or action = \"hold\", or shadow = true to try it out");
  table.refuse_unknown();
  return rule;
}

Thresholds read_scores(RuleTable& table) {
  Thresholds scores;
  bool all_read = true;
  const auto read = [&](std::string_view key, double& score) {
    const std::string line = std::string{key} + " = " + short_number(score);
    const auto number = table.number(key, {0, score_max, false, line});
    all_read = all_read && number.has_value() == table.has(key);
    if (number) score = *number;
  };
  read("hold", scores.hold);
  read("spam", scores.spam);
  read("reject", scores.reject);
  if (all_read && !(scores.hold < scores.spam && scores.spam < scores.reject))
    table.tell(
        table.place(), "the scores of hold, spam and reject do not grow",
        "hold is the lowest and reject the highest, such as hold = 3, spam = 8, reject = 15");
  table.refuse_unknown();
  return scores;
}

}  // namespace copytaster::rule_files
