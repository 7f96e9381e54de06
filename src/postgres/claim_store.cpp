#include "postgres/claim_store.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "postgres/queued_comments.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto let_go_sql = R"sql(
  UPDATE queue SET claimed_by = NULL, claimed_until = '-infinity'
   WHERE site_id = $1 AND claimed_by = $2
)sql";

/// A part of the queue in its order, up to the limit. Whoever reads no further than she needs locks
/// no more than she takes; what others just take is passed over.
std::string part(const std::string& which, const std::string& order, const std::string& limit) {
  return "SELECT * FROM (SELECT comment_id, created_at, reports FROM queue q WHERE q.site_id = $1" +
         which + " ORDER BY " + order + "q.created_at, q.comment_id" + limit +
         " FOR UPDATE SKIP LOCKED) taken";
}

// The length of each part is in the text, as the planner would have to guess it; what is left for
// it after the parts before is in the outer one.
std::string claim_sql(int limit, std::size_t sections) {
  const std::string asked = std::to_string(limit);
  const std::string most = " LIMIT " + asked;
  // Of one section an index knows the order.
  const std::string here = sections == 0 ? ""
                           : sections == 1
                               ? " AND q.section = ($5::text[])[1] AND q.section <> ''"
                               : " AND q.section = ANY ($5::text[]) AND q.section <> ''";
  const std::string free = " AND q.claimed_until <= $3::timestamptz";
  const std::string by_reports = "q.reports DESC, ";
  return "WITH own AS MATERIALIZED (" +
         part(" AND q.claimed_by = $2 AND q.claimed_until > $3::timestamptz" + here, by_reports,
              most) +
         "), reported AS MATERIALIZED (" +
         part(" AND q.reports > 0" + free + here, by_reports, most) + " LIMIT " + asked +
         " - (SELECT count(*) FROM own)), waiting AS MATERIALIZED (" +
         part(" AND q.reports = 0" + free + here, "", most) + " LIMIT " + asked +
         " - (SELECT count(*) FROM own) - (SELECT count(*) FROM reported)), taken AS (" +
         "UPDATE queue q SET claimed_by = $2, claimed_until = $4::timestamptz"
         " FROM (SELECT 0 AS part, own.* FROM own UNION ALL SELECT 1, reported.* FROM reported"
         " UNION ALL SELECT 2, waiting.* FROM waiting) t"
         " WHERE q.site_id = $1 AND q.comment_id = t.comment_id"
         " RETURNING t.part, q.comment_id, q.reports, q.created_at)"
         " SELECT comment_id FROM taken ORDER BY part, reports DESC, created_at, comment_id";
}

/// In which she may claim, of those that she asks for; nothing: in all.
std::optional<std::vector<std::string>> sections_of(const ClaimRequest& request) {
  const auto& bound = request.by.sections;
  if (!request.section) return bound.empty() ? std::nullopt : std::optional{bound};
  const bool is_hers =
      bound.empty() || std::find(bound.begin(), bound.end(), *request.section) != bound.end();
  return is_hers ? std::vector{*request.section} : std::vector<std::string>{};
}

pqxx::result take(Connection& connection, const ClaimRequest& request, Instant now, Instant until) {
  const auto sections = sections_of(request);
  if (sections && sections->empty()) return {};
  const std::string sql = claim_sql(request.limit, sections ? sections->size() : 0);
  if (!sections) {
    // One for each length: a client asks for the same again and again.
    const std::string name = "claim_" + std::to_string(request.limit);
    return run(connection, {name.c_str(), sql.c_str()}, request.by.site.value,
               request.by.token.value, timestamp(now), timestamp(until));
  }
  ArrayText literal;
  for (const std::string& section : *sections) literal.add(section);
  pqxx::nontransaction statement{connection};
  return statement.exec_params(sql, request.by.site.value, request.by.token.value, timestamp(now),
                               timestamp(until), literal.text());
}

}  // namespace

std::vector<QueuedComment> ClaimRows::claim(const ClaimRequest& request, Instant now,
                                            Instant until) {
  return pool_.with([&](Connection& connection) {
    std::vector<CommentId> ids;
    for (const auto& row : take(connection, request, now, until))
      ids.push_back({row[0].as<std::int64_t>()});
    auto comments = find_queued(connection, {request.by.site, now}, ids);
    count_campaigns(connection, request.by.site, request.by.sections, comments);
    return comments;
  });
}

void ClaimRows::let_go(const Principal& by) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return statement.exec_params0(let_go_sql, by.site.value, by.token.value);
  });
}

}  // namespace copytaster::postgres
