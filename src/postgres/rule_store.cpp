#include "postgres/rule_store.hpp"

#include <algorithm>
#include <utility>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// What follows narrows it to some of a site's versions.
constexpr auto versions_sql = R"sql(
  SELECT r.number, r.hash, (extract(epoch FROM r.made_at) * 1000000)::bigint AS made_at, r.made_by,
         r.source, (extract(epoch FROM a.since) * 1000000)::bigint AS active_since, a.activated_by,
         a.source AS activation_source
    FROM rule_set r
    LEFT JOIN active_rule_set a ON a.site_id = r.site_id AND a.number = r.number
   WHERE r.site_id = $1
)sql";

constexpr auto active_sql = " AND a.since IS NOT NULL LIMIT 1";
constexpr auto numbered_sql = " AND r.number = $2 LIMIT 1";
constexpr auto hashed_sql = " AND r.hash = $2 ORDER BY r.number DESC LIMIT 1";
constexpr auto page_sql =
    " AND r.number < coalesce($2, 9223372036854775807)"
    " ORDER BY r.number DESC LIMIT $3";
constexpr auto of_files_sql =
    " AND r.source IN ('shipped', 'files') ORDER BY r.number DESC LIMIT 1";

constexpr auto files_sql = R"sql(
  SELECT name, content FROM rule_file WHERE site_id = $1 AND number = $2 ORDER BY name LIMIT $3
)sql";

constexpr auto everywhere_sql = "SELECT site_id, number FROM active_rule_set ORDER BY site_id";

// One who changes a site's rules at a time: numbers have no gap, and each sees what the one before
// has committed.
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(1920297061, $1)";  // 'rule'

constexpr auto add_sql = R"sql(
  INSERT INTO rule_set (site_id, number, hash, made_at, made_by, source)
  SELECT $1, coalesce(max(number), 0) + 1, $2, $3::timestamptz, $4, $5
    FROM rule_set WHERE site_id = $1
  RETURNING number
)sql";

constexpr auto add_files_sql = R"sql(
  INSERT INTO rule_file (site_id, number, name, content)
  SELECT $1, $2, name, content FROM unnest($3::text[], $4::text[]) AS g (name, content)
)sql";

// The instances learn of it by a change that has no article, the audit by an entry that has no
// comment.
constexpr auto activate_sql = R"sql(
  WITH switched AS (
    INSERT INTO active_rule_set AS a (site_id, number, since, activated_by, source)
    VALUES ($1, $2, $3::timestamptz, $8, $9)
        ON CONFLICT (site_id) DO UPDATE
       SET number = excluded.number, since = excluded.since,
           activated_by = excluded.activated_by, source = excluded.source
     WHERE a.number <> excluded.number
    RETURNING site_id
  ), told AS (
    INSERT INTO change (site_id, at) SELECT site_id, $3::timestamptz FROM switched
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at, detail_digest)
    SELECT site_id, nextval('batch_seq'), 0, $4::bigint, 'rules', 0, 0, $2, $3::timestamptz,
           $6::bytea
      FROM switched WHERE $6::bytea IS NOT NULL
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  )
  INSERT INTO audit_detail (site_id, entry_id, salt, note) SELECT $1, id, $5::bytea, $7 FROM audited
)sql";

RuleVersion version_in(const pqxx::row& row) {
  RuleVersion version{row["number"].as<std::int64_t>(),
                      std::string{text_in(row, "hash")},
                      instant_in(row, "made_at"),
                      std::string{text_in(row, "made_by")},
                      parse_rule_source(text_in(row, "source")).value(),
                      maybe_instant_in(row, "active_since")};
  if (!row["activated_by"].is_null()) version.activated_by = text_in(row, "activated_by");
  if (!row["activation_source"].is_null())
    version.activation_source = parse_rule_source(text_in(row, "activation_source"));
  return version;
}

template <class... Values>
std::optional<RuleVersion> one(pqxx::transaction_base& read, const char* which,
                               const Values&... values) {
  const auto rows = read.exec_params(std::string{versions_sql} + which, values...);
  if (rows.empty()) return std::nullopt;
  return version_in(rows[0]);
}

std::optional<RuleVersion> newest(pqxx::transaction_base& read, SiteId site) {
  return one(read, page_sql, site.value, std::optional<std::int64_t>{}, 1);
}

/// What judges, where it is neither what she has seen nor what she asks for. Under the lock.
std::optional<RuleVersion> others(pqxx::transaction_base& read, SiteId site,
                                  const RuleActivation& activation, const std::string& hash) {
  if (activation.instead_of.empty()) return std::nullopt;
  auto active = one(read, active_sql, site.value);
  const bool is_fine =
      !active || active->hash == hash ||
      std::ranges::find(activation.instead_of, active->hash) != activation.instead_of.end();
  return is_fine ? std::nullopt : std::move(active);
}

