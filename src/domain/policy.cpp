#include "copytaster/domain/policy.hpp"

namespace copytaster {

std::optional<Premoderation> parse_premoderation(std::string_view text) {
  for (const auto mode :
       {Premoderation::none, Premoderation::first, Premoderation::all, Premoderation::rules}) {
    if (text == name_of(mode)) return mode;
  }
  return std::nullopt;
}

std::string_view name_of(Premoderation mode) {
  switch (mode) {
    case Premoderation::none: return "none";
    case Premoderation::first: return "first";
    case Premoderation::all: return "all";
    case Premoderation::rules: return "rules";
  }
  return "all";
}

std::optional<RulesMode> parse_rules_mode(std::string_view text) {
  for (const auto mode : {RulesMode::copytaster, RulesMode::wordpress}) {
    if (text == name_of(mode)) return mode;
  }
  return std::nullopt;
}

std::string_view name_of(RulesMode mode) {
  switch (mode) {
    case RulesMode::copytaster: return "copytaster";
    case RulesMode::wordpress: return "wordpress";
  }
  return "copytaster";
}

Policy SitePolicy::for_article(std::string_view section,
                               std::optional<Premoderation> article) const {
  Policy policy = site;
  policy.section = section;
  if (const auto found = sections.find(section); found != sections.end())
    policy.premoderation = found->second;
  if (article) policy.premoderation = *article;
  return policy;
}

}  // namespace copytaster
