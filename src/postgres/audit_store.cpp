#include "postgres/audit_store.hpp"

#include <algorithm>
#include <charconv>

#include <pqxx/pqxx>

#include "postgres/audit_rows.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto sites_sql = R"sql(
  SELECT id FROM site s WHERE EXISTS (SELECT FROM audit_unsealed u WHERE u.site_id = s.id)
)sql";

// One sealer at a site at a time, until its transaction ends; what comes next must not wait.
constexpr auto lock_sql = "SELECT pg_try_advisory_xact_lock(1635083380, $1)";  // 'audt'

constexpr auto newest_sql = R"sql(
  SELECT number, hash FROM audit_seal WHERE site_id = $1 ORDER BY number DESC LIMIT 1
)sql";

// Each is looked up by its key: a join reads all entries there are, as long as that looks cheap.
constexpr auto unsealed_sql = R"sql(
    FROM audit_unsealed u
   CROSS JOIN LATERAL (SELECT * FROM audit_entry
                        WHERE site_id = u.site_id AND id = u.entry_id LIMIT 1) e
   WHERE u.site_id = $1 ORDER BY u.entry_id LIMIT $2
)sql";

constexpr auto seal_sql = R"sql(
  WITH sealed AS (
    DELETE FROM audit_unsealed WHERE site_id = $1 AND entry_id = ANY ($3::bigint[])
  )
  INSERT INTO audit_seal (site_id, number, entry_ids, hash, at)
  VALUES ($1, $2, $3::bigint[], $4::bytea, $5::timestamptz)
)sql";

constexpr auto entries_sql = R"sql(
       , d.entry_id IS NOT NULL AS has_detail, d.salt, d.reason, d.note,
         EXISTS (SELECT FROM audit_unsealed u WHERE u.site_id = e.site_id AND u.entry_id = e.id)
           AS unsealed
    FROM audit_entry e
    LEFT JOIN audit_detail d ON d.site_id = e.site_id AND d.entry_id = e.id
   WHERE e.site_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3
)sql";

// Each seal is committed after the one before it and is never changed, so nothing can still appear
// before a place that was listed.
constexpr auto sealed_sql = R"sql(
       , s.number AS seal, g.place, d.entry_id IS NOT NULL AS has_detail, d.salt, d.reason, d.note,
         t.name AS by_name
    FROM audit_seal s
   CROSS JOIN unnest(s.entry_ids) WITH ORDINALITY AS g (entry_id, place)
    JOIN audit_entry e ON e.site_id = s.site_id AND e.id = g.entry_id
    LEFT JOIN audit_detail d ON d.site_id = e.site_id AND d.entry_id = e.id
    LEFT JOIN principal t ON t.id = e.token_id
   WHERE s.site_id = $1 AND s.number >= $2 AND (s.number, g.place) > ($2, $3)
   ORDER BY s.number, g.place LIMIT $4
)sql";

constexpr auto seals_sql = R"sql(
  SELECT number, hash,
         CASE WHEN at BETWEEN '1970-01-01Z' AND '9999-12-31Z'
              THEN (extract(epoch FROM at) * 1000000)::bigint ELSE -1 END AS at,
         CASE WHEN cardinality(entry_ids) <= $4 THEN array_to_string(entry_ids, ',', '0')
              ELSE '' END AS entry_ids
    FROM audit_seal WHERE site_id = $1 AND number > $2 ORDER BY number LIMIT $3
)sql";

constexpr auto missing_sql = R"sql(
  SELECT u.entry_id FROM audit_unsealed u
   WHERE u.site_id = $1
     AND NOT EXISTS (SELECT FROM audit_entry e WHERE e.site_id = u.site_id AND e.id = u.entry_id)
   ORDER BY u.entry_id LIMIT 1
)sql";

/// "7,9,12"
std::vector<AuditId> ids_in(std::string_view text) {
  std::vector<AuditId> ids;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    std::int64_t id = 0;
    std::from_chars(text.data(), text.data() + end, id);
    ids.push_back({id});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return ids;
}

