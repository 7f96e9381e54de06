#pragma once
// How well probabilities tell unwanted comments from wanted ones.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace copytaster::test {

struct Scored {
  double probability = 0;
  bool wanted = false;
  bool over = false;
};

struct Score {
  double accuracy = 0;  ///< at one half
  double mcc = 0;
  double auc = 0;
  double caught_at_1 = 0;     ///< with the best threshold that blocks at most 1 % of the wanted
  double caught_at_half = 0;  ///< and 0.5 %
  double caught = 0;          ///< with the model's own threshold
  double held = 0;
};

inline double caught_at(std::vector<Scored> scored, double blocked_max) {
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.wanted > b.wanted;
  });
  const auto count = [&](bool wanted) {
    return static_cast<double>(std::count_if(
        scored.begin(), scored.end(), [wanted](const auto& s) { return s.wanted == wanted; }));
  };
  const double wanted = count(true);
  const double unwanted = count(false);
  double blocked = 0;
  double caught = 0;
  for (const Scored& one : scored) {
    if (one.wanted && ++blocked > blocked_max * wanted) break;
    caught += one.wanted ? 0 : 1;
  }
  return caught / std::max(unwanted, 1.0);
}

inline Score score_of(const std::vector<Scored>& scored) {
  double table[2][2] = {};
  double over[2] = {};
  double wins = 0;
  for (const Scored& one : scored) {
    ++table[one.wanted ? 1 : 0][one.probability < 0.5 ? 1 : 0];
    if (one.over) ++over[one.wanted ? 1 : 0];
    if (one.wanted) continue;
    for (const Scored& other : scored)
      if (other.wanted)
        wins += one.probability > other.probability   ? 1
                : one.probability < other.probability ? 0
                                                      : 0.5;
  }
  const double unwanted = table[0][0] + table[0][1];
  const double wanted = table[1][0] + table[1][1];
  const double spread =
      unwanted * wanted * (table[0][0] + table[1][0]) * (table[0][1] + table[1][1]);
  Score score;
  score.accuracy = (table[0][0] + table[1][1]) / (unwanted + wanted);
  score.mcc =
      spread <= 0 ? 0 : (table[0][0] * table[1][1] - table[0][1] * table[1][0]) / std::sqrt(spread);
  score.auc = wins / std::max(unwanted * wanted, 1.0);
  score.caught_at_1 = caught_at(scored, 0.01);
  score.caught_at_half = caught_at(scored, 0.005);
  score.caught = over[0] / std::max(unwanted, 1.0);
  score.held = over[1] / std::max(wanted, 1.0);
  return score;
}

}  // namespace copytaster::test
