#include "postgres/decision_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "postgres/moves_sql.hpp"
#include "postgres/reopened_sql.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

// The number is taken once, whether or not any comment is there.
constexpr Statement open_statement{"open_batch", R"sql(
  WITH numbered AS MATERIALIZED (SELECT nextval('batch_seq') AS batch)
  SELECT numbered.batch, c.id, c.state, c.version, t.name AS decided_by,
         p.comment_id IS NOT NULL AS appealed, p.against
    FROM numbered
    LEFT JOIN comment c ON c.site_id = $1 AND c.id = ANY ((SELECT $2::bigint[])::bigint[])
    LEFT JOIN principal t ON t.id = c.decided_by
    LEFT JOIN appeal p ON p.site_id = $1 AND p.comment_id = c.id AND p.answered_at IS NULL
)sql"};

constexpr Statement find_statement{"find_comments", R"sql(
  SELECT c.id, c.state, c.version, t.name AS decided_by,
         p.comment_id IS NOT NULL AS appealed, p.against
    FROM comment c
    LEFT JOIN principal t ON t.id = c.decided_by
    LEFT JOIN appeal p ON p.site_id = $1 AND p.comment_id = c.id AND p.answered_at IS NULL
   WHERE c.site_id = $1 AND c.id = ANY ((SELECT $2::bigint[])::bigint[])
)sql"};

constexpr auto outside_sql = R"sql(
  SELECT c.id FROM comment c JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   WHERE c.site_id = $1 AND c.id = ANY ((SELECT $2::bigint[])::bigint[])
     AND a.section <> ALL ($3::text[])
)sql";

// What was kept as it is has not moved, and there is nothing to take back. Who stays rejected after
// an appeal has been answered.
constexpr auto moves_of_sql = R"sql(
  SELECT comment_id, from_state, to_state, version, token_id,
         (extract(epoch FROM at) * 1000000)::bigint AS at
    FROM audit_entry
   WHERE site_id = $1 AND batch = $2 AND decision IN ('approve', 'reject', 'spam', 'undo')
     AND (from_state <> to_state OR decision = 'reject')
   ORDER BY id LIMIT $3
)sql";

constexpr auto moved_by_sql = R"sql(
  SELECT comment_id FROM audit_entry
   WHERE site_id = $1 AND batch = $2 AND comment_id = ANY ($3::bigint[])
     AND (from_state <> to_state OR decision <> 'approve')
)sql";

// A statement of its own: who was waited for may have reported the comment, and the next statement
// sees it. Only what is shown can be reported.
constexpr Statement lock_statement{"lock_comments", R"sql(
  SELECT FROM comment WHERE site_id = $1 AND id = ANY ((SELECT $2::bigint[])::bigint[])
   ORDER BY id FOR UPDATE
)sql"};

// What an approved comment has waited for since, its approval on an older version does not settle.
// In any other state but pending nothing waits.
constexpr Statement still_kept_statement{"still_kept", R"sql(
  SELECT c.id FROM comment c
    JOIN unnest((SELECT $2::bigint[]), $3::bigint[]) AS kept (id, version) USING (id)
   WHERE c.site_id = $1 AND c.state <> 0 AND (c.state <> 1 OR c.version = kept.version)
   ORDER BY c.id FOR UPDATE OF c
)sql"};

// Nothing is written to the comment, but colleagues must learn that it waits no more, and who
// dismissed what readers have reported. An appeal that came since is not settled by it.
constexpr Statement keep_statement{"keep_comments", R"sql(
  WITH unqueued AS (
    DELETE FROM queue
     WHERE site_id = $1 AND comment_id = ANY ((SELECT $5::bigint[])::bigint[]) AND NOT appeal
    RETURNING article_id, comment_id
  ), settled AS (
    UPDATE report SET settled_at = $3::timestamptz
     WHERE site_id = $1 AND comment_id = ANY ((SELECT $5::bigint[])::bigint[]) AND settled_at IS NULL
    RETURNING comment_id
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $1, $4, id, $2::bigint, 'approve', state, state, version, $3::timestamptz
      FROM comment
     WHERE site_id = $1 AND id IN (SELECT comment_id FROM settled) AND state = 1 ORDER BY id
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  )
  INSERT INTO change (site_id, article_id, comment_id, state, version, at)
  SELECT $1, u.article_id, c.id, c.state, c.version, $3::timestamptz
    FROM unqueued u JOIN comment c ON c.site_id = $1 AND c.id = u.comment_id ORDER BY c.id
)sql"};

