// All rules are heard; then come exemptions; then the strictest wins.

#include <algorithm>
#include <limits>

#include "copytaster/domain/rules.hpp"
#include "domain/rules/compiled.hpp"
#include "domain/rules/conditions.hpp"

namespace copytaster {
namespace {

/// Sums of decimal fractions are not quite what they are on paper.
constexpr double almost = 1e-9;

std::string_view why_unknown(const Facts& facts) {
  if (facts.rejected_before + facts.spam_before > 0) return "the author was refused before";
  if (facts.approved_before > 0) return "under this name nothing was approved in 180 days";
  return "the author has no approved comment yet";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

/// One comment before its judges.
class Hearing {
 public:
  Hearing(const Reading& reading, const Facts& facts, const Policy& policy)
      : reading_(reading), facts_(facts), policy_(policy), rules_(reading.rules->compiled()) {}

  /// As if the rule were not.
  State state_without(std::string_view rule) {
    silent_ = rule;
    return verdict().by_rules;
  }

  Verdict verdict() {
    hear_all();
    exempt();
    Verdict verdict;
    verdict.rules_version = reading_.rules->version();
    if (reading_.learned) verdict.model_version = reading_.learned->model;
    verdict.addresses =
        static_cast<int>(reading_.measured[static_cast<std::size_t>(Metric::addresses)]);
    verdict.sending = reading_.sending;
    verdict.score = total();
    const auto asked = strictest(verdict.score);
    verdict.state = state_for(asked, policy_.premoderation);
    verdict.by_rules = state_for(asked, Premoderation::rules);
    if (asked) verdict.score = std::max(verdict.score, threshold_of(*asked));
    verdict.hits = std::move(hits_);
    return verdict;
  }

 private:
  /// In the order of the rules, whether they have found something or only compare.
  void hear_all() {
    auto condition = rules_.by_conditions.begin();
    const auto hear_conditions_before = [&](std::size_t rule) {
      for (; condition != rules_.by_conditions.end() && *condition < rule; ++condition)
        hear(*condition, nullptr);
    };
    for (const Evidence& evidence : reading_.found) {
      hear_conditions_before(evidence.rule);
      hear(evidence.rule, &evidence);
    }
    hear_conditions_before(rules_.rules.size());
    hear_learned();
    if (!reading_.is_whole)
      hits_.push_back({std::string{unchecked_rule},
                       0,
                       Action::hold,
                       false,
                       false,
                       "a check could not run, so a moderator looks",
                       {}});
  }

  /// What was learned adds to the score at most what the shipped rules hold at.
  void hear_learned() {
    const auto& learned = reading_.learned;
    if (!learned || !learned->is_over_threshold || silent_ == learned_rule) return;
    constexpr double score_max = 3;
    hits_.push_back({std::string{learned_rule}, score_max * learned->probability, Action::hold,
                     learned->shadow, false, learned->explanation, learned->spans});
  }

  void hear(std::size_t rule, const Evidence* evidence) {
    const RuleSpec& spec = rules_.rules[rule];
    if (!holds_here(spec) || spec.id == silent_) return;
    const bool all_hold = std::all_of(spec.when.begin(), spec.when.end(), [this](const auto& one) {
      return compares(value_of(one.metric, reading_, facts_), one.comparison,
                      bound_of(one, policy_));
    });
    if (!all_hold) return;
    const std::size_t times =
        evidence == nullptr ? 1 : std::max<std::size_t>(evidence->different, 1);
    hits_.push_back({spec.id, spec.score * static_cast<double>(times), spec.action, spec.shadow,
                     false, explanation(spec, evidence), spans(spec, evidence)});
    rule_of_.push_back(rule);
  }

  bool holds_here(const RuleSpec& spec) const {
    if (!spec.sections.empty() && !spec.sections.contains(policy_.section)) return false;
    return !spec.not_sections.contains(policy_.section);
  }

  std::vector<Span> spans(const RuleSpec& spec, const Evidence* evidence) const {
    if (evidence != nullptr) return evidence->spans;
    const bool tells_of_addresses =
        !spec.when.empty() && spec.when.front().metric == Metric::addresses;
    return tells_of_addresses ? reading_.hidden_addresses : std::vector<Span>{};
  }

  std::string_view why(const RuleSpec& spec) const {
    const bool is_of_bans = !spec.when.empty() && spec.when.front().metric == Metric::banned;
    if (!is_of_bans) return why_unknown(facts_);
    return facts_.ban ? name_of(*facts_.ban) : "whom or what, is not known any more";
  }

  std::string explanation(const RuleSpec& spec, const Evidence* evidence) const {
    std::string text;
    std::string_view rest = spec.explanation;
    while (!rest.empty()) {
      const std::size_t open = std::min(rest.find('{'), rest.size());
      text += rest.substr(0, open);
      rest.remove_prefix(open);
      const std::size_t close = rest.find('}');
      if (close == std::string_view::npos) break;
      const std::string_view name = rest.substr(0, close + 1);
      rest.remove_prefix(name.size());
      if (name == "{found}" && evidence != nullptr)
        text += joined(evidence->named);
      else if (name == "{value}" && !spec.when.empty())
        text += short_number(value_of(spec.when.front().metric, reading_, facts_));
      else if (name == "{bound}" && !spec.when.empty())
        text += short_number(bound_of(spec.when.front(), policy_));
      else if (name == "{why}")
        text += why(spec);
      else
        text += name;
    }
    return text += rest;
  }

  /// Whoever hits exempts, exempted itself or not: exemptions do not depend on an order.
  void exempt() {
    std::vector<bool> exempted(rules_.rules.size());
    bool is_learned_exempted = false;
    for (std::size_t hit = 0; hit < rule_of_.size(); ++hit) {
      if (hits_[hit].shadow) continue;
      for (const std::size_t other : rules_.exempts[rule_of_[hit]]) exempted[other] = true;
      is_learned_exempted = is_learned_exempted || rules_.exempts_learned[rule_of_[hit]];
    }
    for (std::size_t hit = 0; hit < rule_of_.size(); ++hit)
      hits_[hit].exempted = exempted[rule_of_[hit]];
    for (Hit& hit : hits_)
      if (hit.rule == learned_rule) hit.exempted = is_learned_exempted;
  }

  double total() const {
    double sum = 0;
    for (const Hit& hit : hits_) sum += hit.counts() ? hit.score : 0;
    return sum;
  }
  /// What is more than a look is for the rules to ask for.
  double total_of_rules() const {
    double sum = 0;
    for (const Hit& hit : hits_) sum += hit.counts() && hit.rule != learned_rule ? hit.score : 0;
    return sum;
  }

  double threshold_of(Action action) const {
    switch (action) {
      case Action::approve: break;
      case Action::hold: return rules_.thresholds.hold;
      case Action::spam: return rules_.thresholds.spam;
      case Action::reject: return rules_.thresholds.reject;
    }
    return std::numeric_limits<double>::lowest();
  }

  /// What the scores together or one hit by itself ask for; none where nothing is asked.
  std::optional<Action> strictest(double score) const {
    std::optional<Action> strictest;
    for (const Hit& hit : hits_) {
      if (hit.counts() && hit.action) strictest = std::max(strictest, hit.action);
    }
    const double of_rules = total_of_rules();
    for (const Action action : {Action::hold, Action::spam, Action::reject}) {
      const double counted = action == Action::hold ? score : of_rules;
      if (counted + almost >= threshold_of(action))
        strictest = std::max(strictest, std::optional{action});
    }
    return strictest;
  }

  State state_for(const std::optional<Action>& asked, Premoderation mode) const {
    if (asked) {
      switch (*asked) {
        case Action::reject: return State::rejected;
        case Action::spam: return State::spam;
        case Action::hold: return mode == Premoderation::none ? State::approved : State::pending;
        case Action::approve: return State::approved;
      }
    }
    const bool waits =
        mode == Premoderation::all || (mode == Premoderation::first && !facts_.known_author);
    return waits ? State::pending : State::approved;
  }

  const Reading& reading_;
  const Facts& facts_;
  const Policy& policy_;
  const RuleSet::Compiled& rules_;
  std::string_view silent_;
  std::vector<Hit> hits_;
  std::vector<std::size_t> rule_of_;  ///< for each hit of a rule
};

}  // namespace

Verdict judge(const Reading& reading, const Facts& facts, const Policy& policy) {
  return Hearing{reading, facts, policy}.verdict();
}

std::vector<std::string> sole_causes(const Reading& reading, const Facts& facts,
                                     const Policy& policy) {
  const Verdict verdict = judge(reading, facts, policy);
  std::vector<std::string> causes;
  if (verdict.by_rules == State::approved) return causes;
  for (const Hit& hit : verdict.hits) {
    const bool may_be = hit.counts() && hit.rule != unchecked_rule;
    if (may_be && Hearing{reading, facts, policy}.state_without(hit.rule) == State::approved)
      causes.push_back(hit.rule);
  }
  return causes;
}

}  // namespace copytaster
