// A service's life: where it stands, what it says, and how it ends.

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <string_view>

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "commands/commands.hpp"
#include "commands/database.hpp"
#include "commands/rule_files.hpp"
#include "commands/run_file.hpp"
#include "commands/service.hpp"
#include "commands/signals.hpp"
#include "commands/startup.hpp"
#include "security/core_dumps.hpp"

namespace copytaster::commands {
namespace {

RunningAt place_of(const Service& service) {
  return {service.url(), service.has_demo() ? service.url() + "demo/" : "",
          service.url() + "desk/"};
}

/// How to call this binary for these data from the folder we were started in.
std::string command_for(const Settings& settings, const std::string& program) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string() + "/";
  const auto near = [&here](const std::string& path) {
    return path.starts_with(here) ? path.substr(here.size()) : path;
  };
  const auto place = [](const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal();
  };
  std::string call = near(program);
  if (place(settings.data) == place(default_data())) return call;
  return "COPYTASTER_DATA=" + near(settings.data) + " " + call;
}

/// The last lines on the terminal: what to open, what to type (`way_in`), that all is well.
void say_ready(const RunningAt& at, const std::string& way_in) {
  if (!at.demo.empty()) std::cout << "demo:  " << at.demo << '\n';
  std::cout << "desk:  " << at.desk << '\n' << way_in << "\nready: " << at.url << std::endl;
}

/// On SIGHUP: the settings, rules and keys as they are now, all of them or none.
void reload(Service& service, const RunFile& run_file, const std::string& data) {
  try {
    const Settings next = load_settings(read_environment(environ), data);
    const auto waiting = service.reload(next, found_rules(next.rules.directory));
    run_file.say_sealing_key(service.sealing_key());
    spdlog::set_level(spdlog::level::from_str(next.log.level));
    if (waiting.empty())
      spdlog::info("SIGHUP: the settings were read again");
    else
      spdlog::warn("SIGHUP: the settings were read again; a restart is needed for {}",
                   fmt::join(waiting, ", "));
  } catch (const std::exception& fault) {
    spdlog::error("SIGHUP: nothing was changed: {}", fault.what());
  }
}

/// Pistache's reactor does not outlive a lack of memory. What is acknowledged is in the database;
/// an end with a word lets whoever keeps the service up start it again.
void end_with_a_word_when_out_of_memory() {
  std::set_terminate([] {
    try {
      if (const auto fault = std::current_exception()) std::rethrow_exception(fault);
    } catch (const std::bad_alloc&) {
      constexpr std::string_view words = "copytaster: out of memory; start it again\n";
      [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words.data(), words.size());
      ::_exit(1);
    } catch (...) {
      std::abort();
    }
    std::abort();
  });
}

}  // namespace

int serve(const Settings& settings, const std::string& program, bool with_code) {
  const Signals signals;
  // Read while we may still be root.
  Ground ground{"", found_rules(settings.rules.directory),
                std::make_shared<rule_files::TomlRuleReader>(rule_reader())};
  const std::string command = command_for(settings, program);
  settle_in(settings);
  start_log(settings.log);
  security::forbid_core_dumps();
  end_with_a_word_when_out_of_memory();

  Database database{settings};
  database.migrate();
  ground.conninfo = database.service();
  {
    Service service{settings, std::move(ground)};
    service.start();
    const RunningAt at = place_of(service);
    const RunFile run_file{settings.data, at, service.sealing_key()};
    say_ready(at, with_code ? "code:  " + new_admin_code(settings, database.service())
                            : "token: " + command + " token create --role admin --name me");
    signals.await_end([&] { reload(service, run_file, settings.data); });
    const SecondSignal impatient;
    service.stop();
    spdlog::info("stopped");
  }
  database.close();
  return 0;
}

}  // namespace copytaster::commands
