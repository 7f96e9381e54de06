#pragma once
// Logistic regression by dual coordinate ascent (Yu, Huang, Lin, "Dual coordinate descent methods
// for logistic regression", 2011), towards what was believed before: each example has a share in
// the weights that is put right as often as it is looked at again.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "copytaster/domain/learning.hpp"
#include "learning/weights.hpp"

namespace copytaster::learning {

class Fitting {
 public:
  /// `trust` is what each example counts; both must outlive it.
  Fitting(Weights weights, std::span<const Example* const> examples, std::span<const float> trust);

  /// Goes over the first `count` examples so many times. `go_on` is told how many it looks at next;
  /// false ends it.
  bool fit(std::size_t count, int times, std::uint64_t seed,
           const std::function<bool(std::size_t)>& go_on);

  /// Moves what is believed of n-grams before any example.
  void believe(std::span<const float> ngrams);

  /// Looks at each example as if it had not been learned from, and trusts it less the more it
  /// contradicts all others: some decisions are slips.
  void doubt();

  /// What doubt has left of its trust: 0 to 1.
  float sure_of(std::size_t number) const {
    return trust_[number] > 0 ? trusted_[number] / trust_[number] : 0;
  }
  double margin(const Features& features);
  /// As if it had not been learned from.
  double margin_without(std::size_t number);
  const Weights& weights() const { return weights_; }

 private:
  void put_right(std::size_t number);

  Weights weights_;
  std::span<const Example* const> examples_;
  std::span<const float> trust_;  ///< as it was given
  std::vector<float> trusted_;    ///< what is left of it
  std::vector<float> shares_;     ///< of each example: 0 to its trust
  std::vector<float> reach_;      ///< how far a whole share moves its own margin; 0: not known yet
  Places places_;
  std::vector<float> scratch_;
};

}  // namespace copytaster::learning
