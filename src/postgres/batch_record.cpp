#include "postgres/batch_record.hpp"

#include <algorithm>
#include <string>

#include <pqxx/pqxx>

#include "postgres/moves_sql.hpp"

namespace copytaster::postgres {
namespace {

// The version guard makes two hasty moderators safe: the second one finds no row. Rows are locked
// in the order of their ids, so that two statements cannot wait for each other.
constexpr auto begin_sql = R"sql(
  WITH asked AS (
    SELECT * FROM unnest((SELECT $2::bigint[]), $4::bigint[], $5::bigint[], $6::bigint[],
                         $7::smallint[], $8::text[], $9::text[], $10::text[], $11::text[],
                         $12::bytea[], $13::bytea[], $14::int[], $15::smallint[])
        AS g (token_id, batch, id, version, to_state, decision, reason_code, reason, note, salt,
              digest, at_least, from_state)
  ), locked AS (
    SELECT asked.*, c.article_id, c.created_at, c.author_index, c.name_index,
           (c.state = 2 AND c.decided_by IS NULL AND c.decided_at IS NOT NULL) AS uncounted,
           CASE WHEN asked.to_state = 0 THEN queue_score(c.verdict) END AS score,
           CASE WHEN asked.to_state = 0 THEN verdict_campaign(c.verdict) END AS campaign
      FROM comment c JOIN asked ON asked.id = c.id AND asked.version = c.version
     WHERE c.site_id = $1 AND c.state = asked.from_state
     ORDER BY c.id
)sql";

// Who decides with others waits for no comment of hers: it is looked at by itself, then.
constexpr auto together_sql = "FOR UPDATE OF c SKIP LOCKED";
constexpr auto alone_sql = "FOR UPDATE OF c";

constexpr auto moved_sql = R"sql(
  ), moved AS (
    UPDATE comment c
       SET state = l.to_state, version = c.version + 1,
           decided_at = CASE WHEN l.to_state <> 0 THEN $3::timestamptz END,
           decided_by = CASE WHEN l.to_state <> 0 THEN l.token_id END,
           change_xid = pg_current_xact_id(),
           published_at = CASE WHEN l.to_state = 1 THEN coalesce(c.published_at, $3::timestamptz)
                               ELSE c.published_at END
      FROM (SELECT *, count(*) OVER (PARTITION BY batch) AS found FROM locked) l
     WHERE c.site_id = $1 AND c.id = l.id AND c.version = l.version AND l.found >= l.at_least
    RETURNING l.*
  )
)sql";

constexpr auto end_sql = R"sql(
  , worded AS (
    INSERT INTO audit_detail (site_id, entry_id, salt, reason, note)
    SELECT $1, audited.entry_id, m.salt, m.reason, m.note
      FROM audited JOIN moved m ON m.id = audited.comment_id
     WHERE m.digest IS NOT NULL
  ), settled AS (
    UPDATE report r SET settled_at = $3::timestamptz FROM moved m
     WHERE r.site_id = $1 AND r.comment_id = m.id AND r.settled_at IS NULL AND m.to_state <> 0
       AND m.decision <> 'undo'
  ), answered AS (
    UPDATE appeal p SET answered_at = $3::timestamptz FROM moved m
     WHERE p.site_id = $1 AND p.comment_id = m.id AND p.answered_at IS NULL
       AND m.decision <> 'undo'
  ), stays_rejected AS (
    DELETE FROM queue q USING moved m
     WHERE q.site_id = $1 AND q.comment_id = m.id AND m.to_state = m.from_state
       AND m.decision <> 'undo'
  )
  SELECT m.batch, m.id, m.to_state, m.version + 1 AS version, t.xid::text AS xid, t.change_id, a.key
    FROM moved m JOIN told t ON t.comment_id = m.id
    LEFT JOIN LATERAL (SELECT key FROM article WHERE id = m.article_id LIMIT 1) a ON true
)sql";

