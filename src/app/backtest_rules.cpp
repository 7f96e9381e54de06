#include "copytaster/app/backtest_rules.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "copytaster/domain/rule_set.hpp"

namespace copytaster {
namespace {

/// The texts that each list and each regex is timed with, and how long that may take.
constexpr std::size_t sample_max = 200;
constexpr std::int64_t timing_us_max = 1'000'000;

std::size_t place_of(State state) { return static_cast<std::size_t>(state); }

bool is_unwanted(const JudgedComment& comment) {
  return comment.decided_by_person &&
         (comment.state == State::rejected || comment.state == State::spam);
}

bool is_wanted(const JudgedComment& comment) {
  return comment.decided_by_person && comment.state == State::approved;
}

void count(Stopped& stopped, State then, State now) {
  ++stopped.total;
  if (then != State::approved) ++stopped.then;
  if (now != State::approved) ++stopped.now;
}

class Replay {
 public:
  Replay(const BacktestAsked& asked, const BacktestTools& tools)
      : rules_(asked.rules), filter_(asked.filter), policy_(asked.policy), tools_(tools) {
    policy_.premoderation = Premoderation::rules;
    for (std::string& id : rules_->ids()) {
      place_[id] = found_.rules.size();
      found_.rules.emplace_back().rule = std::move(id);
    }
    if (filter_.model == nullptr) return;
    found_.model = filter_.number;
    place_[std::string{learned_rule}] = found_.rules.size();
    found_.rules.emplace_back().rule = learned_rule;
  }

  bool take(std::span<const JudgedComment> comments) {
    for (const JudgedComment& comment : comments) replay(comment);
    return tools_.progress(found_.comments);
  }

  Backtest result() {
    if (found_.comments > 0)
      found_.us_per_comment = static_cast<double>(spent_us_) / static_cast<double>(found_.comments);
    time_each_rule();
    found_.changed = std::move(blocked_);
    const std::size_t room = changed_shown_max - found_.changed.size();
    const auto others = std::min(room, others_.size());
    std::move(others_.begin(), others_.begin() + static_cast<std::ptrdiff_t>(others),
              std::back_inserter(found_.changed));
    return std::move(found_);
  }

 private:
  void replay(const JudgedComment& comment) {
    policy_.section = comment.section;
    const std::int64_t begun_us = tools_.clock_us();
    Reading reading = read_stored(comment.words, rules_);
    filter_.judge(reading);
    Verdict now = judge(reading, comment.facts, policy_);
    spent_us_ += tools_.clock_us() - begun_us;

    ++found_.comments;
    if (is_in_sample(comment)) ++found_.in_sample;
    ++found_.then_now[place_of(comment.then)][place_of(now.state)];
    if (is_unwanted(comment)) count(found_.unwanted, comment.then, now.state);
    if (is_wanted(comment)) count(found_.wanted, comment.then, now.state);
    count_rules(comment, reading, now);
    if (sample_.size() < sample_max) sample_.push_back(comment.words.text);
    if (now.state != comment.then) keep(comment, std::move(now));
  }

  void count_rules(const JudgedComment& comment, const Reading& reading, const Verdict& now) {
    for (const Hit& hit : now.hits) {
      const auto found = place_.find(hit.rule);
      if (found == place_.end()) continue;  // what the service itself says
      RuleFigures& figures = found_.rules[found->second];
      ++figures.hits;
      figures.shadow = hit.shadow;
      const bool is_known = hit.rule == learned_rule && is_in_sample(comment);
      if (is_wanted(comment) && !is_known) ++figures.wanted;
      if (is_unwanted(comment) && !is_known) ++figures.unwanted;
      keep_example(figures, comment, {now.state, hit});
    }
    if (now.state == State::approved) return;
    for (const std::string& id : sole_causes(reading, comment.facts, policy_))
      ++found_.rules[place_.at(id)].sole;
  }

  bool is_in_sample(const JudgedComment& comment) const {
    return filter_.model != nullptr && comment.decided_by_person &&
           comment.at <= filter_.model->figures().last;
  }

  struct HitNow {
    State state;
    const Hit& hit;
  };

  /// What a rule hits that people want is what an editor has to see.
  void keep_example(RuleFigures& figures, const JudgedComment& comment, const HitNow& now) {
    auto& kept = figures.examples;
    const std::size_t bytes = comment.words.text.size();
    const bool goes_first = is_wanted(comment);
    if (bytes > example_bytes_max || examples_bytes_ + bytes > examples_bytes_max) return;
    if (kept.size() == rule_examples_max) {
      if (!goes_first || wanted_examples_[figures.rule] == rule_examples_max) return;
      examples_bytes_ -= kept.back().text.size();
      kept.pop_back();
    }
    examples_bytes_ += bytes;
    auto place = kept.end();
    if (goes_first)
      place = kept.begin() + static_cast<std::ptrdiff_t>(wanted_examples_[figures.rule]++);
    kept.insert(place, {comment.id, comment.then, now.state, comment.state, comment.words.author,
                        comment.words.text, now.hit});
  }

  void keep(const JudgedComment& comment, Verdict now) {
    ++found_.changed_total;
    const bool is_blocked = is_wanted(comment) && now.state != State::approved;
    auto& kept = is_blocked ? blocked_ : others_;
    if (kept.size() < changed_shown_max) kept.push_back({comment, std::move(now)});
  }

  /// In the order of the set, until it has taken long enough: there may be thousands.
  void time_each_rule() {
    if (sample_.empty()) return;
    const std::int64_t begun_us = tools_.clock_us();
    const RulesAlone alone{rules_, sample_};
    for (std::size_t rule = 0; rule < rules_->rules(); ++rule) {
      const auto search = alone.search_for(rule);
      if (!search) continue;
      const std::int64_t searched_us = tools_.clock_us();
      if (searched_us - begun_us > timing_us_max) return;
      search();
      found_.rules[rule].us = static_cast<double>(tools_.clock_us() - searched_us) /
                              static_cast<double>(sample_.size());
    }
  }

  const std::shared_ptr<const RuleSet>& rules_;
  const SiteFilter& filter_;
  Policy policy_;
  const BacktestTools& tools_;
  Backtest found_;
  std::map<std::string, std::size_t, std::less<>> place_;
  std::vector<JudgedOtherwise> blocked_;
  std::vector<JudgedOtherwise> others_;
  std::vector<std::string> sample_;
  std::map<std::string, std::size_t> wanted_examples_;
  std::size_t examples_bytes_ = 0;
  std::int64_t spent_us_ = 0;
};

}  // namespace

Share share_of(std::size_t count, std::size_t total) {
  if (total == 0) return {};
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(count) / n;
  const double middle = p + z * z / (2 * n);
  const double reach = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double whole = 1 + z * z / n;
  return {p, std::max(0.0, (middle - reach) / whole), std::min(1.0, (middle + reach) / whole)};
}

Backtest backtest_rules(const BacktestAsked& asked, const BacktestTools& tools) {
  Replay replay{asked, tools};
  BacktestPeriod bounded = asked.period;
  bounded.comments_max = std::min(bounded.comments_max, backtest_comments_max);
  tools.comments.read(asked.site, bounded, [&replay](std::span<const JudgedComment> comments) {
    return replay.take(comments);
  });
  return replay.result();
}

}  // namespace copytaster
