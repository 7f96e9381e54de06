// From what an editor wrote to what can judge: ids are looked up, terms and regexes compiled, and
// whatever is wrong is told in its place.

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "copytaster/domain/nearest_name.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"
#include "domain/rules/compiled.hpp"
#include "domain/text/views.hpp"

namespace copytaster {
namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr std::string_view all_others = "*";

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= id_bytes_max && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

std::string place_text(const Place& place) { return place.file + ":" + std::to_string(place.line); }

/// A hit that lets through what others would stop; "*" leaves it alone.
bool speaks_for_the_comment(const RuleSpec& rule) {
  return rule.score < 0 || rule.action == Action::approve || !rule.exempts.empty();
}

class Compilation {
 public:
  Compilation(RuleSetSpec spec, std::string version)
      : spec_(std::move(spec)), version_(std::move(version)) {}

  CompiledRules result() {
    count();
    number_the_rules();
    for (std::size_t rule = 0; rule < spec_.rules.size(); ++rule) gather(rule);
    TermIndex index{terms_};
    look_for_unusable(index);
    auto patterns = PatternSet::make(patterns_);
    if (const auto* wrong = std::get_if<std::vector<PatternSet::Wrong>>(&patterns))
      tell_of_patterns(*wrong);
    if (!errors_.empty()) return std::move(errors_);

    auto exempts = exemptions();
    auto exempts_learned = exempting_from_learned();
    const std::size_t cases = spec_.cases.size();
    return std::make_shared<const RuleSet>(
        std::move(version_),
        std::unique_ptr<const RuleSet::Compiled>{new RuleSet::Compiled{
            spec_.thresholds, std::move(spec_.rules), std::move(by_conditions_), std::move(exempts),
            std::move(exempts_learned), std::move(index), std::move(term_of_),
            std::get<PatternSet>(std::move(patterns)), std::move(rule_of_pattern_),
            std::move(names_), passed_over_, cases, reads_addresses_}});
  }

 private:
  void tell(const Place& place, std::string reason, std::string remedy) {
    errors_.push_back({place, std::move(reason), std::move(remedy)});
  }

  void count() {
    const Place whole = spec_.rules.empty() ? Place{} : Place{spec_.rules.front().place.file, 0, 0};
    const auto cap = [&](std::size_t number, std::size_t max, const std::string& what) {
      if (number > max)
        tell(whole, "there are " + std::to_string(number) + " " + what,
             "a set holds at most " + std::to_string(max));
    };
    cap(spec_.rules.size(), rules_max, "rules");
    cap(spec_.cases.size(), rule_cases_max, "tests");
    std::size_t regexes = 0;
    std::size_t terms = 0;
    for (const RuleSpec& rule : spec_.rules) {
      if (std::holds_alternative<RegexSpec>(rule.evidence)) ++regexes;
      if (const auto* list = std::get_if<ListSpec>(&rule.evidence)) terms += list->terms.size();
      if (const auto* names = std::get_if<NamesSpec>(&rule.evidence)) terms += names->names.size();
    }
    cap(regexes, regexes_max, "regexes");
    cap(terms, terms_max, "terms in all lists");
  }

  void number_the_rules() {
    for (std::size_t rule = 0; rule < spec_.rules.size(); ++rule) {
      const RuleSpec& spec = spec_.rules[rule];
      if (!is_id(spec.id))
        tell(spec.place, quoted(spec.id) + " cannot be an id",
             "1 to 64 of a–z, 0–9, - and _, such as id = \"too_many_links\"");
      if (spec.id == unchecked_rule || spec.id == learned_rule)
        tell(spec.place, quoted(spec.id) + " is the service's own", "choose another id");
      const auto [first, is_new] = number_of_.try_emplace(spec.id, rule);
      if (!is_new)
        tell(spec.place,
             "there is a rule " + quoted(spec.id) + " already, at " +
                 place_text(spec_.rules[first->second].place),
             "each rule has an id of its own");
    }
    for (const RuleSpec& spec : spec_.rules) check_exempts(spec);
  }

  void check_exempts(const RuleSpec& spec) {
    for (const std::string& id : spec.exempts) {
      if (id == all_others || id == learned_rule || number_of_.contains(id)) continue;
      std::vector<std::string_view> ids;
      for (const auto& [known, number] : number_of_) ids.push_back(known);
      tell(spec.place,
           quoted(spec.id) + " exempts " + quoted(id) + ", which is no rule of this set",
           meant_instead(id, ids));
    }
  }

  std::vector<std::vector<std::size_t>> exemptions() const {
    std::vector<std::vector<std::size_t>> all(spec_.rules.size());
    for (std::size_t rule = 0; rule < all.size(); ++rule) {
      const auto& ids = spec_.rules[rule].exempts;
      for (std::size_t other = 0; other < all.size() && !ids.empty(); ++other) {
        const RuleSpec& spec = spec_.rules[other];
        const bool meant = ids.contains(spec.id) ||
                           (ids.contains(std::string{all_others}) && !speaks_for_the_comment(spec));
        if (meant && other != rule) all[rule].push_back(other);
      }
    }
    return all;
  }

