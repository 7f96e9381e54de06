// `rules backtest`: what other rules would have done to the comments that a site has.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "commands/progress.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/active_filter.hpp"
#include "copytaster/app/backtest_rules.hpp"
#include "http/backtest_json.hpp"
#include "postgres/judged_comments.hpp"
#include "postgres/model_store.hpp"
#include "postgres/rule_store.hpp"

namespace copytaster::commands {
namespace {

constexpr std::chrono::days usual_period{90};
constexpr std::size_t changed_told_max = 20;
constexpr std::size_t text_told_max = 60;

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void tell_stopped(const char* what, const Stopped& stopped) {
  const Share share = share_of(stopped.now, stopped.total);
  std::cout << fmt::format("{}: {} of {} then, {} now: {:.2f} % ({:.2f}–{:.2f} %)\n", what,
                           stopped.then, stopped.total, stopped.now, 100 * share.share,
                           100 * share.low, 100 * share.high);
}

void tell_matrix(const Backtest& found) {
  constexpr State states[] = {State::approved, State::pending, State::spam, State::rejected};
  std::cout << "then \\ now ";
  for (const State now : states) std::cout << fmt::format("{:>10}", name_of(now));
  std::cout << '\n';
  for (const State then : states) {
    std::cout << fmt::format("{:<11}", name_of(then));
    for (const State now : states)
      std::cout << fmt::format(
          "{:>10}", found.then_now[static_cast<std::size_t>(then)][static_cast<std::size_t>(now)]);
    std::cout << '\n';
  }
}

void tell_rules(const Backtest& found) {
  std::cout << fmt::format("{:<28}{:>8}{:>8}{:>8}{:>10}{:>11}{:>8}\n", "rule", "hits", "sole",
                           "wanted", "unwanted", "precision", "µs");
  for (const RuleFigures& rule : found.rules) {
    if (rule.hits == 0) continue;
    const std::size_t decided = rule.wanted + rule.unwanted;
    const std::string precision =
        decided == 0 ? "-"
                     : fmt::format("{:.1f} %", 100.0 * static_cast<double>(rule.unwanted) /
                                                   static_cast<double>(decided));
    std::cout << fmt::format("{:<28}{:>8}{:>8}{:>8}{:>10}{:>11}{:>7}\n",
                             rule.rule + (rule.shadow ? " (shadow)" : ""), rule.hits, rule.sole,
                             rule.wanted, rule.unwanted, precision,
                             rule.us ? fmt::format("{:.1f}", *rule.us) : "-");
  }
}

void tell_changed(const Backtest& found) {
  if (found.changed_total == 0) return;
  std::cout << found.changed_total << " comments would be answered otherwise, such as\n";
  std::size_t told = 0;
  for (const JudgedOtherwise& changed : found.changed) {
    if (told++ == changed_told_max) break;
    std::string text = changed.comment.words.text.substr(0, text_told_max);
    std::replace_if(
        text.begin(), text.end(), [](char c) noexcept { return c >= 0 && c < ' '; }, ' ');
    std::cout << fmt::format("  {}: {} then, {} now: {}\n", changed.comment.id.value,
                             name_of(changed.comment.then), name_of(changed.now.state), text);
  }
}

void tell(const Backtest& found) {
  std::cout << found.comments << " comments, " << fmt::format("{:.1f}", found.us_per_comment)
            << " µs each\n";
  if (found.model != 0)
    std::cout << "with model " << found.model << ", which may have learned from " << found.in_sample
              << " of the decided ones\n";
  tell_stopped("refused by people, stopped", found.unwanted);
  tell_stopped("approved by people, stopped", found.wanted);
  tell_matrix(found);
  tell_rules(found);
  tell_changed(found);
}

bool blocks_too_much(const Backtest& found, const std::optional<double>& blocked_max) {
  return blocked_max && 100 * share_of(found.wanted.now, found.wanted.total).share > *blocked_max;
}

}  // namespace

int backtest_rules(const Settings& settings, const BacktestWanted& wanted) {
  RuleFiles files;
  if (std::filesystem::is_directory(wanted.tested))
    files = rule_files_in(wanted.tested);  // while still root
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  http::BacktestedRules rules;
  if (files.empty()) {
    postgres::RuleRows versions{stores.pool()};
    const auto version = find_rules(site, wanted.tested, versions);
    const auto kept = version ? versions.files_of(site, version->number) : std::nullopt;
    if (!kept) throw Refused("there is no version " + wanted.tested);
    files = *kept;
    rules.number = version->number;
  }
  const auto set = read_rules(files);
  rules.hash = set->version();
  const Instant now = stores.now();
  const Instant to = wanted.to.value_or(now);
  const BacktestPeriod period{wanted.from.value_or(to - usual_period), to, wanted.comments_max};

  postgres::JudgedCommentRows comments{stores.pool()};
  postgres::ModelRows models{stores.pool()};
  Backtest found;
  {
    Progress progress{"back-test", "comments", Progress::To::terminal};
    found =
        copytaster::backtest_rules({site, set, settings.sites.at(wanted.site).policy.site, period,
                                    active_filter(site, settings.learning.policy, models)},
                                   {comments, steady_us, [&](std::size_t done) {
                                      progress.show(static_cast<std::int64_t>(done), 0);
                                      return true;
                                    }});
  }
  stores.close();
  if (wanted.json)
    std::cout << http::backtest_json(found, rules, period) << '\n';
  else
    tell(found);
  if (!blocks_too_much(found, wanted.blocked_max)) return 0;
  std::cerr << "copytaster: more of the wanted comments would be stopped than "
            << fmt::format("{}", *wanted.blocked_max) << " %\n";
  return 1;
}

}  // namespace copytaster::commands
