#include "postgres/site_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto add_sites_sql = R"sql(
  INSERT INTO site (name) SELECT name FROM unnest($1::text[]) AS g (name) ORDER BY name
      ON CONFLICT (name) DO NOTHING
)sql";

constexpr auto keep_fingerprint_sql = R"sql(
  UPDATE installation SET key_fingerprint = $1::bytea WHERE key_fingerprint IS NULL
)sql";

constexpr auto settle_epoch_sql = R"sql(
  UPDATE installation
     SET epoch = epoch + 1, system_id = (SELECT system_identifier FROM pg_control_system())
   WHERE system_id <> (SELECT system_identifier FROM pg_control_system())
)sql";

}  // namespace

std::map<std::string, SiteId> ensure_sites(Pool& pool, const std::vector<std::string>& names) {
  ArrayText wanted;
  for (const auto& name : names) wanted.add(name);
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(add_sites_sql, wanted.text());
    std::map<std::string, SiteId> sites;
    for (const auto& row : statement.exec("SELECT id, name FROM site"))
      sites.emplace(text_in(row, "name"), SiteId{row["id"].as<std::int64_t>()});
    return sites;
  });
}

bool fits_key_file(Pool& pool, const std::string& fingerprint) {
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(keep_fingerprint_sql, bytea(fingerprint));
    const auto rows = statement.exec("SELECT key_fingerprint FROM installation");
    return bytes_in(rows[0], "key_fingerprint") == fingerprint;
  });
}

bool has_key_file(Pool& pool) {
  return pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return !statement.exec("SELECT FROM installation WHERE key_fingerprint IS NOT NULL").empty();
  });
}

void settle_epoch(Pool& pool) {
  pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec(settle_epoch_sql);
  });
}

Instant database_now(Pool& pool) {
  return pool.read([](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    const auto rows =
        read.exec("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now");
    return instant_in(rows[0], "now");
  });
}

}  // namespace copytaster::postgres
