#include "postgres/decision_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "postgres/batch_record.hpp"
#include "postgres/reopened_sql.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

// A number says nothing of when: some are taken at once, and those that are left when the service
// ends are nobody's.
constexpr auto numbers_sql = "SELECT nextval('batch_seq') FROM generate_series(1, 64)";

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

std::vector<BatchId> DecisionRows::take_numbers() {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<BatchId> numbers;
    for (const auto& row : query.exec(numbers_sql)) numbers.push_back({row[0].as<std::int64_t>()});
    return numbers;
  });
}

/// Two who find none take some each.
BatchId DecisionRows::new_batch() {
  std::unique_lock lock{mutex_};
  if (numbers_.empty()) {
    lock.unlock();
    const auto taken = take_numbers();
    lock.lock();
    numbers_.insert(numbers_.end(), taken.rbegin(), taken.rend());  // the lowest first
  }
  const BatchId number = numbers_.back();
  numbers_.pop_back();
  return number;
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
  BatchRecord record{batch, moves, now};
  return pool_.with([&](Connection& connection) {
    if (std::ranges::none_of(moves, concerns_reports))
      return std::move(record.run(connection).front());
    return in_transaction<pqxx::work>(connection, [&](Statements& statements) {
      record.lock(statements);
      Recorded recorded{std::move(record.run(statements).front().moved)};
      bring_back(statements, batch.by.site, moves, recorded.moved);
      return recorded;
    });
  });
}

Recorded DecisionRows::record_waiting(const Batch& batch, std::span<const Move> moves,
                                      Instant now) {
  const WaitingBatch waiting{&batch, moves, now};
  return std::move(record_waiting({&waiting, 1}).front());
}

std::vector<Recorded> DecisionRows::record_waiting(std::span<const WaitingBatch> batches) {
  BatchRecord record{batches};
  return pool_.with([&](Connection& connection) { return record.run(connection); });
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
