#pragma once
// What is counted in a comment by itself, for the rules that set limits.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "copytaster/domain/rule_spec.hpp"
#include "domain/text/views.hpp"

namespace copytaster {

struct Measured {
  std::string_view text;
  std::optional<std::string_view> url = std::nullopt;
};

/// The metrics from `links` to `disguised_words`; 0 for all others, which are known elsewhere.
class Measures {
 public:
  double of(Metric metric) const {
    const auto at = static_cast<std::size_t>(metric);
    return at < values_.size() ? values_[at] : 0;
  }
  void set(Metric metric, double value) { values_[static_cast<std::size_t>(metric)] = value; }

 private:
  std::array<double, static_cast<std::size_t>(Metric::disguised_words) + 1> values_{};
};

/// `views` are the text's.
Measures measure(const Measured& measured, const TextViews& views);

}  // namespace copytaster
