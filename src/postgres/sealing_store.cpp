#include "postgres/sealing_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto recorded_sql = R"sql(
  SELECT id, fingerprint, retired_at IS NOT NULL AS retired FROM sealing_key ORDER BY id
)sql";

constexpr auto record_sql = R"sql(
  INSERT INTO sealing_key (id, fingerprint, created_at)
  SELECT id, fingerprint, clock_timestamp() FROM unnest($1::int[], $2::bytea[]) AS g (id, fingerprint)
      ON CONFLICT (id) DO NOTHING
)sql";

// The first four bytes of what is sealed are the key's number, the lowest first. Whoever retires
// that key waits for this lock, and then sees what was kept under it.
constexpr auto is_retired_sql = R"sql(
  SELECT retired_at IS NOT NULL AS retired FROM sealing_key
   WHERE id = get_byte($1::bytea, 0) + get_byte($1::bytea, 1) * 256
              + get_byte($1::bytea, 2) * 65536 + get_byte($1::bytea, 3)::bigint * 16777216
     FOR SHARE
)sql";

// Who keeps a new key of pseudonyms or a new second factor holds the sealing key's row for that
// moment. Only a statement that begins after the wait sees what was kept.
constexpr auto lock_key_sql = R"sql(
  SELECT FROM sealing_key WHERE id = $1 FOR UPDATE
)sql";

// The first four bytes of what is sealed: the key's number, the lowest byte first.
constexpr auto seals_other_sql = R"sql(
  SELECT FROM (SELECT sealed FROM pseudonym_key UNION ALL SELECT sealed FROM totp) kept
   WHERE CASE WHEN length(sealed) >= 4
              THEN get_byte(sealed, 0) + get_byte(sealed, 1) * 256 + get_byte(sealed, 2) * 65536
                   + get_byte(sealed, 3)::bigint * 16777216 = $1::bigint END
   LIMIT 1
)sql";

constexpr auto retire_sql = R"sql(
  UPDATE sealing_key SET retired_at = clock_timestamp() WHERE id = $1 AND retired_at IS NULL
)sql";

constexpr auto page_sql = R"sql(
  SELECT site_id, id, sealed FROM sealed_page($1, $2, $3)
)sql";

constexpr auto replace_sql = R"sql(
  SELECT replace_sealed($1::int[], $2::bigint[], $3::bytea[], $4::bytea[])
)sql";

constexpr auto estimate_sql = R"sql(
  SELECT greatest(reltuples, 0)::bigint AS rows FROM pg_class WHERE oid = 'comment'::regclass
)sql";

}  // namespace

std::vector<RecordedKey> recorded_keys(Pool& pool) {
  return pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    std::vector<RecordedKey> keys;
    for (const auto& row : statement.exec(recorded_sql))
      keys.push_back(
          {row["id"].as<std::uint32_t>(), bytes_in(row, "fingerprint"), row["retired"].as<bool>()});
    return keys;
  });
}

void record_keys(Pool& pool, const std::map<std::uint32_t, std::string>& fingerprints) {
  ArrayText ids;
  ArrayText prints;
  for (const auto& [id, fingerprint] : fingerprints) {
    ids.add(std::int64_t{id});
    prints.add_bytes(fingerprint);
  }
  pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction{connection}.exec_params(record_sql, ids.text(), prints.text());
  });
}

void wait_for_batches(Pool& pool) {
  pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction{connection}.exec("SELECT FROM sealing_key ORDER BY id FOR UPDATE");
  });
}

void refuse_retired_key(pqxx::transaction_base& transaction, const std::string& sealed) {
  const auto rows = transaction.exec_params(is_retired_sql, bytea(sealed));
  if (!rows.empty() && rows[0]["retired"].as<bool>())
    throw StoreFault("the newest key of this key file is retired");
}

bool retire_key(Pool& pool, std::uint32_t id) {
  return pool.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    transaction.exec_params(lock_key_sql, id);
    if (!transaction.exec_params(seals_other_sql, id).empty()) return false;
    transaction.exec_params(retire_sql, id);
    transaction.commit();
    return true;
  });
}

std::vector<SealedRow> sealed_page(Pool& pool, const SealedRow& after, int count) {
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    std::vector<SealedRow> page;
    for (const auto& row : statement.exec_params(page_sql, after.site.value, after.id.value, count))
      page.push_back({SiteId{row["site_id"].as<std::int64_t>()},
                      CommentId{row["id"].as<std::int64_t>()},
                      SealedContact{bytes_in(row, "sealed")}});
    return page;
  });
}

std::size_t replace_sealed(Pool& pool, const std::vector<Resealed>& rows) {
  ArrayText sites;
  ArrayText ids;
  ArrayText was;
  ArrayText becomes;
  for (const auto& [row, sealed] : rows) {
    sites.add(row.site.value);
    ids.add(row.id.value);
    was.add_bytes(row.sealed.bytes);
    becomes.add_bytes(sealed.bytes);
  }
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return statement
        .exec_params1(replace_sql, sites.text(), ids.text(), was.text(), becomes.text())[0]
        .as<std::size_t>();
  });
}

std::int64_t comments_estimate(Pool& pool) {
  return pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return statement.exec1(estimate_sql)[0].as<std::int64_t>();
  });
}

}  // namespace copytaster::postgres
