#pragma once
// Audit entries, from the rows of any list.

#include <optional>

#include <pqxx/result>

#include "copytaster/app/seal_audit.hpp"

namespace copytaster::postgres {

/// Of entry `e`. A time that no service wrote becomes one before all others: it must break the
/// chain, not the statement.
inline constexpr auto entry_columns_sql = R"sql(
  e.id, e.batch, e.comment_id, e.token_id, e.decision, e.from_state, e.to_state, e.version,
  CASE WHEN e.at BETWEEN '1970-01-01Z' AND '9999-12-31Z'
       THEN (extract(epoch FROM e.at) * 1000000)::bigint ELSE -1 END AS at,
  e.detail_digest, e.reason_code
)sql";

/// Of its words `d` and of whoever `t` it was, where a list joins them.
inline constexpr auto listed_columns_sql = R"sql(
  , d.entry_id IS NOT NULL AS has_detail, d.salt, d.reason, d.note, t.name AS by_name
)sql";
inline constexpr auto listed_joins_sql = R"sql(
    LEFT JOIN audit_detail d ON d.site_id = e.site_id AND d.entry_id = e.id
    LEFT JOIN principal t ON t.id = e.token_id
)sql";

AuditEntry entry_in(const pqxx::row& row);
std::optional<AuditDetail> detail_in(const pqxx::row& row);
ListedEntry listed_in(const pqxx::row& row);

}  // namespace copytaster::postgres