// The version guard makes two hasty moderators safe: the second one finds no row. Rows are locked
// in the order of their ids, so that two batches cannot wait for each other.
constexpr auto record_sql = R"sql(
  WITH asked AS (
    SELECT * FROM unnest((SELECT $5::bigint[]), $6::bigint[], $7::smallint[], $8::text[],
                         $9::text[], $10::text[], $11::text[], $12::bytea[], $13::bytea[])
        AS g (id, version, to_state, decision, reason_code, reason, note, salt, digest)
  ), locked AS (
    SELECT c.id, c.article_id, c.created_at, c.state AS from_state, c.author_index, c.name_index,
           (c.state = 2 AND c.decided_by IS NULL AND c.decided_at IS NOT NULL) AS uncounted,
           asked.version, asked.to_state, asked.decision, asked.reason_code, asked.reason,
           asked.note, asked.salt, asked.digest,
           CASE WHEN asked.to_state = 0 THEN queue_score(c.verdict) END AS score,
           CASE WHEN asked.to_state = 0 THEN verdict_campaign(c.verdict) END AS campaign
      FROM comment c JOIN asked ON asked.id = c.id AND asked.version = c.version
     WHERE c.site_id = $1
     ORDER BY c.id
       FOR UPDATE OF c
  ), moved AS (
    UPDATE comment c
       SET state = l.to_state, version = c.version + 1,
           decided_at = CASE WHEN l.to_state <> 0 THEN $3::timestamptz END,
           decided_by = CASE WHEN l.to_state <> 0 THEN $2::bigint END,
           change_xid = pg_current_xact_id(),
           published_at = CASE WHEN l.to_state = 1 THEN coalesce(c.published_at, $3::timestamptz)
                               ELSE c.published_at END
      FROM locked l
     WHERE c.site_id = $1 AND c.id = l.id AND c.version = l.version
    RETURNING l.*
  )
)sql";

constexpr auto worded_sql = R"sql(
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
  SELECT m.id, m.to_state, m.version + 1 AS version, t.xid::text AS xid, t.change_id, a.key
    FROM moved m JOIN told t ON t.comment_id = m.id
    LEFT JOIN LATERAL (SELECT key FROM article WHERE id = m.article_id LIMIT 1) a ON true
)sql";

/// The moves as columns.
struct Asked {
  ArrayText id, version, to_state, decision, code, reason, note, salt, digest;

  explicit Asked(std::span<const Move> moves) {
    for (const Move& move : moves) {
      id.add(move.id.value);
      version.add(move.version.value);
      to_state.add(static_cast<std::int64_t>(move.transition.to));
      decision.add(move.act);
      add_code(move.code);
      add(reason, move.reason);
      add(note, move.note);
      add_bound(move.bound);
    }
  }
  /// Of the statement's parameters.
  std::vector<std::string> values(const Batch& batch, Instant now) {
    return {std::to_string(batch.by.site.value),
            std::to_string(batch.by.token.value),
            timestamp(now),
            std::to_string(batch.id.value),
            id.text(),
            version.text(),
            to_state.text(),
            decision.text(),
            code.text(),
            reason.text(),
            note.text(),
            salt.text(),
            digest.text()};
  }

 private:
  static void add(ArrayText& column, const std::optional<std::string>& text) {
    if (text)
      column.add(*text);
    else
      column.add_null();
  }
  void add_code(const std::optional<ReasonCode>& reason_code) {
    if (reason_code)
      code.add(name_of(*reason_code));
    else
      code.add_null();
  }
  void add_bound(const std::optional<SaltedDigest>& bound) {
    if (!bound) {
      salt.add_null();
      digest.add_null();
      return;
    }
    salt.add_bytes(bound->salt);
    digest.add_bytes(bound->digest);
  }
};

ArrayText array_of(std::span<const CommentId> ids) {
  ArrayText array;
  for (const auto id : ids) array.add(id.value);
  return array;
}

Standing standing_in(const pqxx::row& row) {
  Standing standing{{row["id"].as<std::int64_t>()},
                    state_in(row, "state"),
                    {row["version"].as<std::int64_t>()},
                    maybe_text_in(row, "decided_by")};
  if (!row["appealed"].as<bool>()) return standing;
  standing.appeal.emplace();
  if (!row["against"].is_null())
    standing.appeal->against = TokenId{row["against"].as<std::int64_t>()};
  return standing;
}

MadeMove made_move_in(const pqxx::row& row) {
  MadeMove made{{row["comment_id"].as<std::int64_t>()},
                {state_in(row, "from_state"), state_in(row, "to_state")},
                {row["version"].as<std::int64_t>()},
                std::nullopt,
                instant_in(row, "at")};
  if (!row["token_id"].is_null()) made.by = TokenId{row["token_id"].as<std::int64_t>()};
  return made;
}

std::vector<CommentId> ids_in(const pqxx::result& rows) {
  std::vector<CommentId> ids;
  for (const auto& row : rows) ids.push_back({row[0].as<std::int64_t>()});
  return ids;
}

Recorded recorded_in(const pqxx::result& rows, SiteId site) {
  Recorded recorded{ids_in(rows), std::vector<Change>{}};
  for (const auto& row : rows) {
    Change change{row["xid"].as<std::uint64_t>(), row["change_id"].as<std::int64_t>(), site,
                  std::string{text_in(row, "key")}};
    change.comment = {{row["id"].as<std::int64_t>()},
                      {row["version"].as<std::int64_t>()},
                      state_in(row, "to_state")};
    recorded.changes->push_back(std::move(change));
  }
  return recorded;
}

