#pragma once
// Runs one of PostgreSQL's programs and waits for its end. No shell, a fixed environment, no
// descriptor of ours that is not named, and a group of its own: Ctrl-C at our terminal is ours.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace copytaster::postgres {

struct SystemUser {
  uid_t user = 0;
  gid_t group = 0;
};

struct Program {
  std::filesystem::path path;
  std::vector<std::string> arguments;
  std::filesystem::path output;      ///< stdout and stderr are appended here
  std::optional<SystemUser> run_as;  ///< none: as we are
  std::chrono::seconds limit{60};
  std::optional<int> inherits{};  ///< a descriptor that stays open in it: a lock it holds on to
  std::optional<int> reads{};     ///< its standard input; none: /dev/null
  std::optional<int> writes{};    ///< its standard output, when that is not for `output`
  std::vector<std::string> environment{};  ///< "NAME=value": what must not stand among the words
  std::function<void()> meanwhile{};       ///< called now and then until it ends
  bool ends_with_us = false;               ///< should this process be killed
};

/// The exit status; 128 + n after signal n, 127 when it could not be executed. Throws
/// std::system_error when no child can be made or the output cannot be opened, and
/// std::runtime_error when the limit has passed (the program has then been killed).
int run_program(const Program& program);

/// Where PostgreSQL 15's programs lie. Throws ClusterRefused, with what to install.
std::filesystem::path postgres_binaries();

/// The end of what a program wrote, in one line.
std::string last_words(const std::filesystem::path& output);

}  // namespace copytaster::postgres
