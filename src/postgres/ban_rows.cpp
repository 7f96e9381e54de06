#include "postgres/ban_rows.hpp"

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

Banned banned_in(const pqxx::row& row) {
  switch (parse_ban_kind(text_in(row, "kind")).value()) {
    case BanKind::author: return AuthorIndex{digest_in(row, "digest")};
    case BanKind::pseudonym: return Pseudonym{digest_in(row, "digest")};
    case BanKind::name: return BannedName{std::string{text_in(row, "pattern")}};
    case BanKind::domain: break;
  }
  return BannedDomain{std::string{text_in(row, "pattern")}};
}

}  // namespace

const char* const kept_bans_sql = R"sql(
  SELECT b.id, b.kind, b.digest, b.pattern, (extract(epoch FROM b.until) * 1000000)::bigint AS until,
         b.comment_id, b.reason, p.name AS made_by,
         (extract(epoch FROM b.made_at) * 1000000)::bigint AS made_at
    FROM ban b LEFT JOIN principal p ON p.id = b.made_by
   WHERE b.site_id = $1
)sql";

Ban ban_in(const pqxx::row& row) { return {banned_in(row), maybe_instant_in(row, "until")}; }

KeptBan kept_ban_in(const pqxx::row& row) {
  KeptBan kept{{row["id"].as<std::int64_t>()},
               ban_in(row),
               {},
               std::string{text_in(row, "reason")},
               std::string{text_in(row, "made_by")},
               instant_in(row, "made_at")};
  if (!row["comment_id"].is_null()) kept.comment = CommentId{row["comment_id"].as<std::int64_t>()};
  return kept;
}

}  // namespace copytaster::postgres
