// All rules are heard; then come exemptions; then the strictest wins.

#include <algorithm>
#include <limits>

#include "copytaster/domain/rules.hpp"
#include "domain/rules/compiled.hpp"

namespace copytaster {
namespace {

/// Sums of decimal fractions are not quite what they are on paper.
constexpr double almost = 1e-9;

double value_of(Metric metric, const Reading& reading, const Facts& facts) {
  switch (metric) {
    case Metric::approved_before: return facts.approved_before;
    case Metric::rejected_before: return facts.rejected_before;
    case Metric::spam_before: return facts.spam_before;
    case Metric::known_author: return facts.known_author ? 1 : 0;
    case Metric::said_before: return facts.said_before ? 1 : 0;
    case Metric::refused_share_lately: return facts.refused_share_lately;
    case Metric::comments_lately: return facts.comments_lately;
    case Metric::similar_lately: return facts.similar_lately;
    case Metric::banned: return facts.banned ? 1 : 0;
    case Metric::trap_filled: return reading.sending.trap_filled ? 1 : 0;
    case Metric::seconds_on_page:
      return reading.sending.seconds_on_page.value_or(seconds_on_page_max);
    case Metric::staff: return reading.sending.by_staff ? 1 : 0;
    case Metric::links:
    case Metric::html_links:
    case Metric::domains:
    case Metric::website:
    case Metric::text_chars:
    case Metric::words:
    case Metric::uppercase_share:
    case Metric::repeats:
    case Metric::invisible_characters:
    case Metric::mixed_script_words:
    case Metric::disguised_words:
    case Metric::addresses: break;
  }
  return reading.measured[static_cast<std::size_t>(metric)];
}

double bound_of(const Condition& condition, const Policy& policy) {
  return condition.bound_is_links_max ? policy.links_max : condition.bound;
}

bool compares(double value, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::over: return value > bound;
    case Comparison::under: return value < bound;
    case Comparison::at_least: return value >= bound;
    case Comparison::at_most: return value <= bound;
  }
  return false;
}

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
    if (!reading_.is_whole)
      hits_.push_back({std::string{unchecked_rule},
                       0,
                       Action::hold,
                       false,
                       false,
                       "a check could not run, so a moderator looks",
                       {}});
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
    for (std::size_t hit = 0; hit < rule_of_.size(); ++hit) {
      if (hits_[hit].shadow) continue;
      for (const std::size_t other : rules_.exempts[rule_of_[hit]]) exempted[other] = true;
    }
    for (std::size_t hit = 0; hit < rule_of_.size(); ++hit)
      hits_[hit].exempted = exempted[rule_of_[hit]];
  }

  double total() const {
    double sum = 0;
    for (const Hit& hit : hits_) sum += hit.counts() ? hit.score : 0;
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
    for (const Action action : {Action::hold, Action::spam, Action::reject}) {
      if (score + almost >= threshold_of(action))
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
