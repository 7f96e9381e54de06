#pragma once
// The subcommands. Each returns the exit status: 0 done, 1 refused or failed with one clear line.

#include <optional>
#include <string>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/article.hpp"
#include "copytaster/domain/export_format.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// Serves until SIGTERM or SIGINT. `program`: how this binary was called, for the lines it prints.
int serve(const Settings& settings, const std::string& program);

int migrate(const Settings& settings);

/// Says that the settings can be read, and where the data lie.
int check_config(const Settings& settings);

struct TokenWanted {
  std::string site;
  Role role = Role::moderator;
  std::string name;
  bool see_email = false;
  std::optional<Instant> expires_at;
};
/// Prints the token alone.
int create_token(const Settings& settings, const TokenWanted& wanted);

struct ArticleWanted {
  std::string site;
  std::string key;
  ArticleChange change;
};
int put_article(const Settings& settings, const ArticleWanted& wanted);

struct ExportWanted {
  std::string site;
  ExportFormat format = ExportFormat::ndjson;
  std::string cursor;
  std::string article;
  std::string section;
  std::optional<Instant> from;
  std::optional<Instant> to;
  std::string output;       ///< empty: standard output
  std::string cursor_file;  ///< read before, written after
  bool closing_line = false;
};
/// Records on standard output or in the file, the cursor on standard error as `next: …`.
int export_comments(const Settings& settings, const ExportWanted& wanted);

struct PersonWanted {
  std::string site;  ///< empty: every site there is
  std::string file;  ///< holds the address alone; "-": standard input
};
/// All that is held of a person: one JSON object a line for each site.
int export_person(const Settings& settings, const PersonWanted& wanted);
/// `{"site","erased"}`, one line for each site.
int erase_person(const Settings& settings, const PersonWanted& wanted);

}  // namespace copytaster::commands
