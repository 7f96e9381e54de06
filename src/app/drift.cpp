#include "copytaster/app/drift.hpp"

#include <algorithm>
#include <cmath>

namespace copytaster {
namespace {

struct Counted {
  std::size_t right = 0;
  std::size_t unwanted = 0;
  std::size_t all = 0;
};

Counted counted(std::span<const LearningWindow> windows) {
  Counted sum;
  for (const LearningWindow& window : windows) {
    const std::size_t all = window.wanted + window.unwanted;
    sum.all += all;
    sum.unwanted += window.unwanted;
    sum.right += static_cast<std::size_t>(std::lround(window.accuracy * static_cast<double>(all)));
  }
  return sum;
}

}  // namespace

std::optional<Drift> drift_in(std::span<const LearningWindow> windows) {
  if (windows.size() < 2) return std::nullopt;
  const std::size_t lately = std::max<std::size_t>(windows.size() / 5, 1);
  const Counted before = counted(windows.first(windows.size() - lately));
  const Counted now = counted(windows.last(lately));
  return Drift{share_of(before.right, before.all), share_of(now.right, now.all),
               share_of(before.unwanted, before.all), share_of(now.unwanted, now.all)};
}

}  // namespace copytaster