void switch_to(pqxx::transaction_base& transaction, SiteId site, const RuleVersion& version,
               const RuleActivation& activation) {
  std::optional<std::int64_t> token;
  if (activation.by.token) token = activation.by.token->value;
  std::optional<std::string> salt;
  std::optional<std::string> digest;
  if (activation.bound) {
    salt = bytea(activation.bound->salt);
    digest = bytea(activation.bound->digest);
  }
  transaction.exec_params(activate_sql, site.value, version.number, timestamp(activation.at), token,
                          salt, digest, version.hash, activation.by.name,
                          std::string{name_of(activation.by.source)});
}

std::int64_t insert(pqxx::transaction_base& transaction, SiteId site, const RuleFiles& files,
                    const RuleVersion& made) {
  const auto number = transaction
                          .exec_params1(add_sql, site.value, made.hash, timestamp(made.made_at),
                                        made.made_by, std::string{name_of(made.source)})[0]
                          .as<std::int64_t>();
  ArrayText names;
  ArrayText contents;
  for (const auto& [name, content] : files) {
    names.add(name);
    contents.add(content);
  }
  transaction.exec_params(add_files_sql, site.value, number, names.text(), contents.text());
  return number;
}

/// Files are on record as such: a later start compares with what they said last.
bool says_the_same(const RuleVersion& newest, const RuleVersion& made) {
  return newest.hash == made.hash && (!is_of_files(made.source) || is_of_files(newest.source));
}

}  // namespace

std::optional<RuleVersion> RuleRows::active(SiteId site) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return one(read, active_sql, site.value);
  });
}

std::vector<ActiveRules> RuleRows::active_everywhere() {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<ActiveRules> all;
    for (const auto& row : read.exec(everywhere_sql))
      all.push_back({{row["site_id"].as<std::int64_t>()}, row["number"].as<std::int64_t>()});
    return all;
  });
}

std::vector<RuleVersion> RuleRows::versions(SiteId site, std::optional<std::int64_t> before,
                                            std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<RuleVersion> found;
    const std::string sql = std::string{versions_sql} + page_sql;
    for (const auto& row : read.exec_params(sql, site.value, before, limit))
      found.push_back(version_in(row));
    return found;
  });
}

std::optional<RuleVersion> RuleRows::find(SiteId site, std::int64_t number) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return one(read, numbered_sql, site.value, number);
  });
}

std::optional<RuleVersion> RuleRows::find_hash(SiteId site, const std::string& hash) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return one(read, hashed_sql, site.value, hash);
  });
}

std::optional<RuleFiles> RuleRows::files_of(SiteId site, std::int64_t number) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<RuleFiles> {
    pqxx::nontransaction read{connection};
    RuleFiles files;
    for (const auto& row : read.exec_params(files_sql, site.value, number, rule_files_max))
      files.emplace(text_in(row, "name"), text_in(row, "content"));
    if (files.empty()) return std::nullopt;
    return files;
  });
}

std::optional<RuleVersion> RuleRows::newest_of_files(SiteId site) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return one(read, of_files_sql, site.value);
  });
}

AddedRules RuleRows::add(SiteId site, const RuleFiles& files, const RuleVersion& made,
                         const std::optional<RuleActivation>& activation) {
  return pool_.with([&](pqxx::connection& connection) -> AddedRules {
    pqxx::work transaction{connection};
    transaction.exec_params(lock_sql, site.value);
    if (activation) {
      if (auto active = others(transaction, site, *activation, made.hash))
        return OthersJudge{std::move(*active)};
    }
    const auto last = newest(transaction, site);
    const std::int64_t number =
        last && says_the_same(*last, made) ? last->number : insert(transaction, site, files, made);
    if (activation) {
      RuleVersion next = made;
      next.number = number;
      switch_to(transaction, site, next, *activation);
    }
    auto version = one(transaction, numbered_sql, site.value, number).value();
    transaction.commit();
    return version;
  });
}

SwitchedRules RuleRows::activate(SiteId site, std::int64_t number,
                                 const RuleActivation& activation) {
  return pool_.with([&](pqxx::connection& connection) -> SwitchedRules {
    pqxx::work transaction{connection};
    transaction.exec_params(lock_sql, site.value);
    const auto wanted = one(transaction, numbered_sql, site.value, number);
    if (!wanted) return NoSuchRules{};
    if (auto active = others(transaction, site, activation, wanted->hash))
      return OthersJudge{std::move(*active)};
    switch_to(transaction, site, *wanted, activation);
    auto version = one(transaction, numbered_sql, site.value, number).value();
    transaction.commit();
    return version;
  });
}

}  // namespace copytaster::postgres
