// Training: as the days went by, each stretch of decisions is first judged and then learned from.

#include <algorithm>
#include <chrono>
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

/// What the model that is gone on from believes, and how firmly after so long.
Weights weights_before(const Training& training, const Examples& examples) {
  if (training.from == nullptr) return first_weights(examples);
  Weights weights = training.from->parts().weights;
  const std::chrono::duration<double, std::ratio<86'400>> passed =
      examples.back()->decided_at - training.from->figures().last;
  loosen(weights, passed.count());
  return weights;
}

class Trainer {
 public:
  Trainer(const Training& training, Examples examples)
      : training_(training),
        wanted_held_max_(std::clamp(training.wanted_held_max, 0.0001, 0.2)),
        examples_(std::move(examples)),
        trust_(trust_in(examples_)),
        fitting_(weights_before(training, examples_), examples_, trust_),
        pace_(pace_for(examples_.size())) {
    if (training.from != nullptr) held_out_ = training.from->parts().held_out;
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

  void hold_out(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Example& example = *examples_[i];
      held_out_.push_back({static_cast<float>(fitting_.margin(example.features)), example.wanted, 1,
                           example.decided_at});
    }
  }

  /// What is doubted by now must not raise the threshold. The doubt counts twice: one slip at half
  /// its trust would still outweigh all that lies below it.
  void trust_held_out() {
    const std::size_t before = held_out_.size() - examples_.size();
    for (std::size_t i = 0; i < examples_.size(); ++i)
      held_out_[before + i].trust = trust_[i] * fitting_.sure_of(i) * fitting_.sure_of(i);
    if (held_out_.size() > held_out_max)
      held_out_.erase(held_out_.begin(),
                      held_out_.end() - static_cast<std::ptrdiff_t>(held_out_max));
  }

  std::unique_ptr<const Model::Parts> parts() {
    auto parts = std::make_unique<Model::Parts>();
    parts->weights = fitting_.settled();
    parts->calibration = calibrated(held_out_);
    parts->figures = figures(parts->calibration);
    parts->held_out = std::move(held_out_);
    parts->means = Means{parts->weights};
    return parts;
  }

  ModelFigures figures(const Calibration& calibration) {
    ModelFigures figures;
    if (training_.from != nullptr) figures = training_.from->figures();
    const std::size_t wanted = wanted_in(examples_);
    figures.examples += examples_.size();
    figures.wanted += wanted;
    figures.unwanted += examples_.size() - wanted;
    const Instant first = examples_.front()->decided_at;
    figures.first = training_.from == nullptr ? first : std::min(first, figures.first);
    figures.last = training_.from == nullptr ? examples_.back()->decided_at
                                             : std::max(figures.last, examples_.back()->decided_at);
    figures.wanted_held_max = wanted_held_max_;
    figures.threshold = threshold_for(wanted_held_max_, held_out_, calibration);
    figures.held_out = figures_of(held_out_, wanted_held_max_);
    figures.windows = windows_of(held_out_);
    figures.telling =
        telling_features({fitting_.weights(), examples_, training_.rule_ids, figures.telling});
    return figures;
  }

  const Training& training_;
  double wanted_held_max_;
  Examples examples_;
  std::vector<float> trust_;
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
  const bool goes_on = training.from != nullptr && !examples.empty();
  const bool enough = examples.size() >= examples_min && wanted >= examples_of_a_kind_min &&
                      examples.size() - wanted >= examples_of_a_kind_min;
  if (!goes_on && !enough) return NotTrained::too_few;
  return learning::Trainer{training, std::move(examples)}.model();
}

}  // namespace copytaster
