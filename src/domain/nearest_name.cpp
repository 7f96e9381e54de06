#include "copytaster/domain/nearest_name.hpp"

#include <algorithm>
#include <vector>

namespace copytaster {
namespace {

constexpr std::size_t name_bytes_max = 100;

/// Letters to be put in, left out, replaced or swapped with their neighbour.
std::size_t slips_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> slips(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        slips[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = slips[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      slips[i][j] = std::min({slips[i - 1][j] + 1, slips[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) slips[i][j] = std::min(slips[i][j], slips[i - 2][j - 2] + 1);
    }
  }
  return slips[a.size()][b.size()];
}

bool is_part(std::string_view a, std::string_view b) {
  constexpr std::size_t part_bytes_min = 3;
  return a.size() >= part_bytes_min && b.find(a) != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view wrong,
                                             std::span<const std::string_view> right) {
  if (wrong.empty() || wrong.size() > name_bytes_max) return std::nullopt;
  std::optional<std::string_view> nearest;
  std::size_t fewest = std::max<std::size_t>(wrong.size() / 3, 1) + 1;
  for (const std::string_view name : right) {
    if (name.size() > name_bytes_max) continue;
    const std::size_t slips = slips_between(wrong, name);
    if (slips >= fewest) continue;
    fewest = slips;
    nearest = name;
  }
  if (nearest) return nearest;
  const auto part = std::find_if(right.begin(), right.end(), [wrong](std::string_view name) {
    return is_part(wrong, name) || is_part(name, wrong);
  });
  if (part == right.end()) return std::nullopt;
  return *part;
}

std::string meant_instead(std::string_view wrong, std::span<const std::string_view> right) {
  constexpr std::size_t listed_max = 24;
  if (const auto nearest = nearest_name(wrong, right))
    return "did you mean `" + std::string{*nearest} + "`?";
  if (right.empty() || right.size() > listed_max) return "look at the manual for what there is";
  std::string listed = "there is: ";
  for (const std::string_view name : right) {
    if (name.data() != right.front().data()) listed += ", ";
    listed += name;
  }
  return listed;
}

}  // namespace copytaster
