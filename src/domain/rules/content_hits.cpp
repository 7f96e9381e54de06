// Which rules hit by the comment's own words: what can be learned from before anything is known of
// its author.

#include <algorithm>

#include "domain/rules/compiled.hpp"
#include "domain/rules/conditions.hpp"

namespace copytaster {
namespace {

bool is_of_content(Metric metric) {
  return !is_of_history(metric) && !is_of_sending(metric) && metric != Metric::invisible_characters;
}

class Content {
 public:
  explicit Content(const Reading& reading) : reading_(reading), rules_(reading.rules->compiled()) {}

  std::vector<ContentHit> hits() {
    for (const std::size_t rule : rules_.by_conditions) hear(rule, 1);
    for (const Evidence& evidence : reading_.found)
      if (evidence.public_ones > 0) hear(evidence.rule, evidence.public_ones);
    return std::move(hits_);
  }

 private:
  void hear(std::size_t rule, std::size_t times) {
    const RuleSpec& spec = rules_.rules[rule];
    const bool all_hold = std::all_of(spec.when.begin(), spec.when.end(), [this](const auto& one) {
      return is_of_content(one.metric) && compares(value_of(one.metric, reading_, Facts{}),
                                                   one.comparison, bound_of(one, usual_));
    });
    if (all_hold)
      hits_.push_back({spec.id, weight(spec) * static_cast<double>(times), spec.shadow});
  }

  double weight(const RuleSpec& spec) const {
    const double score = spec.score / std::max(rules_.thresholds.hold, 1.0);
    const bool asks_to_hold = spec.action && *spec.action != Action::approve;
    return asks_to_hold ? std::max(score, 1.0) : score;
  }

  const Reading& reading_;
  const RuleSet::Compiled& rules_;
  const Policy usual_;
  std::vector<ContentHit> hits_;
};

}  // namespace

std::vector<ContentHit> content_hits(const Reading& reading) { return Content{reading}.hits(); }

}  // namespace copytaster
