// Training: as the days went by, each stretch of decisions is first judged and then learned from.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "copytaster/domain/learning.hpp"
#include "learning/fitting.hpp"
#include "learning/held_out.hpp"
#include "learning/parts.hpp"
#include "learning/telling.hpp"
#include "learning/trust.hpp"

namespace copytaster::learning {
namespace {

using Examples = std::vector<const Example*>;

/// How often all that is there so far is gone over: before a new stretch is judged, at the end, and
/// after each of two doubts. Small sets more often: there it costs nothing.
struct Pace {
  std::size_t stretches;
  int times;
  int times_last;
  int times_doubted;
};
Pace pace_for(std::size_t examples) {
  if (examples <= 2'000) return {10, 6, 20, 10};
  if (examples <= 20'000) return {8, 2, 8, 4};
  return {4, 1, 3, 1};
}
constexpr int doubts = 2;

/// In order of time, the newest that the limits let in.
Examples in_order(std::span<const Example> all) {
  Examples examples;
  examples.reserve(all.size());
  for (const Example& example : all) examples.push_back(&example);
  std::stable_sort(examples.begin(), examples.end(), [](const Example* a, const Example* b) {
    return a->decided_at < b->decided_at;
  });
  std::size_t bytes = 0;
  auto first = examples.end();
  while (first != examples.begin() &&
         static_cast<std::size_t>(examples.end() - first) < examples_max) {
    bytes += (*(first - 1))->features.text.size();
    if (bytes > example_texts_bytes_max) break;
    --first;
  }
  examples.erase(examples.begin(), first);
  return examples;
}

std::size_t wanted_in(const Examples& examples) {
  return static_cast<std::size_t>(std::count_if(
      examples.begin(), examples.end(), [](const Example* example) { return example->wanted; }));
}

/// What the last model had learned from comments that were refused and are gone by now. Refused ones
/// are purged after some weeks; what they have taught fades more slowly, by half in half a year.
std::vector<float> remembered(const Training& training, const Examples& examples) {
  if (training.before == nullptr) return {};
  const ModelFigures& known = training.before->figures();
  const auto still_there = static_cast<double>(
      std::count_if(examples.begin(), examples.end(), [&known](const Example* example) {
        return !example->wanted && example->decided_at <= known.last;
      }));
  const double share = known.unwanted == 0 ? 0 : still_there / static_cast<double>(known.unwanted);
  const auto gone = static_cast<float>(1 - std::min(share, 1.0));
  constexpr double half_life_days = 180;
  const std::chrono::duration<double, std::ratio<86'400>> passed =
      examples.back()->decided_at - known.last;
  const auto faded =
      static_cast<float>(std::exp2(-std::clamp(passed.count(), 0.0, 3'650.0) / half_life_days));
  const Model::Parts& parts = training.before->parts();
  std::vector<float> all(ngram_places);
  for (std::size_t place = 0; place < all.size(); ++place)
    all[place] = faded * (parts.remembered[place] + gone * parts.taught[place]);
  return all;
}

class Trainer {
 public:
  Trainer(const Training& training, Examples examples)
      : training_(training),
        wanted_held_max_(std::clamp(training.wanted_held_max, 0.0001, 0.2)),
        examples_(std::move(examples)),
        trust_(trust_in(examples_)),
        remembered_(remembered(training, examples_)),
        fitting_(first_weights(examples_, remembered_), examples_, trust_),
        pace_(pace_for(examples_.size())) {
    const double times = pace_.times * (static_cast<double>(pace_.stretches) - 1) / 2;
    looks_ = static_cast<double>(examples_.size()) *
             (times + pace_.times_last + doubts * pace_.times_doubted);
  }

  std::variant<Model, NotTrained> model() {
    for (std::size_t stretch = 0; stretch < pace_.stretches; ++stretch) {
      const std::size_t begin = stretch * examples_.size() / pace_.stretches;
      if (!learn(begin, pace_.times)) return NotTrained::stopped;
      hold_out(begin, (stretch + 1) * examples_.size() / pace_.stretches);
    }
    if (!learn(examples_.size(), pace_.times_last)) return NotTrained::stopped;
    for (int doubt = 0; doubt < doubts; ++doubt) {
      fitting_.doubt();
      if (!learn(examples_.size(), pace_.times_doubted)) return NotTrained::stopped;
    }
    trust_held_out();
    add_published();
    return Model{parts()};
  }

 private:
  bool learn(std::size_t count, int times) {
    return fitting_.fit(count, times, training_.seed, [this](std::size_t next) {
      const double share = std::min(1.0, looked_at_ / looks_);
      looked_at_ += static_cast<double>(next);
      return !training_.progress || training_.progress(share);
    });
  }

  /// Of the newest as many as are kept.
  void hold_out(std::size_t begin, std::size_t end) {
    const std::size_t first = examples_.size() - std::min(examples_.size(), held_out_max);
    for (std::size_t i = std::max(begin, first); i < end; ++i) {
      const Example& example = *examples_[i];
      held_out_.push_back({static_cast<float>(fitting_.margin(example.features)), example.wanted,
                           trust_[i], example.decided_at});
    }
  }

  /// The log of the odds that each is what it was decided to be, by what was said beforehand.
  std::vector<double> sides_of(std::span<const HeldOut> held_out) const {
    const Calibration calibration = calibrated(held_out_);
    std::vector<double> sides;
    sides.reserve(held_out.size());
    for (const HeldOut& one : held_out) {
      const double odds = calibration.log_odds(static_cast<double>(one.margin));
      sides.push_back(std::clamp(one.wanted ? -odds : odds, -50.0, 50.0));
    }
    return sides;
  }

  /// A slip must not raise the threshold: it counts as much as it is sure to be none.
  void trust_held_out() {
    const std::span<const Example* const> of_these{examples_};
    const std::vector<float> sure =
        sureness(of_these.last(held_out_.size()), sides_of(held_out_));
    for (std::size_t i = 0; i < held_out_.size(); ++i) held_out_[i].trust *= sure[i];
  }

  /// Some of the published ones are unwanted too, and nobody has seen it yet.
  void add_published() {
    std::vector<HeldOut> published;
    Examples pointers;
    for (const Example& example : training_.published.first(
             std::min(training_.published.size(), published_max))) {
      published.push_back({static_cast<float>(fitting_.margin(example.features)), true, 1,
                           example.decided_at, false});
      pointers.push_back(&example);
    }
    if (published.empty()) return;
    const std::vector<float> sure = sureness(pointers, sides_of(published));
    for (std::size_t i = 0; i < published.size(); ++i)
      published[i].trust = sure[i] * static_cast<float>(training_.each_stands_for);
    held_out_.insert(held_out_.end(), published.begin(), published.end());
    std::stable_sort(held_out_.begin(), held_out_.end(),
                     [](const HeldOut& a, const HeldOut& b) { return a.at < b.at; });
  }

  std::unique_ptr<const Model::Parts> parts() {
    auto parts = std::make_unique<Model::Parts>();
    for (const Belief& belief : fitting_.weights()) parts->means.push_back(belief.mean);
    parts->taught = fitting_.taught_by_unwanted();
    parts->remembered = std::move(remembered_);
    parts->remembered.resize(ngram_places);
    parts->calibration = calibrated(held_out_);
    parts->figures = figures();
    parts->held_out = std::move(held_out_);
    parts->settle();
    return parts;
  }

  ModelFigures figures() {
    ModelFigures figures;
    figures.examples = examples_.size();
    figures.wanted = wanted_in(examples_);
    figures.unwanted = examples_.size() - figures.wanted;
    figures.first = examples_.front()->decided_at;
    figures.last = examples_.back()->decided_at;
    figures.wanted_held_max = wanted_held_max_;
    figures.telling = telling_features({fitting_.weights(), examples_, training_.rule_ids});
    return figures;
  }

  const Training& training_;
  double wanted_held_max_;
  Examples examples_;
  std::vector<float> trust_;
  std::vector<float> remembered_;
  Fitting fitting_;
  Pace pace_;
  std::vector<HeldOut> held_out_;
  double looks_ = 0;
  double looked_at_ = 0;
};

}  // namespace
}  // namespace copytaster::learning

namespace copytaster {

std::variant<Model, NotTrained> train(const Training& training) {
  learning::Examples examples = learning::in_order(training.examples);
  const std::size_t wanted = learning::wanted_in(examples);
  const bool enough = examples.size() >= examples_min && wanted >= examples_of_a_kind_min &&
                      examples.size() - wanted >= examples_of_a_kind_min;
  if (!enough) return NotTrained::too_few;
  return learning::Trainer{training, std::move(examples)}.model();
}

}  // namespace copytaster