/// Whether readers' reports may come or come back with it: to what is shown, or is shown again.
/// Nothing else can be reported, so nothing that a statement would have to wait for escapes it.
bool concerns_reports(const Move& move) {
  return move.transition.from == State::approved || move.act == "undo";
}

/// What an undo has brought back to a state, and the versions that it has undone.
struct Undone {
  ArrayText ids;
  ArrayText versions;
  bool any = false;

  Undone(std::span<const Move> moves, const std::vector<CommentId>& moved, State to) {
    for (const Move& move : moves) {
      if (move.act != "undo" || move.transition.to != to) continue;
      if (std::ranges::find(moved, move.id) == moved.end()) continue;
      ids.add(move.id.value);
      versions.add(move.version.value);
      any = true;
    }
  }
};

/// What an undo shows again waits again with what readers had reported; what it rejects again, with
/// its author's appeal.
void bring_back(Statements& statements, SiteId site, std::span<const Move> moves,
                const std::vector<CommentId>& moved) {
  Undone shown{moves, moved, State::approved};
  if (shown.any) {
    statements.run(unsettle_statement, site.value, shown.ids.text(), shown.versions.text());
    statements.run(queue_reported_statement, site.value, shown.ids.text());
  }
  Undone rejected{moves, moved, State::rejected};
  if (rejected.any)
    statements.run(open_appeals_statement, site.value, rejected.ids.text(),
                   rejected.versions.text());
}

}  // namespace

OpenedBatch DecisionRows::open_batch(SiteId site, std::span<const CommentId> ids) {
  ArrayText wanted = array_of(ids);
  return pool_.with([&](Connection& connection) {
    const auto rows = run(connection, open_statement, site.value, wanted.text());
    OpenedBatch opened{{rows[0]["batch"].as<std::int64_t>()}, {}};
    for (const auto& row : rows) {
      if (!row["id"].is_null()) opened.standings.push_back(standing_in(row));
    }
    return opened;
  });
}

std::vector<Standing> DecisionRows::find(SiteId site, std::span<const CommentId> ids) {
  ArrayText wanted = array_of(ids);
  return pool_.with([&](Connection& connection) {
    std::vector<Standing> found;
    for (const auto& row : run(connection, find_statement, site.value, wanted.text()))
      found.push_back(standing_in(row));
    return found;
  });
}

std::vector<CommentId> DecisionRows::outside_of(SiteId site, std::span<const std::string> sections,
                                                std::span<const CommentId> ids) {
  ArrayText wanted = array_of(ids);
  ArrayText hers;
  for (const std::string& section : sections) hers.add(section);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return ids_in(query.exec_params(outside_sql, site.value, wanted.text(), hers.text()));
  });
}

Recorded DecisionRows::record(const Batch& batch, std::span<const Move> moves, Instant now) {
  static const std::string sql = std::string{record_sql} + moves_tail_sql + worded_sql;
  Asked asked{moves};
  const auto columns = asked.values(batch, now);
  const auto values = pqxx::prepare::make_dynamic_params(columns);
  const Statement record{"record_decisions", sql.c_str()};
  return pool_.with([&](Connection& connection) {
    if (std::ranges::none_of(moves, concerns_reports))
      return recorded_in(run(connection, record, values), batch.by.site);
    return in_transaction<pqxx::work>(connection, [&](Statements& statements) {
      statements.run(lock_statement, batch.by.site.value, asked.id.text());
      auto moved = ids_in(statements.run(record, values));
      bring_back(statements, batch.by.site, moves, moved);
      return Recorded{std::move(moved)};
    });
  });
}

void DecisionRows::keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) {
  ArrayText ids;
  ArrayText versions;
  for (const KeptComment& one : kept) {
    ids.add(one.id.value);
    versions.add(one.version.value);
  }
  pool_.with([&](Connection& connection) {
    in_transaction<pqxx::work>(connection, [&](Statements& statements) {
      ArrayText still = array_of(ids_in(
          statements.run(still_kept_statement, batch.by.site.value, ids.text(), versions.text())));
      return statements.run(keep_statement, batch.by.site.value, batch.by.token.value,
                            timestamp(now), batch.id.value, still.text());
    });
  });
}

std::vector<MadeMove> DecisionRows::moves_of(SiteId site, BatchId batch) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<MadeMove> made;
    for (const auto& row : query.exec_params(moves_of_sql, site.value, batch.value, decisions_max))
      made.push_back(made_move_in(row));
    return made;
  });
}

std::vector<CommentId> DecisionRows::moved_by(const Batch& batch, std::span<const CommentId> ids) {
  ArrayText wanted = array_of(ids);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return ids_in(
        query.exec_params(moved_by_sql, batch.by.site.value, batch.id.value, wanted.text()));
  });
}

}  // namespace copytaster::postgres