/// The seal before: number 0 and no hash for the first.
AuditSeal newest_in(pqxx::transaction_base& transaction, SiteId site) {
  AuditSeal seal;
  const auto rows = transaction.exec_params(newest_sql, site.value);
  if (rows.empty()) return seal;
  seal.number = rows[0]["number"].as<std::int64_t>();
  seal.hash = bytes_in(rows[0], "hash");
  return seal;
}

std::vector<AuditEntry> unsealed_in(pqxx::transaction_base& transaction, SiteId site) {
  const std::string sql = std::string{"SELECT "} + entry_columns_sql + unsealed_sql;
  std::vector<AuditEntry> entries;
  for (const auto& row : transaction.exec_params(sql, site.value, seal_entries_max))
    entries.push_back(entry_in(row));
  return entries;
}

void store(pqxx::transaction_base& transaction, SiteId site, const AuditSeal& seal) {
  ArrayText ids;
  for (const AuditId id : seal.entries) ids.add(id.value);
  transaction.exec_params(seal_sql, site.value, seal.number, ids.text(), bytea(seal.hash),
                          timestamp(seal.at));
}

}  // namespace

std::vector<SiteId> AuditRows::sites_with_unsealed() {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<SiteId> sites;
    for (const auto& row : query.exec(sites_sql)) sites.push_back({row[0].as<std::int64_t>()});
    return sites;
  });
}

std::size_t AuditRows::seal(SiteId site, Instant now, const AuditChain& chain) {
  return pool_.with([&](pqxx::connection& connection) -> std::size_t {
    pqxx::work transaction{connection};
    // Each statement after this one sees what the sealer before us has committed.
    if (!transaction.exec_params(lock_sql, site.value)[0][0].as<bool>()) return 0;
    const AuditSeal previous = newest_in(transaction, site);
    const auto entries = unsealed_in(transaction, site);
    if (entries.empty()) return 0;
    AuditSeal seal{previous.number + 1, {}, {}, now};
    for (const AuditEntry& entry : entries) seal.entries.push_back(entry.id);
    seal.hash = chain.hash_of(site, previous.hash, seal, entries);
    store(transaction, site, seal);
    transaction.commit();
    return entries.size();
  });
}

std::vector<AuditRecord> AuditRows::entries_after(SiteId site, AuditId after, std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const std::string sql = std::string{"SELECT "} + entry_columns_sql + entries_sql;
    std::vector<AuditRecord> records;
    for (const auto& row : query.exec_params(sql, site.value, after.value, limit))
      records.push_back({entry_in(row), detail_in(row), row["unsealed"].as<bool>()});
    return records;
  });
}

AuditPage AuditRows::sealed_after(SiteId site, const AuditPlace& after, std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const std::string sql = std::string{"SELECT "} + entry_columns_sql + sealed_sql;
    AuditPage page;
    AuditPlace last;
    // One more than asked for tells that there is a next page.
    for (const auto& row : query.exec_params(sql, site.value, after.seal, after.entry, limit + 1)) {
      if (page.entries.size() == limit) {
        page.next = last;
        break;
      }
      page.entries.push_back(listed_in(row));
      last = {row["seal"].as<std::int64_t>(), row["place"].as<std::int64_t>()};
    }
    return page;
  });
}

std::vector<AuditSeal> AuditRows::seals_after(SiteId site, std::int64_t number, std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<AuditSeal> seals;
    for (const auto& row :
         query.exec_params(seals_sql, site.value, number, limit, seal_entries_max))
      seals.push_back({row["number"].as<std::int64_t>(), ids_in(text_in(row, "entry_ids")),
                       bytes_in(row, "hash"), instant_in(row, "at")});
    return seals;
  });
}

std::int64_t AuditRows::newest_seal(SiteId site) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return newest_in(query, site).number;
  });
}

std::optional<AuditId> AuditRows::missing_unsealed(SiteId site) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<AuditId> {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(missing_sql, site.value);
    if (rows.empty()) return std::nullopt;
    return AuditId{rows[0][0].as<std::int64_t>()};
  });
}

}  // namespace copytaster::postgres
