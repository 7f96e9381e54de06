#include "postgres/account_audit.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto audit_sql = R"sql(
  WITH audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at, detail_digest)
    SELECT site_id, nextval('batch_seq'), 0, $4::bigint, $2, 0, 0, $3, $5::timestamptz, $8::bytea
      FROM unnest($1::int[]) AS g (site_id) ORDER BY site_id
    RETURNING site_id, id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT site_id, id FROM audited
  )
  INSERT INTO audit_detail (site_id, entry_id, salt, note)
  SELECT site_id, id, $7::bytea, $6 FROM audited WHERE $8::bytea IS NOT NULL
)sql";

constexpr auto sites_sql = "SELECT site_id FROM moderator_role WHERE moderator_id = $1";

// Of two who type the same code the second finds it used.
constexpr auto use_step_sql = R"sql(
  UPDATE totp SET last_step = $2
   WHERE moderator_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL
)sql";
constexpr auto use_code_sql =
    "DELETE FROM recovery_code WHERE moderator_id = $1 AND code_hash = $2::bytea";

void write(pqxx::transaction_base& work, ArrayText& sites, const AccountEntry& entry) {
  std::optional<std::string> salt;
  std::optional<std::string> digest;
  if (entry.bound) {
    salt = bytea(entry.bound->salt);
    digest = bytea(entry.bound->digest);
  }
  work.exec_params0(audit_sql, sites.text(), std::string{entry.decision}, entry.subject, entry.by,
                    timestamp(entry.at), entry.words, salt, digest);
}

}  // namespace

void audit_at(pqxx::transaction_base& work, SiteId site, const AccountEntry& entry) {
  ArrayText sites;
  sites.add(site.value);
  write(work, sites, entry);
}

void audit_at_all(pqxx::transaction_base& work, ModeratorId moderator, const AccountEntry& entry) {
  ArrayText sites;
  for (const auto& row : work.exec_params(sites_sql, moderator.value))
    sites.add(row[0].as<std::int64_t>());
  write(work, sites, entry);
}

bool use_up(pqxx::transaction_base& work, ModeratorId moderator, const UsedFactor& used) {
  if (const auto* step = std::get_if<UsedStep>(&used))
    return work.exec_params(use_step_sql, moderator.value, step->step).affected_rows() > 0;
  const auto& code = std::get<UsedRecoveryCode>(used);
  return work.exec_params(use_code_sql, moderator.value, bytea(code.hash)).affected_rows() > 0;
}

}  // namespace copytaster::postgres
