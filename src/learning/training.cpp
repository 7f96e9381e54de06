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

/// Refused comments are purged after some weeks. Of what the last model knew of n-grams such a
/// share is remembered as is gone of the unwanted that it had learned from; and fades, by half in
/// half a year.
std::vector<float> remembered_of(const Training& training, const Examples& examples) {
  std::vector<float> all(ngram_places);
  if (training.before == nullptr) return all;
  const ModelFigures& known = training.before->figures();
  const auto still_there = static_cast<double>(
      std::count_if(examples.begin(), examples.end(), [&known](const Example* example) {
        return !example->wanted && example->decided_at <= known.last;
      }));
  const double there =
      known.unwanted == 0 ? 1 : std::min(still_there / static_cast<double>(known.unwanted), 1.0);
  constexpr double half_life_days = 180;
  const std::chrono::duration<double, std::ratio<86'400>> passed =
      examples.back()->decided_at - known.last;
  const double faded = std::exp2(-std::clamp(passed.count(), 0.0, 3'650.0) / half_life_days);
  const auto of_means = static_cast<float>(faded * (1 - there));
  const auto of_remembered = static_cast<float>(faded * there);
  const Model::Parts& parts = training.before->parts();
  for (std::size_t place = 0; place < all.size(); ++place)
    all[place] = of_means * parts.means[place] + of_remembered * parts.remembered[place];
  return all;
}

class Trainer {
 public:
  Trainer(const Training& training, Examples examples)
      : training_(training),
        wanted_held_max_(std::clamp(training.wanted_held_max, 0.0001, 0.2)),
        examples_(std::move(examples)),
        trust_(trust_in(examples_)),
        remembered_(remembered_of(training, examples_)),
        fitting_(first_weights(examples_), examples_, trust_),
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
    // Not before: what is judged beforehand may be what is remembered.
    fitting_.believe(remembered_);
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

  /// A slip must not raise the threshold. The doubt counts twice: one slip at half its trust would
  /// still outweigh all that lies below it.
  void trust_held_out() {
    const std::size_t skipped = examples_.size() - held_out_.size();
    for (std::size_t i = 0; i < held_out_.size(); ++i) {
      const float sure = fitting_.sure_of(skipped + i);
      held_out_[i].trust *= sure * sure;
    }
  }

  /// Some of the published ones are unwanted, and nobody has seen it yet.
  void add_published() {
    const Calibration calibration = calibrated(held_out_);
    Examples published;
    std::vector<HeldOut> judged;
    std::vector<double> sides;
    for (const Example& example :
         training_.published.first(std::min(training_.published.size(), published_max))) {
      const double margin = fitting_.margin(example.features);
      published.push_back(&example);
      judged.push_back({static_cast<float>(margin), true, 1, example.decided_at, false});
      sides.push_back(std::clamp(-calibration.log_odds(margin), -50.0, 50.0));
    }
    if (published.empty()) return;
    const std::vector<float> sure = sureness(published, sides);
    const auto each = static_cast<float>(training_.each_stands_for);
    for (std::size_t i = 0; i < judged.size(); ++i) judged[i].trust = each * sure[i];
    held_out_.insert(held_out_.end(), judged.begin(), judged.end());
    std::stable_sort(held_out_.begin(), held_out_.end(),
                     [](const HeldOut& a, const HeldOut& b) { return a.at < b.at; });
  }

  std::unique_ptr<const Model::Parts> parts() {
    auto parts = std::make_unique<Model::Parts>();
    for (const Belief& belief : fitting_.weights()) parts->means.push_back(belief.mean);
    parts->remembered = std::move(remembered_);
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
