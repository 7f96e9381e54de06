#include "postgres/token_store.hpp"

#include <pqxx/pqxx>

#include "postgres/account_audit.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto create_sql = R"sql(
  INSERT INTO api_token (site_id, token_hash, role, name, see_email, created_at, expires_at)
  VALUES ($1, $2::bytea, $3, $4, $5, $6::timestamptz, $7::timestamptz) RETURNING id
)sql";

// A program asks often, and each note would be a write: one an hour is enough to see whether
// anybody still uses it.
constexpr Statement find_statement{"find_token", R"sql(
  WITH alive AS MATERIALIZED (
    SELECT * FROM api_token
     WHERE token_hash = $1::bytea AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > $2::timestamptz)
  ), noted AS (
    UPDATE api_token t SET seen_at = date_trunc('hour', $2::timestamptz, 'UTC') FROM alive
     WHERE t.id = alive.id
       AND (alive.seen_at IS NULL OR alive.seen_at < date_trunc('hour', $2::timestamptz, 'UTC'))
  )
  SELECT id, site_id, role, name, see_email FROM alive
)sql"};

constexpr auto count_sql = R"sql(
  SELECT count(*) FROM api_token
   WHERE site_id = $1 AND revoked_at IS NULL
     AND (expires_at IS NULL OR expires_at > $2::timestamptz)
)sql";

constexpr auto list_sql = R"sql(
  SELECT id, name, role, see_email,
         (extract(epoch FROM created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM expires_at) * 1000000)::bigint AS expires_at,
         (extract(epoch FROM seen_at) * 1000000)::bigint AS seen_at,
         (extract(epoch FROM revoked_at) * 1000000)::bigint AS revoked_at
    FROM api_token WHERE site_id = $1 AND id < coalesce($2, 9223372036854775807)
   ORDER BY id DESC LIMIT $3
)sql";

constexpr auto revoke_sql = R"sql(
  UPDATE api_token SET revoked_at = $3::timestamptz
   WHERE site_id = $1 AND id = $2 AND revoked_at IS NULL
)sql";

ListedToken listed_in(const pqxx::row& row) {
  return {{row["id"].as<std::int64_t>()},
          std::string{text_in(row, "name")},
          parse_role(text_in(row, "role")).value(),
          row["see_email"].as<bool>(),
          instant_in(row, "created_at"),
          maybe_instant_in(row, "expires_at"),
          maybe_instant_in(row, "seen_at"),
          maybe_instant_in(row, "revoked_at")};
}

}  // namespace

TokenId TokenRows::create_token(const NewToken& token, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto rows = work.exec_params(
        create_sql, token.site.value, bytea(token.token_hash), std::string{name_of(token.role)},
        token.name, token.see_email, timestamp(now), timestamp(token.expires_at));
    const TokenId id{rows[0][0].as<std::int64_t>()};
    if (token.made_by) audit_at(work, token.site, {"token", id.value, token.made_by->value, now});
    work.commit();
    return id;
  });
}

std::size_t TokenRows::count_tokens(SiteId site, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return read.exec_params1(count_sql, site.value, timestamp(now))[0].as<std::size_t>();
  });
}

std::vector<ListedToken> TokenRows::list_tokens(SiteId site, std::optional<TokenId> before,
                                                std::size_t limit) {
  std::optional<std::int64_t> below;
  if (before) below = before->value;
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<ListedToken> tokens;
    for (const auto& row : read.exec_params(list_sql, site.value, below, limit))
      tokens.push_back(listed_in(row));
    return tokens;
  });
}

bool TokenRows::revoke_token(SiteId site, TokenId token, TokenId by, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto revoked = work.exec_params(revoke_sql, site.value, token.value, timestamp(now));
    if (revoked.affected_rows() == 0) return false;
    audit_at(work, site, {"untoken", token.value, by.value, now});
    work.commit();
    return true;
  });
}

std::optional<Principal> TokenRows::find_token(const std::string& token_hash, Instant now) {
  return pool_.with([&](Connection& connection) -> std::optional<Principal> {
    const auto rows = run(connection, find_statement, bytea(token_hash), timestamp(now));
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    return Principal{{row["id"].as<std::int64_t>()},
                     {row["site_id"].as<std::int64_t>()},
                     parse_role(text_in(row, "role")).value(),
                     row["see_email"].as<bool>(),
                     std::string{text_in(row, "name")}};
  });
}

}  // namespace copytaster::postgres
