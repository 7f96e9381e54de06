#include "copytaster/app/models.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "copytaster/app/backtest_rules.hpp"
#include "copytaster/domain/rule_set.hpp"

namespace copytaster {
namespace {

/// So many new decisions are worth a training, and a share of those that it knows.
constexpr std::size_t new_decisions_min = 20;
constexpr std::size_t new_decisions_divisor = 20;
constexpr std::chrono::hours trained_daily{24};

/// What was decided, as it reads by the rules of now.
class Lessons {
 public:
  Lessons(const std::shared_ptr<const RuleSet>& rules, const LearnedUntil& after)
      : rules_(rules), until_(after) {}

  void add(const DecidedComment& comment) {
    const Reading reading = read_stored(comment.words, rules_);
    Example example{features_of(reading), comment.wanted, comment.decided_at, comment.by};
    bytes_ += example.features.text.size();
    if (comment.by) until_.decision = std::max(until_.decision, comment.decided_at);
    until_.comment = std::max(until_.comment, comment.id);
    examples_.push_back(std::move(example));
  }
  bool is_full() const {
    return examples_.size() >= examples_max || bytes_ >= example_texts_bytes_max;
  }
  const std::vector<Example>& examples() const { return examples_; }
  const LearnedUntil& until() const { return until_; }

 private:
  std::shared_ptr<const RuleSet> rules_;
  std::vector<Example> examples_;
  std::size_t bytes_ = 0;
  LearnedUntil until_;
};

std::optional<ModelVersion> newest(SiteId site, ModelStore& store) {
  auto versions = store.versions(site);
  if (versions.empty()) return std::nullopt;
  return std::move(versions.front());
}

/// Refused comments are purged after some weeks. As long as half of what was learned from is there,
/// learning from all of it anew is better than going on: on real comments by 1.6 of 100 in ten
/// steps.
bool is_much_gone(SiteId site, const ModelVersion& last, ModelStore& store) {
  return 2 * store.decided_after(site, {}, examples_max) < std::min(last.examples, examples_max);
}

}  // namespace

std::string_view name_of(LearningMode mode) {
  switch (mode) {
    case LearningMode::off: return "off";
    case LearningMode::shadow: return "shadow";
    case LearningMode::on: return "on";
  }
  return {};
}

std::optional<LearningMode> parse_learning_mode(std::string_view name) {
  for (const auto mode : {LearningMode::off, LearningMode::shadow, LearningMode::on})
    if (name == name_of(mode)) return mode;
  return std::nullopt;
}

bool may_say_spam(const ModelFigures& figures, const LearningPolicy& policy) {
  if (policy.wanted_spam_max <= 0) return false;
  const HeldOutFigures& held_out = figures.held_out;
  const auto held = static_cast<std::size_t>(
      std::ceil(held_out.held * static_cast<double>(held_out.wanted) - 0.5));
  return share_of(held, held_out.wanted).high <= policy.wanted_spam_max;
}

bool is_training_due(SiteId site, Instant now, ModelStore& store) {
  const auto last = newest(site, store);
  if (!last) return store.decided_after(site, {}, examples_min) >= examples_min;
  const std::size_t enough = std::max(new_decisions_min, last->examples / new_decisions_divisor);
  const std::size_t wanted = now - last->made_at >= trained_daily ? 1 : enough;
  return store.decided_after(site, last->until, wanted) >= wanted;
}

LearnOutcome learn(SiteId site, Instant now, bool afresh, const LearningPolicy& policy,
                   const LearningTools& tools) {
  const auto last = newest(site, tools.store);
  const bool goes_on = last && !afresh && is_much_gone(site, *last, tools.store);
  const auto before = goes_on ? load_model(site, last->number, tools.store) : nullptr;
  const LearnedUntil after = before ? last->until : LearnedUntil{};

  Lessons lessons{tools.rules, after};
  bool stopped = false;
  tools.store.decided(site, after, [&](std::span<const DecidedComment> comments) {
    for (const DecidedComment& comment : comments)
      if (!lessons.is_full()) lessons.add(comment);
    stopped = !tools.progress(0);
    return !stopped && !lessons.is_full();
  });
  if (stopped) return NotTrained::stopped;
  const LearnedUntil& until = lessons.until();
  const bool is_new =
      !last || until.decision > last->until.decision || until.comment > last->until.comment;
  if (!afresh && !is_new) return NothingNew{};

  const std::vector<std::string> rule_ids = tools.rules->ids();
  auto trained = train({.examples = lessons.examples(),
                        .from = before.get(),
                        .wanted_held_max = policy.wanted_held_max,
                        .seed = static_cast<std::uint64_t>(last ? last->number + 1 : 1),
                        .rule_ids = rule_ids,
                        .progress = tools.progress});
  if (const auto* not_trained = std::get_if<NotTrained>(&trained)) return *not_trained;
  auto model = std::make_shared<const Model>(std::get<Model>(std::move(trained)));

  const std::string bytes = model->bytes();
  ModelVersion made;
  made.made_at = now;
  made.until = lessons.until();
  made.examples = model->figures().examples;
  made.bytes = bytes.size();
  made.rules_version = tools.rules->version();
  return Learnt{tools.store.add(site, made, bytes), std::move(model), lessons.examples().size()};
}

std::shared_ptr<const Model> load_model(SiteId site, std::int64_t number, ModelStore& store) {
  const auto bytes = store.bytes_of(site, number);
  if (!bytes) return nullptr;
  auto model = Model::from_bytes(*bytes);
  if (!model) return nullptr;
  return std::make_shared<const Model>(std::move(*model));
}

SiteFilter filter_of(std::int64_t number, std::shared_ptr<const Model> model,
                     const LearningPolicy& policy) {
  SiteFilter filter{number, std::move(model), policy.mode == LearningMode::shadow};
  filter.may_say_spam = filter.model && may_say_spam(filter.model->figures(), policy);
  return filter;
}

}  // namespace copytaster
