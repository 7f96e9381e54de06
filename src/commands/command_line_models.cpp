// The words of `copytaster model`.

#include <memory>

#include "commands/chosen.hpp"
#include "commands/commands.hpp"

namespace copytaster::commands {

void add_models(CLI::App& app, Chosen& chosen) {
  auto* model = app.add_subcommand("model", "What was learned from decisions");
  model->require_subcommand(1);
  auto wanted = std::make_shared<ModelWanted>();
  const auto add = [&](const char* name, const char* what, auto command) {
    auto* adding = model->add_subcommand(name, what);
    add_site(*adding, chosen);
    adding->callback([command, wanted, &chosen] {
      chosen.command = [command, wanted, &chosen](const Settings& s) {
        ModelWanted asked = *wanted;
        asked.site = chosen_site(s, chosen.site);
        return command(s, asked);
      };
    });
    return adding;
  };
  auto* train = add("train", "Learn from what was decided since the newest model", train_model);
  train->add_flag("--afresh", wanted->afresh,
                  "from all decisions that there are, as if for the first time");
  train->add_flag("--json", wanted->json, "the figures as JSON");
  auto* report = add("report", "How well a model judges, and by what", report_model);
  report->add_option("version", wanted->version, "its number; the newest");
  report->add_flag("--json", wanted->json, "as JSON");
  add("versions", "The models that are kept, newest first", list_models)
      ->add_flag("--json", wanted->json, "one object a line");
  add("activate", "Let a model judge; it stays until another is chosen", activate_model)
      ->add_option("version", wanted->version,
                   "its number; `newest` and all that come after; `none`")
      ->required();
}

}  // namespace copytaster::commands
