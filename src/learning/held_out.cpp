#include "learning/held_out.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "learning/numbers.hpp"

namespace copytaster::learning {
namespace {

/// So many decisions later one counts half.
constexpr double half_life = 1'000;

/// What is believed of a calibration before there is any: that none is needed.
constexpr double slope_firmness = 4;
constexpr double shift_firmness = 1;

constexpr std::size_t windows_of_at_least = 20;

struct Said {
  double probability = 0;
  bool wanted = false;
  bool over = false;
  bool decided = true;
  double trust = 1;
};

/// The share of pairs in which the unwanted has more; equal ones count half.
double auc_of(std::vector<Said> said) {
  std::sort(said.begin(), said.end(),
            [](const Said& a, const Said& b) { return a.probability < b.probability; });
  double pairs = 0;
  double below = 0;
  std::size_t unwanted = 0;
  for (std::size_t i = 0; i < said.size();) {
    std::size_t end = i;
    double wanted_here = 0;
    double unwanted_here = 0;
    for (; end < said.size() && said[end].probability <= said[i].probability; ++end)
      ++(said[end].wanted ? wanted_here : unwanted_here);
    pairs += unwanted_here * (below + wanted_here / 2);
    below += wanted_here;
    unwanted += static_cast<std::size_t>(unwanted_here);
    i = end;
  }
  const double all = below * static_cast<double>(unwanted);
  return all == 0 ? 0.5 : pairs / all;
}

/// Mean distance of what was said from what was, over ten classes of equal number.
double calibration_error(std::vector<Said> said) {
  constexpr std::size_t classes = 10;
  std::sort(said.begin(), said.end(),
            [](const Said& a, const Said& b) { return a.probability < b.probability; });
  double error = 0;
  for (std::size_t number = 0; number < classes; ++number) {
    double off = 0;
    const std::size_t end = (number + 1) * said.size() / classes;
    for (std::size_t i = number * said.size() / classes; i < end; ++i)
      off += said[i].probability - (said[i].wanted ? 0 : 1);
    error += std::abs(off);
  }
  return said.empty() ? 0 : error / static_cast<double>(said.size());
}

double share(std::size_t count, std::size_t of) {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

/// The highest margins first.
std::vector<HeldOut> wanted_in(std::span<const HeldOut> held_out) {
  std::vector<HeldOut> wanted;
  for (const HeldOut& one : held_out)
    if (one.wanted) wanted.push_back(one);
  std::sort(wanted.begin(), wanted.end(),
            [](const HeldOut& a, const HeldOut& b) { return a.margin > b.margin; });
  return wanted;
}

/// Every second of each kind, so that either half has both.
std::array<std::vector<HeldOut>, 2> halves_of(std::span<const HeldOut> held_out) {
  std::array<std::vector<HeldOut>, 2> halves;
  std::array<std::size_t, 3> next{};
  for (const HeldOut& one : held_out) {
    const std::size_t kind = !one.decided ? 2 : one.wanted ? 1 : 0;
    halves[next[kind]++ % 2].push_back(one);
  }
  return halves;
}

std::vector<Said> said_crosswise(std::span<const HeldOut> held_out, double wanted_held_max) {
  const auto halves = halves_of(held_out);
  std::vector<Said> said;
  for (const std::size_t half : {std::size_t{0}, std::size_t{1}}) {
    const Calibration calibration = calibrated(halves[1 - half]);
    const double threshold = threshold_for(wanted_held_max, halves[1 - half], calibration);
    for (const HeldOut& one : halves[half]) {
      const double probability = calibration.probability(static_cast<double>(one.margin));
      said.push_back({probability, one.wanted, probability >= threshold, one.decided,
                      static_cast<double>(one.trust)});
    }
  }
  return said;
}

}  // namespace

double Calibration::probability(double margin) const { return sigmoid(log_odds(margin)); }

Calibration calibrated(std::span<const HeldOut> held_out) {
  Calibration found;
  const double newest = static_cast<double>(held_out.size());
  for (int step = 0; step < 50; ++step) {
    // Newton's method: the gradient and the curvature of the loss and of the prior.
    double slope_by = slope_firmness * (found.slope - 1);
    double shift_by = shift_firmness * found.shift;
    double slope2 = slope_firmness;
    double shift2 = shift_firmness;
    double both = 0;
    for (std::size_t i = 0; i < held_out.size(); ++i) {
      const double weight = static_cast<double>(held_out[i].trust) *
                            std::exp2((static_cast<double>(i) + 1 - newest) / half_life);
      const auto margin = static_cast<double>(held_out[i].margin);
      const double p = found.probability(margin);
      const double off = weight * (p - (held_out[i].wanted ? 0 : 1));
      const double curve = weight * p * (1 - p);
      slope_by += off * margin;
      shift_by += off;
      slope2 += curve * margin * margin;
      shift2 += curve;
      both += curve * margin;
    }
    const double determinant = slope2 * shift2 - both * both;
    const double slope_step = (shift2 * slope_by - both * shift_by) / determinant;
    const double shift_step = (slope2 * shift_by - both * slope_by) / determinant;
    found.slope -= std::clamp(slope_step, -1.0, 1.0);
    found.shift -= std::clamp(shift_step, -1.0, 1.0);
    if (std::abs(slope_step) + std::abs(shift_step) < 1e-9) break;
  }
  // A model that says the opposite of what people decide says nothing.
  found.slope = std::max(found.slope, 0.05);
  return found;
}

double threshold_for(double wanted_held_max, std::span<const HeldOut> held_out,
                     const Calibration& calibration) {
  const std::vector<HeldOut> wanted = wanted_in(held_out);
  if (wanted.empty()) return 1;
  double count = 0;
  for (const HeldOut& one : wanted) count += static_cast<double>(one.trust);
  const auto margin = [&wanted](std::size_t at) { return static_cast<double>(wanted[at].margin); };
  // As many as may be held are counted off; if these are too few to count, it is a few more.
  constexpr double counted_min = 5;
  constexpr double just_above = 1e-5;
  const double allowed = wanted_held_max * count;
  const double highest = std::max(allowed, std::min(counted_min, count / 4));
  std::size_t edge = 0;
  double passed = 0;
  double sum = 0;
  for (; edge + 1 < wanted.size(); ++edge) {
    const auto trust = static_cast<double>(wanted[edge].trust);
    if (passed + trust > highest) break;
    passed += trust;
    sum += trust * margin(edge);
  }
  double bound = margin(edge) + just_above;
  if (allowed < counted_min && passed > 0) {
    // The highest margins fall off like e^-x, and so on beyond what was seen; the fewer they are,
    // the less is known of how fast.
    constexpr double fall_min = 0.5;
    const double fall =
        std::max(sum / passed - margin(edge), fall_min) * (1 + 2 / std::sqrt(count));
    bound += fall * std::max(std::log(passed / std::max(allowed, 1e-9)), 0.0);
  }
  return std::max(0.5, calibration.probability(bound));
}

HeldOutFigures figures_of(std::span<const HeldOut> held_out, double wanted_held_max) {
  const std::vector<Said> said = said_crosswise(held_out, wanted_held_max);
  HeldOutFigures figures;
  std::array<std::array<double, 2>, 2> table{};  // is unwanted or not, was said to be or not
  std::size_t caught = 0;
  double held = 0;
  double wanted = 0;
  double squares = 0;
  std::vector<Said> decided;
  for (const Said& one : said) {
    // Of all that is wanted, counted as the threshold counts it.
    if (one.wanted) wanted += one.trust;
    if (one.wanted && one.over) held += one.trust;
    if (!one.decided) ++figures.published;
    if (!one.decided) continue;
    decided.push_back(one);
    ++(one.wanted ? figures.wanted : figures.unwanted);
    ++table[one.wanted ? 0 : 1][one.probability < 0.5 ? 0 : 1];
    if (one.over && !one.wanted) ++caught;
    const double off = one.probability - (one.wanted ? 0 : 1);
    squares += off * off;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(decided.size(), 1));
  figures.accuracy = (table[0][0] + table[1][1]) / count;
  const double spread = (table[0][0] + table[0][1]) * (table[1][0] + table[1][1]) *
                        (table[0][0] + table[1][0]) * (table[0][1] + table[1][1]);
  figures.mcc =
      spread == 0 ? 0 : (table[0][0] * table[1][1] - table[0][1] * table[1][0]) / std::sqrt(spread);
  figures.auc = auc_of(decided);
  figures.brier = squares / count;
  figures.calibration_error = calibration_error(decided);
  figures.caught = share(caught, figures.unwanted);
  figures.held = wanted <= 0 ? 0 : held / wanted;
  return figures;
}

std::vector<LearningWindow> windows_of(std::span<const HeldOut> all) {
  std::vector<HeldOut> of_people;
  std::copy_if(all.begin(), all.end(), std::back_inserter(of_people),
               [](const HeldOut& one) { return one.decided; });
  const std::span<const HeldOut> held_out{of_people};
  const std::size_t count =
      std::clamp<std::size_t>(held_out.size() / windows_of_at_least, 1, learning_windows_max);
  std::vector<LearningWindow> windows;
  for (std::size_t number = 0; number < count && !held_out.empty(); ++number) {
    const std::size_t begin = number * held_out.size() / count;
    const std::size_t end = (number + 1) * held_out.size() / count;
    LearningWindow window{held_out[begin].at, held_out[end - 1].at};
    // As it was said then: with what was known before.
    const Calibration calibration = calibrated(held_out.first(begin));
    std::vector<Said> said;
    std::size_t right = 0;
    for (const HeldOut& one : held_out.subspan(begin, end - begin)) {
      const double probability = calibration.probability(static_cast<double>(one.margin));
      ++(one.wanted ? window.wanted : window.unwanted);
      right += (probability < 0.5) == one.wanted ? 1 : 0;
      said.push_back({probability, one.wanted, false});
    }
    window.accuracy = share(right, said.size());
    window.auc = auc_of(std::move(said));
    windows.push_back(window);
  }
  return windows;
}

}  // namespace copytaster::learning
