#include "postgres/dump.hpp"

#include <fstream>

#include <pqxx/pqxx>

#include "postgres/connection_settings.hpp"
#include "postgres/rows.hpp"
#include "postgres/run_program.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::chrono::hours limit{48};

constexpr auto installation_sql = R"sql(
  SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
         (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
         coalesce(key_fingerprint, '') AS key_fingerprint
    FROM installation
)sql";

constexpr auto migrations_sql = R"sql(
  SELECT number, name, sha256 FROM schema_migration ORDER BY number
)sql";

constexpr auto keys_sql = R"sql(
  SELECT id, fingerprint, retired_at IS NOT NULL AS retired FROM sealing_key ORDER BY id
)sql";

constexpr auto tables_sql = R"sql(
  SELECT relname AS name FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
   ORDER BY relname
)sql";

constexpr auto services_sql = R"sql(
  SELECT count(*) FROM pg_stat_activity
   WHERE datname = current_database() AND application_name = 'copytaster'
     AND pid <> pg_backend_pid()
)sql";

// Who was signed in then may have been shut out since. A backup from before there were sessions is
// migrated only after this.
constexpr auto sign_out_sql = R"sql(
  DO $$
  BEGIN
    IF to_regclass('public.session') IS NOT NULL THEN
      DELETE FROM session;
      DELETE FROM login_code;
    END IF;
    IF to_regclass('public.invitation') IS NOT NULL THEN
      DELETE FROM invitation;
    END IF;
  END
  $$
)sql";

// Never a number that this database, or another one restored from the same archive, has had.
constexpr auto epoch_sql = R"sql(
  UPDATE installation
     SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint),
         system_id = (SELECT system_identifier FROM pg_control_system())
)sql";

// The order of the old numbers is what counts. Where there are more of them than this cluster has
// a past, neighbours share one, and the comment's number orders them.
constexpr auto past_sql = R"sql(
  WITH ranked AS (
    SELECT site_id, id, dense_rank() OVER (ORDER BY change_xid) AS rank
      FROM comment WHERE published_at IS NOT NULL
  ), bounds AS (
    SELECT max(rank) AS top, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 4 AS room
      FROM ranked
  )
  UPDATE comment c
     SET change_xid = (3 + CASE WHEN top <= room THEN rank ELSE (rank - 1) * room / top END)
                      ::text::xid8
    FROM ranked, bounds
   WHERE c.site_id = ranked.site_id AND c.id = ranked.id
)sql";

using Rows = std::map<std::string, std::int64_t>;

Rows count_rows(pqxx::transaction_base& step) {
  Rows rows;
  for (const auto& table : step.exec(tables_sql)) {
    const std::string name = table["name"].c_str();
    rows[name] =
        step.exec1("SELECT count(*) FROM public." + step.quote_name(name))[0].as<std::int64_t>();
  }
  return rows;
}

void without_limits(pqxx::transaction_base& step) {
  step.exec("SET LOCAL statement_timeout = 0");
  step.exec("SET LOCAL idle_in_transaction_session_timeout = 0");
  step.exec("SET LOCAL lock_timeout = '30s'");
}

// Details and contexts quote rows; the error's own line does not.
std::string first_error(const std::filesystem::path& output) {
  std::ifstream text{output};
  for (std::string line; std::getline(text, line);)
    if (const auto at = line.find("error: "); at != std::string::npos) return line.substr(at + 7);
  return "it did not say why";
}

void run(const Archiving& archiving, Program program, const std::string& name) {
  OpenConninfo login = without_password(archiving.owner_conninfo);
  program.path = postgres_binaries() / name;
  program.arguments.push_back("--dbname=" + login.conninfo);
  program.environment = std::move(login.environment);
  program.output = archiving.errors;
  program.limit = limit;
  program.meanwhile = archiving.meanwhile;
  program.ends_with_us = true;
  std::filesystem::remove(archiving.errors);
  const int status = run_program(program);
  const std::string said = status == 0 ? "" : first_error(archiving.errors);
  std::filesystem::remove(archiving.errors);
  if (status != 0) throw DumpRefused(name + " failed: " + said);
}

}  // namespace

Snapshot::Snapshot(const std::string& owner_conninfo) : connection_(connect(owner_conninfo)) {
  with_translated_faults([&] {
    pqxx::nontransaction step{*connection_};
    step.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    without_limits(step);
    name_ = step.exec1("SELECT pg_export_snapshot()")[0].c_str();
  });
}

Snapshot::~Snapshot() = default;

Content Snapshot::content() {
  return with_translated_faults([&] {
    pqxx::nontransaction step{*connection_};
    const auto installation = step.exec1(installation_sql);
    Content content{installation["created_at"].c_str(),
                    installation["cluster"].c_str(),
                    {},
                    {},
                    bytes_in(installation, "key_fingerprint"),
                    {}};
    for (const auto& row : step.exec(migrations_sql))
      content.migrations.push_back(
          {row["number"].as<int>(), row["name"].c_str(), row["sha256"].c_str()});
    for (const auto& row : step.exec(keys_sql))
      content.sealing_keys.push_back(
          {row["id"].as<std::uint32_t>(), bytes_in(row, "fingerprint"), row["retired"].as<bool>()});
    content.rows = count_rows(step);
    return content;
  });
}

void write_archive(const Archiving& archiving, const Snapshot& snapshot) {
  Program program;
  program.arguments = {"--format=custom",
                       "--compress=1",
                       "--no-owner",
                       "--no-privileges",
                       "--lock-wait-timeout=30s",
                       "--no-password",
                       "--encoding=UTF8",
                       "--snapshot=" + snapshot.name()};
  program.writes = archiving.file;
  run(archiving, std::move(program), "pg_dump");
}

void read_archive(const Archiving& archiving) {
  Program program;
  program.arguments = {"--single-transaction", "--exit-on-error", "--clean",      "--if-exists",
                       "--no-owner",           "--no-privileges", "--no-password"};
  program.reads = archiving.file;
  run(archiving, std::move(program), "pg_restore");
}

Target look_at_target(const std::string& owner_conninfo) {
  const auto connection = connect(owner_conninfo);
  return with_translated_faults([&] {
    pqxx::work step{*connection};
    Target target;
    for (const auto& row : step.exec(tables_sql)) target.tables.emplace_back(row["name"].c_str());
    for (const char* table : {"comment", "audit_entry"}) {
      if (step.exec1("SELECT to_regclass('public." + std::string{table} + "') IS NULL")[0]
              .as<bool>())
        continue;
      const auto row = step.exec1("SELECT EXISTS (SELECT FROM public." + std::string{table} + ")");
      target.has_history = target.has_history || row[0].as<bool>();
    }
    target.services = step.exec1(services_sql)[0].as<int>();
    return target;
  });
}

std::map<std::string, std::int64_t> rows_by_table(const std::string& owner_conninfo) {
  const auto connection = connect(owner_conninfo);
  return with_translated_faults([&] {
    pqxx::work step{*connection};
    without_limits(step);
    return count_rows(step);
  });
}

void begin_epoch(const std::string& owner_conninfo, const std::string& system_id) {
  const auto connection = connect(owner_conninfo);
  with_translated_faults([&] {
    pqxx::work step{*connection};
    without_limits(step);
    const auto here = step.exec1("SELECT system_identifier::text FROM pg_control_system()");
    if (here[0].c_str() != system_id) step.exec(past_sql);
    step.exec("DELETE FROM change");
    step.exec(sign_out_sql);
    step.exec(epoch_sql);
    step.commit();
  });
}

}  // namespace copytaster::postgres
