#include "postgres/pseudonym_key_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT sealed FROM pseudonym_key WHERE period = $1
)sql";

// The first four bytes of what is sealed are the key's number, the lowest first. Whoever retires
// that key waits for this lock, and then sees what was kept under it.
constexpr auto is_retired_sql = R"sql(
  SELECT retired_at IS NOT NULL AS retired FROM sealing_key
   WHERE id = get_byte($1::bytea, 0) + get_byte($1::bytea, 1) * 256
              + get_byte($1::bytea, 2) * 65536 + get_byte($1::bytea, 3)::bigint * 16777216
     FOR SHARE
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

void refuse_retired(pqxx::transaction_base& transaction, const std::string& offered) {
  const auto rows = transaction.exec_params(is_retired_sql, bytea(offered));
  if (!rows.empty() && rows[0]["retired"].as<bool>())
    throw StoreFault("the newest key of this key file is retired");
}

}  // namespace

std::string PseudonymKeyRows::keep_first(const PseudonymPeriod& period,
                                         const std::string& offered) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    const auto found = transaction.exec_params(find_sql, period.number());
    if (!found.empty()) return bytes_in(found[0], "sealed");
    refuse_retired(transaction, offered);
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
