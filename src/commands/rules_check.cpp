// `rules check`: what is wrong with a set of rule files, all of it at once.

#include <iostream>

#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "commands/rule_files.hpp"

namespace copytaster::commands {
namespace {

nlohmann::ordered_json as_json(const RuleError& error) {
  return {{"file", error.place.file},
          {"line", error.place.line},
          {"column", error.place.column},
          {"reason", error.reason},
          {"remedy", error.remedy}};
}

int tell_errors(const RuleErrors& errors, bool json) {
  if (json) {
    auto list = nlohmann::ordered_json::array();
    for (const RuleError& error : errors) list.push_back(as_json(error));
    const auto replaced = nlohmann::ordered_json::error_handler_t::replace;
    std::cout << nlohmann::ordered_json{{"errors", list}}.dump(-1, ' ', false, replaced) << '\n';
  } else {
    for (const RuleError& error : errors) std::cout << line_for(error) << '\n';
  }
  return 1;
}

std::string counted(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

int tell_success(const RuleSet& rules, bool json) {
  if (json) {
    const nlohmann::ordered_json told = {{"rules", rules.rules()},
                                         {"terms", rules.terms()},
                                         {"terms_passed_over", rules.terms_passed_over()},
                                         {"tests", rules.cases()},
                                         {"version", rules.version()}};
    std::cout << told.dump() << '\n';
    return 0;
  }
  std::cout << counted(rules.rules(), "rule") << ", " << counted(rules.terms(), "term") << ", "
            << counted(rules.cases(), "test") << " passed\n";
  if (rules.terms_passed_over() > 0)
    std::cout << counted(rules.terms_passed_over(), "term")
              << " of list files passed over: they hold neither letters nor digits\n";
  return 0;
}

}  // namespace

int check_rules(const Settings& settings, const RuleCheckWanted& wanted) {
  const RuleFiles files = rule_files_for({wanted.directory, wanted.mode}, settings);
  const ReadRules read = rule_reader().read(files);
  if (const auto* errors = std::get_if<RuleErrors>(&read)) return tell_errors(*errors, wanted.json);
  return tell_success(*std::get<std::shared_ptr<const RuleSet>>(read), wanted.json);
}

}  // namespace copytaster::commands