  std::vector<bool> exempting_from_learned() const {
    std::vector<bool> all;
    for (const RuleSpec& spec : spec_.rules)
      all.push_back(spec.exempts.contains(std::string{learned_rule}) ||
                    spec.exempts.contains(std::string{all_others}));
    return all;
  }

  void gather(std::size_t rule) {
    auto& evidence = spec_.rules[rule].evidence;
    if (auto* list = std::get_if<ListSpec>(&evidence))
      gather_terms(static_cast<std::uint32_t>(rule), *list);
    else if (auto* regex = std::get_if<RegexSpec>(&evidence))
      gather_pattern(static_cast<std::uint32_t>(rule), *regex);
    else if (auto* names = std::get_if<NamesSpec>(&evidence))
      gather_names(static_cast<std::uint32_t>(rule), *names);
    else
      by_conditions_.push_back(rule);
  }

  void gather_terms(std::uint32_t rule, ListSpec& list) {
    reads_addresses_ = reads_addresses_ || spec_.rules[rule].fields.contains(Field::email);
    // Only where terms are counted does it matter that two are the same.
    const bool counts_terms = spec_.rules[rule].hits_max > 1;
    std::set<std::string> seen;
    for (TermSpec& term : list.terms) {
      if (counts_terms && !seen.insert(folded(term.text)).second) continue;
      terms_.push_back({term.text, list.match, list.as_written});
      place_of_.push_back(list.from_file ? std::nullopt : std::optional{std::move(term.place)});
      term_of_.push_back({rule, std::move(term.text)});
    }
    list.terms = {};
  }

  void gather_pattern(std::uint32_t rule, RegexSpec& regex) {
    patterns_.push_back({std::move(regex.pattern), regex.as_written});
    rule_of_pattern_.push_back(rule);
  }

  void gather_names(std::uint32_t rule, NamesSpec& names) {
    for (TermSpec& name : names.names) {
      const TextViews views = views_of(name.text);
      std::string key = views.words.empty() ? "" : name_key(views.words.front().text);
      if (key.empty())
        tell_of_nothing(name.text, name.place);
      else
        names_.emplace(std::move(key), RuleSet::Compiled::Term{rule, std::move(name.text)});
    }
    names.names = {};
  }

  void tell_of_nothing(const std::string& term, const Place& place) {
    tell(place, "nothing is left of \"" + term + "\" to be looked for",
         "write letters or digits; signs alone are not matched");
  }

  void look_for_unusable(const TermIndex& index) {
    for (const std::size_t term : index.unusable()) {
      if (place_of_[term])
        tell_of_nothing(term_of_[term].text, *place_of_[term]);
      else
        ++passed_over_;
    }
  }

  void tell_of_patterns(const std::vector<PatternSet::Wrong>& all) {
    for (const PatternSet::Wrong& wrong : all) {
      const auto& rule = spec_.rules[rule_of_pattern_[wrong.pattern]];
      tell(std::get<RegexSpec>(rule.evidence).place,
           "the regex of " + quoted(rule.id) + " cannot be read: " + wrong.reason,
           "RE2's syntax is wanted, without look-around and back-references; a bracket or a dot "
           "that is meant as such gets a backslash before it");
    }
  }

  RuleSetSpec spec_;
  std::string version_;
  std::vector<RuleError> errors_;
  std::map<std::string, std::size_t, std::less<>> number_of_;
  std::vector<std::size_t> by_conditions_;
  std::vector<TermIndex::Term> terms_;
  std::vector<std::optional<Place>> place_of_;  ///< none: of a list file
  std::vector<RuleSet::Compiled::Term> term_of_;
  std::vector<PatternSet::Pattern> patterns_;
  std::vector<std::uint32_t> rule_of_pattern_;
  std::unordered_multimap<std::string, RuleSet::Compiled::Term> names_;
  std::size_t passed_over_ = 0;
  bool reads_addresses_ = false;
};

}  // namespace

std::string name_key(std::string_view words) {
  std::string key{words};
  key.erase(std::remove(key.begin(), key.end(), ' '), key.end());
  return key;
}

CompiledRules compile_rules(RuleSetSpec spec, std::string version) {
  return Compilation{std::move(spec), std::move(version)}.result();
}

RuleSet::RuleSet(std::string version, std::unique_ptr<const Compiled> compiled) noexcept
    : version_(std::move(version)), compiled_(std::move(compiled)) {}
RuleSet::~RuleSet() = default;

std::size_t RuleSet::rules() const { return compiled_->rules.size(); }
std::vector<std::string> RuleSet::ids() const {
  std::vector<std::string> ids;
  for (const RuleSpec& rule : compiled_->rules) ids.push_back(rule.id);
  return ids;
}
bool RuleSet::is_in_shadow(std::size_t rule) const { return compiled_->rules.at(rule).shadow; }
std::size_t RuleSet::terms() const {
  return compiled_->term_of.size() + compiled_->names.size() - compiled_->terms_passed_over;
}
std::size_t RuleSet::terms_passed_over() const { return compiled_->terms_passed_over; }
std::size_t RuleSet::cases() const { return compiled_->cases; }

}  // namespace copytaster
