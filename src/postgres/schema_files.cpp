// The embedded SQL files, checked and put in order: the part of migrate that needs no database.

#include <algorithm>
#include <string_view>

#include "postgres/migrate.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::string_view migrations_place = "sql/migrations/";
constexpr std::string_view roles_path = "sql/roles.sql";
constexpr std::size_t digits = 4;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_name_character(char character) {
  return (character >= 'a' && character <= 'z') || is_digit(character) || character == '_';
}

// NNNN_name.sql
bool is_well_named(std::string_view name) {
  constexpr std::string_view ending = ".sql";
  if (name.size() <= digits + 1 + ending.size() || !name.ends_with(ending)) return false;
  const std::string_view number = name.substr(0, digits);
  const std::string_view rest = name.substr(digits + 1, name.size() - digits - 1 - ending.size());
  return std::all_of(number.begin(), number.end(), is_digit) && name[digits] == '_' &&
         std::all_of(rest.begin(), rest.end(), is_name_character);
}

void check_text(std::string_view name, std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos)
    throw MigrationRefused(std::string{name} + " holds a NUL byte");
  const std::string_view line = sql.substr(0, sql.find('\n'));
  if (!line.starts_with("--") || line.find_first_not_of("- ") == std::string_view::npos)
    throw MigrationRefused(std::string{name} + " must say why in a comment on its first line");
}

Migration migration_from(const EmbeddedFile& file) {
  const std::string name{file.path.substr(migrations_place.size())};
  if (!is_well_named(name))
    throw MigrationRefused("a migration must be named NNNN_name.sql: " + name);
  check_text(name, file.bytes);
  return {std::stoi(name.substr(0, digits)), name, std::string{file.bytes}};
}

void check_numbers(const std::vector<Migration>& ordered) {
  int expected = 1;
  for (const Migration& migration : ordered) {
    if (migration.number < expected)
      throw MigrationRefused(migration.name + " bears a number that is taken or below 1");
    if (migration.number > expected)
      throw MigrationRefused("there is no migration before " + migration.name + " with number " +
                             std::to_string(expected));
    ++expected;
  }
}

}  // namespace

Schema schema_from(std::span<const EmbeddedFile> files) {
  Schema schema;
  for (const EmbeddedFile& file : files) {
    if (file.path.starts_with(migrations_place)) schema.migrations.push_back(migration_from(file));
    if (file.path == roles_path) {
      check_text(roles_path, file.bytes);
      schema.roles = file.bytes;
    }
  }
  if (schema.roles.empty()) throw MigrationRefused("sql/roles.sql is missing");
  std::sort(schema.migrations.begin(), schema.migrations.end(),
            [](const Migration& one, const Migration& other) { return one.name < other.name; });
  check_numbers(schema.migrations);
  return schema;
}

}  // namespace copytaster::postgres
