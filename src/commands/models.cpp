// `model train`, `report`, `versions` and `activate`: beside a service that may be running, which
// follows.

#include "copytaster/app/models.hpp"

#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "commands/progress.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/drift.hpp"
#include "http/model_json.hpp"
#include "postgres/model_store.hpp"
#include "postgres/rule_store.hpp"
#include "running/background.hpp"

namespace copytaster::commands {
namespace {

constexpr std::size_t telling_told = 15;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

void tell_telling(const ModelFigures& figures, bool unwanted) {
  std::cout << (unwanted ? "speaks against a comment:" : "speaks for a comment:");
  std::size_t told = 0;
  for (const TellingFeature& one : figures.telling) {
    if ((one.weight > 0) != unwanted || told == telling_told) continue;
    const bool is_word = one.kind == TellingFeature::Kind::word;
    std::cout << (told++ == 0 ? " " : ", ") << (is_word ? "“" : "") << one.text
              << (is_word ? "”" : "");
  }
  std::cout << '\n';
}

void tell_drift(const ModelFigures& figures) {
  const auto drift = drift_in(figures.windows);
  if (!drift) return;
  if (drift->is_worse())
    std::cout << "it gets worse: lately " << percent(drift->right_lately.share) << " right, before "
              << percent(drift->right_before.share) << '\n';
  if (drift->is_another_share())
    std::cout << "of what is decided, lately " << percent(drift->unwanted_lately.share)
              << " is unwanted, before " << percent(drift->unwanted_before.share) << '\n';
}

void tell(const ModelVersion& version, const ModelFigures& figures) {
  const HeldOutFigures& held_out = figures.held_out;
  std::cout << "model " << version.number << (version.active_since ? ", which judges" : "")
            << ": made " << rfc3339(version.made_at) << " from " << figures.examples
            << " decisions, " << figures.wanted << " wanted and " << figures.unwanted << " not, "
            << version.bytes << " bytes\n"
            << "of " << held_out.wanted << " wanted and " << held_out.unwanted
            << " others, before it had learned from them:\n"
            << "  right: " << percent(held_out.accuracy)
            << fmt::format(", MCC {:.3f}, AUC {:.3f}, off by {:.3f} (Brier)\n", held_out.mcc,
                           held_out.auc, held_out.brier)
            << "  held: " << percent(held_out.caught) << " of the unwanted, "
            << percent(held_out.held) << " of the wanted (at most "
            << percent(figures.wanted_held_max) << ")\n";
  if (held_out.published > 0)
    std::cout << "  " << held_out.published
              << " published ones that nobody decided count among the wanted\n";
  for (const LearningWindow& window : figures.windows)
    std::cout << "  " << rfc3339(window.from) << " – " << rfc3339(window.to) << ": right "
              << percent(window.accuracy) << " of " << window.wanted + window.unwanted << ", "
              << percent(share_of(window.unwanted, window.wanted + window.unwanted).share)
              << " unwanted\n";
  tell_drift(figures);
  tell_telling(figures, true);
  tell_telling(figures, false);
}

void answer(const ModelVersion& version, const ModelFigures& figures, bool json) {
  if (json)
    std::cout << http::model_json(version, figures) << '\n';
  else
    tell(version, figures);
}

std::shared_ptr<const RuleSet> rules_of(SiteId site, postgres::Pool& pool) {
  postgres::RuleRows rows{pool};
  const auto loaded = load_rules(site, {rows, rule_reader()});
  if (const auto* unreadable = std::get_if<RulesUnreadable>(&loaded))
    throw Refused(line_for(unreadable->errors.front()));
  if (const auto* rules = std::get_if<SiteRules>(&loaded)) return rules->set;
  throw Refused("no rules judge yet: the service has to be started once");
}

ModelVersion named(const std::vector<ModelVersion>& versions, const std::string& name) {
  for (const ModelVersion& version : versions) {
    const bool meant = name.empty() || name == "newest" || name == std::to_string(version.number);
    if (meant) return version;
  }
  if (versions.empty()) throw Refused("nothing was learned yet");
  throw Refused("there is no model " + name);
}

}  // namespace

int train_model(const Settings& settings, const ModelWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  postgres::ModelRows rows{stores.pool()};
  const auto rules = rules_of(site, stores.pool());
  LearnOutcome outcome = NothingNew{};
  {
    const TrainingTurn turn{rows, site, stores.now()};
    if (!turn.is_mine())
      throw Refused("another instance is learning right now; try again in ten minutes at most");
    // As in the service: the site goes on meanwhile.
    running::stand_behind_all_others();
    running::HalfTime half;
    Progress progress{"learning", "%", Progress::To::terminal};
    outcome = learn(site, stores.now(), wanted.afresh,
                    {rows, rules,
                     [&](double share) {
                       half.rest();
                       progress.show(static_cast<std::int64_t>(100 * share), 100);
                       return true;
                     },
                     settings.learning.policy});
  }
  if (std::holds_alternative<NotTrained>(outcome))
    throw Refused(fmt::format("too few decisions to learn from: it takes {}, and {} of each kind",
                              examples_min, examples_of_a_kind_min));
  const auto* learnt = std::get_if<Learnt>(&outcome);
  if (learnt == nullptr) throw Refused("nothing was decided since the newest model");
  const ModelVersion version = named(rows.versions(site), std::to_string(learnt->number));
  stores.close();
  answer(version, learnt->model->figures(), wanted.json);
  return 0;
}

int report_model(const Settings& settings, const ModelWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  postgres::ModelRows rows{stores.pool()};
  const ModelVersion version = named(rows.versions(site), wanted.version);
  const auto model = load_model(site, version.number, rows);
  stores.close();
  if (model == nullptr) throw Refused("this program cannot read that model");
  answer(version, model->figures(), wanted.json);
  return 0;
}

int list_models(const Settings& settings, const ModelWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ModelRows rows{stores.pool()};
  for (const ModelVersion& version : rows.versions(stores.site(wanted.site))) {
    if (wanted.json)
      std::cout << http::model_version_json(version) << '\n';
    else
      std::cout << version.number << '\t' << rfc3339(version.made_at) << '\t' << version.examples
                << " decisions\t" << (version.active_since ? "judges" : "-") << '\n';
  }
  stores.close();
  return 0;
}

int activate_model(const Settings& settings, const ModelWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  postgres::ModelRows rows{stores.pool()};
  const bool none = wanted.version == "none";
  const std::int64_t number = none ? 0 : named(rows.versions(site), wanted.version).number;
  const bool stays = wanted.version != "newest";
  const bool done = rows.activate(site, number, stays, stores.now());
  stores.close();
  if (!done) throw Refused("there is no model " + wanted.version);
  return 0;
}

}  // namespace copytaster::commands