// A statement of its own: who was waited for may have reported the comment, and the next statement
// sees it. Only what is shown can be reported.
constexpr Statement lock_statement{"lock_comments", R"sql(
  SELECT FROM comment WHERE site_id = $1 AND id = ANY ((SELECT $2::bigint[])::bigint[])
   ORDER BY id FOR UPDATE
)sql"};

std::string statement_with(const char* lock) {
  return std::string{begin_sql} + lock + moved_sql + moves_tail_sql + end_sql;
}

void add(ArrayText& column, const std::optional<std::string>& text) {
  if (text)
    column.add(*text);
  else
    column.add_null();
}

Change change_in(const pqxx::row& row, SiteId site) {
  Change change{row["xid"].as<std::uint64_t>(), row["change_id"].as<std::int64_t>(), site,
                std::string{text_in(row, "key")}};
  change.comment = {{row["id"].as<std::int64_t>()},
                    {row["version"].as<std::int64_t>()},
                    state_in(row, "to_state")};
  return change;
}

}  // namespace

BatchRecord::BatchRecord(const Batch& batch, std::span<const Move> moves, Instant now)
    : site_(batch.by.site), now_(now) {
  add(batch, moves, 0);
}

BatchRecord::BatchRecord(std::span<const WaitingBatch> batches)
    : site_(batches.front().batch->by.site), now_(batches.front().now), is_together_(true) {
  for (const WaitingBatch& one : batches) {
    now_ = std::max(now_, one.now);
    add(*one.batch, one.moves, one.moves.size());
  }
}

void BatchRecord::add(const Batch& batch, std::span<const Move> moves, std::size_t at_least) {
  batches_.push_back(batch.id);
  for (const Move& move : moves) {
    batch_.add(batch.id.value);
    token_.add(batch.by.token.value);
    at_least_.add(static_cast<std::int64_t>(at_least));
    add(move);
  }
}

void BatchRecord::add(const Move& move) {
  id_.add(move.id.value);
  version_.add(move.version.value);
  from_state_.add(static_cast<std::int64_t>(move.transition.from));
  to_state_.add(static_cast<std::int64_t>(move.transition.to));
  decision_.add(move.act);
  postgres::add(code_, move.code ? std::optional{std::string{name_of(*move.code)}} : std::nullopt);
  postgres::add(reason_, move.reason);
  postgres::add(note_, move.note);
  if (move.bound) {
    salt_.add_bytes(move.bound->salt);
    digest_.add_bytes(move.bound->digest);
  } else {
    salt_.add_null();
    digest_.add_null();
  }
}

void BatchRecord::lock(Statements& statements) {
  statements.run(lock_statement, site_.value, id_.text());
}

std::vector<Recorded> BatchRecord::run(Connection& connection) {
  return in_transaction<pqxx::nontransaction>(connection,
                                              [&](Statements& alone) { return run(alone); });
}

std::size_t BatchRecord::place_of(BatchId batch) const {
  return static_cast<std::size_t>(std::ranges::find(batches_, batch) - batches_.begin());
}

std::vector<Recorded> BatchRecord::run(Statements& statements) {
  static const std::string together = statement_with(together_sql);
  static const std::string alone = statement_with(alone_sql);
  const auto rows = statements.run(is_together_ ? Statement{"record_waiting", together.c_str()}
                                                : Statement{"record_decisions", alone.c_str()},
                                   site_.value, token_.text(), timestamp(now_), batch_.text(),
                                   id_.text(), version_.text(), to_state_.text(), decision_.text(),
                                   code_.text(), reason_.text(), note_.text(), salt_.text(),
                                   digest_.text(), at_least_.text(), from_state_.text());
  std::vector<Recorded> all(batches_.size(), Recorded{{}, std::vector<Change>{}});
  for (const auto& row : rows) {
    Recorded& recorded = all.at(place_of({row["batch"].as<std::int64_t>()}));
    recorded.moved.push_back({row["id"].as<std::int64_t>()});
    recorded.changes->push_back(change_in(row, site_));
  }
  return all;
}

}  // namespace copytaster::postgres
