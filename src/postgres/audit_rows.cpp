#include "postgres/audit_rows.hpp"

#include "postgres/rows.hpp"

namespace copytaster::postgres {

AuditEntry entry_in(const pqxx::row& row) {
  AuditEntry entry;
  entry.id = {row["id"].as<std::int64_t>()};
  entry.batch = {row["batch"].as<std::int64_t>()};
  entry.comment = {row["comment_id"].as<std::int64_t>()};
  if (!row["token_id"].is_null()) entry.by = TokenId{row["token_id"].as<std::int64_t>()};
  entry.decision = text_in(row, "decision");
  entry.from = row["from_state"].as<int>();
  entry.to = row["to_state"].as<int>();
  entry.version = {row["version"].as<std::int64_t>()};
  entry.at = instant_in(row, "at");
  if (!row["detail_digest"].is_null()) entry.detail_digest = bytes_in(row, "detail_digest");
  entry.reason_code = maybe_text_in(row, "reason_code");
  return entry;
}

std::optional<AuditDetail> detail_in(const pqxx::row& row) {
  if (!row["has_detail"].as<bool>()) return std::nullopt;
  return AuditDetail{bytes_in(row, "salt"), maybe_text_in(row, "reason"),
                     maybe_text_in(row, "note")};
}

ListedEntry listed_in(const pqxx::row& row) {
  return {entry_in(row), detail_in(row), maybe_text_in(row, "by_name")};
}

}  // namespace copytaster::postgres
