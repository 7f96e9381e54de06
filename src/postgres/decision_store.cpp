#include "postgres/decision_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT c.id, c.state, c.version, t.name AS decided_by
    FROM comment c
    LEFT JOIN api_token t ON t.id = c.decided_by
   WHERE c.site_id = $1 AND c.id = ANY ($2::bigint[])
)sql";

// The version guard makes two hasty moderators safe: the second one finds no row. Rows are locked
// in the order of their ids, so that two batches cannot wait for each other.
constexpr auto record_sql = R"sql(
  WITH asked AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[],
                         $6::text[])
        AS g (id, version, to_state, decision, reason, note)
  ), locked AS (
    SELECT c.id, c.state AS from_state, c.author_index, c.name_index, asked.version,
           asked.to_state, asked.decision, asked.reason, asked.note
      FROM comment c JOIN asked ON asked.id = c.id AND asked.version = c.version
     WHERE c.site_id = $7
     ORDER BY c.id
       FOR UPDATE OF c
  ), moved AS (
    UPDATE comment c
       SET state = l.to_state, version = c.version + 1, decided_at = $9::timestamptz,
           decided_by = $8, change_xid = pg_current_xact_id(),
           published_at = CASE WHEN l.to_state = 1 THEN coalesce(c.published_at, $9::timestamptz)
                               ELSE c.published_at END
      FROM locked l
     WHERE c.site_id = $7 AND c.id = l.id AND c.version = l.version
    RETURNING l.*
  ), unqueued AS (
    DELETE FROM queue q USING moved m WHERE q.site_id = $7 AND q.comment_id = m.id
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $7, $10, id, $8, decision, from_state, to_state, version + 1, $9::timestamptz
      FROM moved ORDER BY id
    RETURNING id AS entry_id, comment_id
  ), worded AS (
    INSERT INTO audit_detail (site_id, entry_id, reason, note)
    SELECT $7, audited.entry_id, m.reason, m.note
      FROM audited JOIN moved m ON m.id = audited.comment_id
     WHERE m.reason IS NOT NULL OR m.note IS NOT NULL
  ), counted AS (
    INSERT INTO author AS a (site_id, author_index, name_index, approved, rejected, spam,
                             last_approved_at, last_refused_at)
    SELECT $7, author_index, name_index,
           sum((to_state = 1)::int - (from_state = 1)::int),
           sum((to_state = 2)::int - (from_state = 2)::int),
           sum((to_state = 3)::int - (from_state = 3)::int),
           CASE WHEN bool_or(to_state = 1) THEN $9::timestamptz END,
           CASE WHEN bool_or(to_state IN (2, 3)) THEN $9::timestamptz END
      FROM moved
     GROUP BY author_index, name_index
     ORDER BY author_index, name_index
        ON CONFLICT (site_id, author_index, name_index) DO UPDATE
       SET approved = a.approved + excluded.approved, rejected = a.rejected + excluded.rejected,
           spam = a.spam + excluded.spam,
           last_approved_at = coalesce(excluded.last_approved_at, a.last_approved_at),
           last_refused_at = coalesce(excluded.last_refused_at, a.last_refused_at)
  )
  SELECT id FROM moved
)sql";

/// The moves as columns.
struct Asked {
  ArrayText id, version, to_state, decision, reason, note;

  explicit Asked(std::span<const Move> moves) {
    for (const Move& move : moves) {
      id.add(move.request->id.value);
      version.add(move.request->version.value);
      to_state.add(static_cast<std::int64_t>(move.transition.to));
      decision.add(name_of(move.request->decision));
      add(reason, move.request->reason);
      add(note, move.request->note);
    }
  }

 private:
  static void add(ArrayText& column, const std::optional<std::string>& text) {
    if (text)
      column.add(*text);
    else
      column.add_null();
  }
};

}  // namespace

std::vector<Standing> DecisionRows::find(SiteId site, std::span<const CommentId> ids) {
  ArrayText wanted;
  for (const auto id : ids) wanted.add(id.value);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<Standing> found;
    for (const auto& row : query.exec_params(find_sql, site.value, wanted.text()))
      found.push_back({{row["id"].as<std::int64_t>()},
                       state_in(row, "state"),
                       {row["version"].as<std::int64_t>()},
                       maybe_text_in(row, "decided_by")});
    return found;
  });
}

RecordedBatch DecisionRows::record(const Principal& by, std::span<const Move> moves, Instant now) {
  Asked asked{moves};
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    RecordedBatch batch;
    batch.batch = {statement.exec("SELECT nextval('batch_seq')")[0][0].as<std::int64_t>()};
    if (moves.empty()) return batch;
    const auto rows = statement.exec_params(record_sql, asked.id.text(), asked.version.text(),
                                            asked.to_state.text(), asked.decision.text(),
                                            asked.reason.text(), asked.note.text(), by.site.value,
                                            by.token.value, timestamp(now), batch.batch.value);
    for (const auto& row : rows) batch.moved.push_back({row[0].as<std::int64_t>()});
    return batch;
  });
}

}  // namespace copytaster::postgres
