#include "postgres/pseudonym_key_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT sealed FROM pseudonym_key WHERE period = $1
)sql";

constexpr auto keep_sql = R"sql(
  INSERT INTO pseudonym_key (period, sealed) VALUES ($1, $2::bytea) ON CONFLICT DO NOTHING
)sql";

constexpr auto drop_sql = R"sql(
  DELETE FROM pseudonym_key WHERE period = $1
)sql";

}  // namespace

std::string PseudonymKeyRows::keep_first(const PseudonymPeriod& period,
                                         const std::string& offered) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    const auto found = statement.exec_params(find_sql, period.number());
    if (!found.empty()) return bytes_in(found[0], "sealed");
    statement.exec_params(keep_sql, period.number(), bytea(offered));
    const auto kept = statement.exec_params(find_sql, period.number());
    // Somebody has dropped it again in between; the next turn finds out whose is kept.
    if (kept.empty()) throw StoreUnavailable("the key of a period's pseudonyms was just dropped");
    return bytes_in(kept[0], "sealed");
  });
}

void PseudonymKeyRows::drop(const PseudonymPeriod& period) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(drop_sql, period.number());
  });
}

}  // namespace copytaster::postgres
