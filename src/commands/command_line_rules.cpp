// The words of `copytaster rules`.

#include <memory>
#include <utility>

#include "commands/chosen.hpp"
#include "commands/commands.hpp"
#include "copytaster/app/backtest_rules.hpp"
#include "copytaster/app/rule_figures.hpp"

namespace copytaster::commands {
namespace {

/// Whose shipped set a command takes.
void add_mode(CLI::App& command, std::optional<RulesMode>& mode, const std::string& otherwise) {
  command.add_option_function<std::string>(
      "--mode",
      [&mode](const std::string& typed) {
        mode = parse_rules_mode(typed);
        if (!mode) wrong_usage("--mode", "copytaster or wordpress");
      },
      "copytaster or wordpress: the set that is shipped for it (default: " + otherwise + ")");
}

void add_rule_check(CLI::App& rules, Chosen& chosen) {
  auto* check = rules.add_subcommand("check", "Say what is wrong with a set of rule files");
  auto wanted = std::make_shared<RuleCheckWanted>();
  check->add_option("directory", wanted->directory,
                    "with rules.d/*.toml and words/*.txt (default: the set of the settings)");
  check->add_flag("--json", wanted->json, "answer as the HTTP API does");
  add_mode(*check, wanted->mode, "the set of the settings");
  check->callback([wanted, &chosen] {
    chosen.command = [wanted](const Settings& s) { return check_rules(s, *wanted); };
  });
}

void add_rule_judge(CLI::App& rules, Chosen& chosen) {
  auto* judging = rules.add_subcommand("judge", "Judge a file of comments and store nothing");
  auto wanted = std::make_shared<RuleJudgeWanted>();
  add_site(*judging, chosen);
  judging->add_option("file", wanted->file, "a comment a line as JSON; - is standard input")
      ->required();
  judging->add_option("--rules", wanted->directory,
                      "a directory of rule files (default: the set of the settings)");
  add_mode(*judging, wanted->mode, "the site's own");
  judging->add_flag("--as-new", wanted->as_new,
                    "as from authors whom nobody knows, under the site's premoderation");
  judging->add_flag_callback(
      "--no-model", [wanted]() noexcept { wanted->by_model = false; },
      "by the rules alone, not by what the site has learned");
  judging->callback([wanted, &chosen] {
    chosen.command = [wanted, &chosen](const Settings& s) {
      wanted->site = chosen_site(s, chosen.site);
      return judge_file(s, *wanted);
    };
  });
}

void add_rule_backtest(CLI::App& rules, Chosen& chosen) {
  struct Words {
    BacktestWanted wanted;
    std::string from;
    std::string to;
    double blocked_max = -1;
  };
  auto words = std::make_shared<Words>();
  auto* one = rules.add_subcommand("backtest", "Replay the comments there are by other rules");
  add_site(*one, chosen);
  one->add_option("rules", words->wanted.tested, "a directory, or a version's number or hash")
      ->required();
  one->add_option("--from", words->from, "RFC 3339 or a date; 90 days ago");
  one->add_option("--to", words->to, "RFC 3339 or a date; now");
  one->add_option("--limit", words->wanted.comments_max, "so many at most, the newest")
      ->check(CLI::Range(std::size_t{1}, backtest_comments_max));
  one->add_option("--blocked-max", words->blocked_max,
                  "fail where more per cent of the wanted comments would be stopped")
      ->check(CLI::Range(0.0, 100.0));
  one->add_flag("--json", words->wanted.json, "the report as the HTTP API gives it");
  one->callback([words, &chosen] {
    words->wanted.from = instant_of("--from", words->from);
    words->wanted.to = instant_of("--to", words->to);
    if (words->blocked_max >= 0) words->wanted.blocked_max = words->blocked_max;
    chosen.command = [words, &chosen](const Settings& s) {
      words->wanted.site = chosen_site(s, chosen.site);
      return backtest_rules(s, words->wanted);
    };
  });
}

void add_rule_diff(CLI::App& rules, Chosen& chosen) {
  auto wanted = std::make_shared<RuleDiffWanted>();
  auto* one = rules.add_subcommand("diff", "Show what differs between two sets of rules");
  add_site(*one, chosen);
  one->add_option("rules", wanted->one,
                  "a version's number or hash, or a directory: what it would change if it judged")
      ->required();
  one->add_option("other", wanted->other, "another one: what differs in it from the first");
  one->callback([wanted, &chosen] {
    chosen.command = [wanted, &chosen](const Settings& s) {
      wanted->site = chosen_site(s, chosen.site);
      return diff_rules(s, *wanted);
    };
  });
}

void add_rule_figures(CLI::App& rules, Chosen& chosen) {
  auto wanted = std::make_shared<RuleFiguresWanted>();
  auto* one = rules.add_subcommand("figures", "Count what each rule has hit lately");
  add_site(*one, chosen);
  one->add_option("--days", wanted->days, "from so many days ago on; 7")
      ->check(CLI::Range(1, static_cast<int>(figures_days_max.count())));
  one->add_flag("--json", wanted->json, "as the HTTP API gives it");
  one->callback([wanted, &chosen] {
    chosen.command = [wanted, &chosen](const Settings& s) {
      wanted->site = chosen_site(s, chosen.site);
      return tell_figures(s, *wanted);
    };
  });
}

}  // namespace

void add_rules(CLI::App& app, Chosen& chosen) {
  auto* rules = app.add_subcommand("rules", "What comments are judged by")->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto command) {
    auto* one = rules->add_subcommand(name, what);
    auto wanted = std::make_shared<RulesWanted>();
    add_site(*one, chosen);
    one->callback([wanted, command, &chosen] {
      chosen.command = [wanted, command, &chosen](const Settings& s) {
        wanted->site = chosen_site(s, chosen.site);
        return command(s, *wanted);
      };
    });
    return std::pair{one, wanted};
  };
  add_rule_check(*rules, chosen);
  add_rule_judge(*rules, chosen);
  add_rule_backtest(*rules, chosen);
  add_rule_diff(*rules, chosen);
  add_rule_figures(*rules, chosen);
  const auto [versions, list] = add("versions", "Every version, newest first", list_rules);
  versions->add_flag("--json", list->json, "one object a line");
  const auto [activate, version] = add("activate", "Let a version judge", activate_rules);
  activate->add_option("version", version->named, "its number or its hash")->required();
  const auto [put, directory] = add("put", "Make a version of files and let it judge", put_rules);
  put->add_option("directory", directory->named, "with rules.d/*.toml and words/*.txt")->required();
}

}  // namespace copytaster::commands
