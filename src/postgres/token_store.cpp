#include "postgres/token_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto create_sql = R"sql(
  INSERT INTO api_token (site_id, token_hash, role, name, see_email, created_at, expires_at)
  VALUES ($1, $2::bytea, $3, $4, $5, $6::timestamptz, $7::timestamptz) RETURNING id
)sql";

constexpr Statement find_statement{"find_token", R"sql(
  SELECT id, site_id, role, name, see_email FROM api_token
   WHERE token_hash = $1::bytea AND revoked_at IS NULL
     AND (expires_at IS NULL OR expires_at > $2::timestamptz)
)sql"};

}  // namespace

TokenId TokenRows::create_token(const NewToken& token, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    const auto rows = statement.exec_params(
        create_sql, token.site.value, bytea(token.token_hash), std::string{name_of(token.role)},
        token.name, token.see_email, timestamp(now), timestamp(token.expires_at));
    return TokenId{rows[0][0].as<std::int64_t>()};
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
