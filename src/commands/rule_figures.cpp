// `rules figures`: what each rule has hit lately, and what people made of it.

#include "copytaster/app/rule_figures.hpp"

#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "http/rule_figures_json.hpp"
#include "postgres/rule_figures.hpp"
#include "postgres/rule_store.hpp"

namespace copytaster::commands {
namespace {

std::string precision_words(const RuleHits& rule) {
  if (rule.approved + rule.refused == 0) return "-";
  const Share share = rule.precision();
  return fmt::format("{:.1f} % ({:.0f}–{:.0f} %)", 100 * share.share, std::floor(100 * share.low),
                     std::ceil(100 * share.high));
}

void tell(const CountedHits& counted) {
  std::cout << counted.comments << " comments since " << rfc3339(counted.from) << '\n'
            << fmt::format("{:<28}{:>8}{:>9}{:>10}  {}\n", "rule", "hits", "refused", "approved",
                           "precision");
  for (const RuleHits& rule : counted.rules) {
    if (rule.hits == 0 && !rule.shadow) continue;
    std::cout << fmt::format("{:<28}{:>8}{:>9}{:>10}  {}\n",
                             rule.rule + (rule.shadow ? " (shadow)" : ""), rule.hits, rule.refused,
                             rule.approved, precision_words(rule));
  }
}

}  // namespace

int tell_figures(const Settings& settings, const RuleFiguresWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  postgres::RuleRows rows{stores.pool()};
  const auto loaded = load_rules(site, {rows, rule_reader()});
  if (const auto* unreadable = std::get_if<RulesUnreadable>(&loaded))
    throw Refused(line_for(unreadable->errors.front()));
  const auto* rules = std::get_if<SiteRules>(&loaded);
  if (rules == nullptr) throw Refused("no rules judge yet");
  postgres::RuleHitRows hits{stores.pool()};
  const std::chrono::days days{wanted.days};
  const auto counted = rule_figures(site, stores.now() - days, *rules->set, hits);
  stores.close();
  if (wanted.json)
    std::cout << http::rule_figures_json(counted, days) << '\n';
  else
    tell(counted);
  return 0;
}

}  // namespace copytaster::commands
