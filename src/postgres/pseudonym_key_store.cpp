#include "postgres/pseudonym_key_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/sealing_store.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT sealed FROM pseudonym_key WHERE period = $1
)sql";

constexpr auto keep_sql = R"sql(
  INSERT INTO pseudonym_key (period, sealed) VALUES ($1, $2::bytea) ON CONFLICT DO NOTHING
)sql";

constexpr auto drop_sql = R"sql(
  DELETE FROM pseudonym_key WHERE period = $1 AND sealed = $2::bytea
)sql";

constexpr auto all_sql = R"sql(
  SELECT period, sealed FROM pseudonym_key WHERE sealed <> '' ORDER BY period LIMIT 1000
)sql";

constexpr auto replace_sql = R"sql(
  UPDATE pseudonym_key SET sealed = $3::bytea WHERE period = $1 AND sealed = $2::bytea
)sql";

}  // namespace

std::string PseudonymKeyRows::keep_first(const PseudonymPeriod& period,
                                         const std::string& offered) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    const auto found = transaction.exec_params(find_sql, period.number());
    if (!found.empty()) return bytes_in(found[0], "sealed");
    refuse_retired_key(transaction, offered);
    transaction.exec_params(keep_sql, period.number(), bytea(offered));
    const auto kept = transaction.exec_params(find_sql, period.number());
    // Somebody has dropped it again in between; the next turn finds out whose is kept.
    if (kept.empty()) throw StoreUnavailable("the key of a period's pseudonyms was just dropped");
    transaction.commit();
    return bytes_in(kept[0], "sealed");
  });
}

void PseudonymKeyRows::drop(const PseudonymPeriod& period, const std::string& sealed) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(drop_sql, period.number(), bytea(sealed));
  });
}

std::vector<SealedPseudonymKey> PseudonymKeyRows::all() {
  return pool_.with([](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    std::vector<SealedPseudonymKey> keys;
    for (const auto& row : statement.exec(all_sql)) {
      if (const auto period = PseudonymPeriod::parse(row["period"].as<std::int64_t>()))
        keys.push_back({*period, bytes_in(row, "sealed")});
    }
    return keys;
  });
}

bool PseudonymKeyRows::replace(const SealedPseudonymKey& read, const std::string& sealed) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    const auto replaced =
        statement.exec_params(replace_sql, read.period.number(), bytea(read.sealed), bytea(sealed));
    return replaced.affected_rows() > 0;
  });
}

}  // namespace copytaster::postgres
