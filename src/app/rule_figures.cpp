#include "copytaster/app/rule_figures.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace copytaster {

CountedHits rule_figures(SiteId site, Instant from, const RuleSet& set, RuleHitStore& store) {
  CountedHits counted = store.count_hits(site, from, figures_comments_max);
  std::set<std::pair<std::string, bool>> told;
  for (const RuleHits& rule : counted.rules) told.emplace(rule.rule, rule.shadow);

  const std::vector<std::string> ids = set.ids();
  std::map<std::string, std::size_t, std::less<>> place;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    place.emplace(ids[i], i);
    const bool shadow = set.is_in_shadow(i);
    if (!told.contains({ids[i], shadow})) counted.rules.push_back({ids[i], shadow, 0, 0, 0});
  }
  const auto place_of = [&](const std::string& rule) {
    const auto found = place.find(rule);
    return found == place.end() ? place.size() : found->second;
  };
  std::ranges::sort(counted.rules, [&](const RuleHits& one, const RuleHits& other) {
    return std::tuple{place_of(one.rule), std::string_view{one.rule}, one.shadow} <
           std::tuple{place_of(other.rule), std::string_view{other.rule}, other.shadow};
  });
  return counted;
}

}  // namespace copytaster
