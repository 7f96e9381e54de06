#include <cmath>
#include <utility>

#include "copytaster/domain/learning.hpp"
#include "learning/explained.hpp"
#include "learning/marks.hpp"
#include "learning/numbers.hpp"
#include "learning/parts.hpp"
#include "learning/symbols.hpp"

namespace copytaster {
namespace {

double margin_of(const learning::Means& means, std::string_view folded,
                 std::span<const Features::Mark> marks) {
  const learning::Symbols symbols{folded};
  std::int32_t runs = 0;
  learning::each_run(symbols.all(), [&](std::uint32_t place, std::size_t, std::size_t) {
    runs += means.units(place);
  });
  std::int32_t words = 0;
  std::size_t word_count = 0;
  learning::KindsSeen kinds;
  learning::each_word(
      symbols.all(),
      [&](std::uint32_t place, std::size_t, std::size_t) {
        words += means.units(place);
        ++word_count;
      },
      [&kinds](std::uint64_t word) { kinds.add(word); });
  const std::size_t run_count = learning::runs_in(symbols.all());
  float sum = means.unit() * (static_cast<float>(runs) * learning::amount_of_runs(run_count) +
                              static_cast<float>(words) * learning::amount_of_words(word_count));
  for (const Features::Mark& mark : marks) sum += means.of_mark(mark.place) * mark.amount;
  learning::each_kind_mark(kinds.marks(),
                           [&](std::size_t number) { sum += means.of_kind(number); });
  return static_cast<double>(sum);
}
// The sums of units cannot overflow.
static_assert((learned_bytes_max + 4) * learning::run_max * 32'767 < (std::size_t{1} << 31U));

}  // namespace

Features features_of(const Reading& reading) {
  Features features;
  const learning::LearnedPart part = learning::learned_part(reading.folded.text);
  features.text = part.beginning;
  if (!part.end.empty()) (features.text += ' ') += part.end;
  features.marks = learning::marks_of(reading);
  features.author = learning::sum_of(reading.public_author);
  return features;
}

Model::Model(std::unique_ptr<const Parts> parts) noexcept : parts_(std::move(parts)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

const ModelFigures& Model::figures() const { return parts_->figures; }

double Model::threshold_for(double wanted_held_max) const {
  return learning::threshold_for(wanted_held_max, parts_->held_out, parts_->calibration);
}

double Model::probability(const Features& features) const {
  return parts_->calibration.probability(margin_of(parts_->of, features.text, features.marks));
}

Learned Model::judge(const Reading& reading, double threshold) const {
  const std::vector<Features::Mark> marks = learning::marks_of(reading);
  Learned learned;
  learned.probability =
      parts_->calibration.probability(margin_of(parts_->of, reading.folded.text, marks));
  learned.is_over_threshold = learned.probability >= threshold;
  if (learned.is_over_threshold) learning::explain(learned, reading, marks, parts_->of);
  return learned;
}

}  // namespace copytaster
