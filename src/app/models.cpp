#include "copytaster/app/models.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "copytaster/domain/rule_set.hpp"

namespace copytaster {
namespace {

/// So many new decisions are worth a training, and a share of those that it knows.
constexpr std::size_t new_decisions_min = 20;
constexpr std::size_t new_decisions_divisor = 20;
constexpr std::chrono::hours trained_daily{24};
/// An editor who tries out rules makes many versions in a row.
constexpr std::chrono::minutes other_rules_after{10};
/// A decision is there some moments after the time that it bears.
constexpr std::chrono::seconds commits_within{10};
/// Until then a reader or a moderator has had the time to take offence.
constexpr std::chrono::hours stood_for{24};
/// Longer than any training takes: so long another instance waits for one that has died.
constexpr std::chrono::minutes turn_max{10};

/// What was decided, as it reads by the rules of now: of either kind half of what a training takes.
class Lessons {
 public:
  explicit Lessons(const LearningTools& tools) : tools_(tools) {}

  void read(SiteId site) {
    for (const bool wanted : {true, false}) {
      count_ = 0;
      bytes_ = 0;
      tools_.store.decided(site, wanted, [this](std::span<const DecidedComment> comments) {
        return take(comments, examples_, examples_max / 2);
      });
    }
  }
  void read_published(SiteId site, Instant now) {
    count_ = 0;
    bytes_ = 0;
    if (stopped_ || examples_.empty()) return;
    each_stands_for_ = tools_.store.published(site, held_out_from(), now - stood_for,
                                              [this](std::span<const DecidedComment> comments) {
                                                return take(comments, published_, published_max);
                                              });
  }

  bool stopped() const { return stopped_; }
  const std::vector<Example>& examples() const { return examples_; }
  const std::vector<Example>& published() const { return published_; }
  double each_stands_for() const { return each_stands_for_; }

 private:
  bool take(std::span<const DecidedComment> comments, std::vector<Example>& to, std::size_t max) {
    for (const DecidedComment& comment : comments) {
      stopped_ = stopped_ || !tools_.progress(0);
      if (stopped_ || count_ >= max || bytes_ >= example_texts_bytes_max / 2) return false;
      const Reading reading = read_stored(comment.words, tools_.rules);
      Example example{features_of(reading), comment.wanted, comment.decided_at, comment.by};
      example.features.author = comment.author;
      bytes_ += example.features.text.size();
      ++count_;
      to.push_back(std::move(example));
    }
    return true;
  }

  /// When the first was decided of those that the threshold is made from.
  Instant held_out_from() const {
    std::vector<Instant> times;
    for (const Example& example : examples_) times.push_back(example.decided_at);
    const auto from =
        times.end() - static_cast<std::ptrdiff_t>(std::min(times.size(), held_out_max));
    std::nth_element(times.begin(), from, times.end());
    return *from;
  }

  const LearningTools& tools_;
  std::vector<Example> examples_;
  std::vector<Example> published_;
  double each_stands_for_ = 1;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool stopped_ = false;
};

std::optional<ModelVersion> newest(SiteId site, ModelStore& store) {
  auto versions = store.versions(site);
  if (versions.empty()) return std::nullopt;
  return std::move(versions.front());
}

/// Whoever has gone back to an older version does not want what the newest has learned.
std::shared_ptr<const Model> model_to_remember(SiteId site, const ModelVersion& last,
                                               ModelStore& store) {
  for (const ActiveModel& active : store.active_everywhere())
    if (active.site == site && active.stays && active.number != 0)
      return load_model(site, active.number, store);
  return load_model(site, last.number, store);
}

}  // namespace

TrainingTurn::TrainingTurn(ModelStore& store, SiteId site, Instant now)
    : store_(store),
      site_(site),
      until_(now + turn_max),
      is_mine_(store.take_turn(site, now, until_)) {}

TrainingTurn::~TrainingTurn() {
  if (!is_mine_) return;
  try {
    store_.end_turn(site_, until_);
  } catch (const std::exception&) {
    // Then it ends by itself.
  }
}

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

bool is_training_due(SiteId site, Instant now, const std::string& rules_version,
                     ModelStore& store) {
  const DecidedSoFar there = store.decided_so_far(site, examples_min);
  const bool enough_there = there.wanted + there.unwanted >= examples_min &&
                            there.wanted >= examples_of_a_kind_min &&
                            there.unwanted >= examples_of_a_kind_min;
  if (!enough_there) return false;
  const auto last = newest(site, store);
  if (!last) return true;
  const auto passed = now - last->made_at;
  if (last->rules_version != rules_version && passed >= other_rules_after) return true;
  const std::size_t enough = std::max(new_decisions_min, last->examples / new_decisions_divisor);
  const std::size_t wanted = passed >= trained_daily ? 1 : enough;
  return store.decided_after(site, last->until, wanted) >= wanted;
}

LearnOutcome learn(SiteId site, Instant now, bool afresh, const LearningTools& tools) {
  const auto last = newest(site, tools.store);
  const bool is_new = !last || afresh || last->rules_version != tools.rules->version() ||
                      tools.store.decided_after(site, last->until, 1) > 0;
  if (!is_new) return NothingNew{};
  const LearnedUntil until{now - commits_within, tools.store.decided_so_far(site, 1).newest};

  Lessons lessons{tools};
  lessons.read(site);
  lessons.read_published(site, now);
  if (lessons.stopped()) return NotTrained::stopped;
  const auto before = last && !afresh ? model_to_remember(site, *last, tools.store) : nullptr;
  const std::vector<std::string> rule_ids = tools.rules->ids();
  auto trained = train({.examples = lessons.examples(),
                        .published = lessons.published(),
                        .each_stands_for = lessons.each_stands_for(),
                        .before = before.get(),
                        .wanted_held_max = tools.policy.wanted_held_max,
                        .seed = static_cast<std::uint64_t>(last ? last->number + 1 : 1),
                        .rule_ids = rule_ids,
                        .progress = tools.progress});
  if (const auto* not_trained = std::get_if<NotTrained>(&trained)) return *not_trained;
  auto model = std::make_shared<const Model>(std::get<Model>(std::move(trained)));

  const std::string bytes = model->bytes();
  ModelVersion made;
  made.made_at = now;
  made.until = until;
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
  if (model == nullptr) return {};
  const double threshold = model->threshold_for(policy.wanted_held_max);
  return {number, std::move(model), threshold, policy.mode == LearningMode::shadow};
}

}  // namespace copytaster
