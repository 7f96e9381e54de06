#include "postgres/receipt_store.hpp"

#include <pqxx/pqxx>

#include "postgres/moves_sql.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// The reason is that of the last rejection, and none where that one gave none; who stays rejected
// after an appeal without a further reason keeps the one there was. Of an emptied place there is
// nothing to tell, not even whose it was.
constexpr auto find_sql = R"sql(
  SELECT c.id, c.version, c.state, c.text,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         why.reason, why.reason_code,
         (extract(epoch FROM p.at) * 1000000)::bigint AS appealed_at,
         p.answered_at IS NOT NULL AS answered,
         a.id AS article_id, a.url AS article_url, a.section, a.state AS article_state,
         (extract(epoch FROM a.closes_at) * 1000000)::bigint AS closes_at, a.premoderation,
         (extract(epoch FROM a.created_at) * 1000000)::bigint AS known_since
    FROM comment c JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
    LEFT JOIN appeal p ON p.site_id = c.site_id AND p.comment_id = c.id
    LEFT JOIN LATERAL (
         SELECT d.reason, e.reason_code FROM audit_entry e
           LEFT JOIN audit_detail d ON d.site_id = e.site_id AND d.entry_id = e.id
          WHERE e.site_id = c.site_id AND e.comment_id = c.id AND e.decision = 'reject'
            AND (e.from_state <> e.to_state OR d.reason <> '' OR e.reason_code IS NOT NULL)
          ORDER BY e.id DESC LIMIT 1) why ON c.state = 2
   WHERE c.site_id = $1 AND c.id = $2 AND c.author_index <> ''
)sql";

// As the intake asks, but for what the comment itself has added to the record.
constexpr auto form_sql = R"sql(
  SELECT c.author, c.url, c.parent_id, s.sealed,
         h.approved - (c.state = 1)::int AS approved, h.rejected - (c.state = 2)::int AS rejected,
         h.spam - (c.state = 3)::int AS spam, h.refused_share,
         h.approved_by_name > (c.state = 1)::int
           AND coalesce(h.last_approved_at > $3::timestamptz - interval '180 days', false)
           AND NOT coalesce(h.last_refused_at > $3::timestamptz - interval '180 days', false)
           AS known_author
    FROM comment c
    JOIN sealed_contacts($1, ARRAY[$2::bigint]) s ON s.id = c.id
   CROSS JOIN LATERAL (
         SELECT coalesce(sum(approved), 0) AS approved, coalesce(sum(rejected), 0) AS rejected,
                coalesce(sum(spam), 0) AS spam,
                refused_share(sum(faded(lately_approved, lately_at, $3::timestamptz)),
                              sum(faded(lately_refused, lately_at, $3::timestamptz)))
                  AS refused_share,
                coalesce(sum(approved) FILTER (WHERE name_index = c.name_index), 0)
                  AS approved_by_name,
                max(last_approved_at) FILTER (WHERE name_index = c.name_index) AS last_approved_at,
                max(last_refused_at) AS last_refused_at
           FROM author
          WHERE site_id = c.site_id AND author_index = c.author_index) h
   WHERE c.site_id = $1 AND c.id = $2
)sql";

constexpr auto said_itself_sql = R"sql(
  SELECT EXISTS (SELECT FROM revision WHERE site_id = $1 AND comment_id = $2 AND text = $3)
)sql";

// A statement of its own: who was waited for may have reported the comment, and the next statement
// sees it.
constexpr auto lock_sql = R"sql(
  SELECT FROM comment WHERE site_id = $1 AND id = $2 FOR UPDATE
)sql";

// Of an edit and a decision at once the second finds no row: the same guard as a decision's. Where
// the rules have moved it nobody has decided; where it stays, what was decided stands.
constexpr auto edit_sql = R"sql(
  WITH standing AS (
    SELECT $4::bigint AS batch, $2::bigint AS token_id, c.id, c.article_id, c.created_at,
           c.author_index, c.name_index, c.version,
           c.state AS from_state, $7::smallint AS to_state, 'edit' AS decision,
           (c.state = 2 AND c.decided_by IS NULL AND c.decided_at IS NOT NULL) AS uncounted,
           NULL::text AS reason_code, NULL::bytea AS digest, queue_score($10) AS score,
           verdict_campaign($10) AS campaign, c.text, c.verdict
      FROM comment c
     WHERE c.site_id = $1 AND c.id = $5 AND c.version = $6
  ), moved AS (
    UPDATE comment c
       SET state = s.to_state, version = c.version + 1, text = $8, sealed = $9, verdict = $10,
           edited_at = $3::timestamptz,
           decided_at = CASE WHEN s.to_state = s.from_state THEN c.decided_at END,
           decided_by = CASE WHEN s.to_state = s.from_state THEN c.decided_by END,
           change_xid = pg_current_xact_id()
      FROM standing s
     WHERE c.site_id = $1 AND c.id = s.id AND c.version = s.version
    RETURNING s.*
  ), kept AS (
    INSERT INTO revision (site_id, comment_id, version, text, verdict, until)
    SELECT $1, id, version, text, verdict, $3::timestamptz FROM moved
  ), rescored AS (
    UPDATE queue q
       SET score = m.score, campaign = CASE WHEN q.reports = 0 THEN m.campaign ELSE 0 END
      FROM moved m
     WHERE q.site_id = $1 AND q.comment_id = m.id AND m.to_state = m.from_state
  )
)sql";

// The comment keeps its state and its decision. Whose rejection it is about is what the audit says:
// an undo may have rejected it again since.
constexpr auto appeal_sql = R"sql(
  WITH standing AS (
    SELECT $4::bigint AS batch, $2::bigint AS token_id, c.id, c.article_id, c.created_at,
           c.author_index, c.name_index, c.version,
           c.state AS from_state, $7::smallint AS to_state, 'appeal' AS decision,
           false AS uncounted, NULL::text AS reason_code, NULL::bytea AS digest,
           queue_score(c.verdict) AS score, 0 AS campaign
      FROM comment c
     WHERE c.site_id = $1 AND c.id = $5 AND c.version = $6
  ), moved AS (
    UPDATE comment c SET version = c.version + 1
      FROM standing s
     WHERE c.site_id = $1 AND c.id = s.id AND c.version = s.version
    RETURNING s.*
  ), appealed AS (
    INSERT INTO appeal (site_id, comment_id, text, at, against)
    SELECT $1, id, $8, $3::timestamptz,
           (SELECT e.token_id FROM audit_entry e
             WHERE e.site_id = $1 AND e.comment_id = $5 AND e.decision = 'reject'
               AND e.from_state <> e.to_state
             ORDER BY e.id DESC LIMIT 1)
      FROM moved
  ), raised AS (
    INSERT INTO queue (site_id, comment_id, article_id, created_at, appeal, section, score)
    SELECT $1, id, article_id, created_at, true,
           coalesce((SELECT section FROM article a WHERE a.id = article_id), ''), score
      FROM moved
        ON CONFLICT (site_id, comment_id) DO UPDATE SET appeal = true
  )
)sql";

constexpr auto withdraw_sql = R"sql(
  WITH standing AS (
    SELECT $4::bigint AS batch, $2::bigint AS token_id, c.id, c.article_id, c.created_at,
           c.author_index, c.name_index, c.version,
           c.state AS from_state, $7::smallint AS to_state, 'withdraw' AS decision,
           (c.state = 2 AND c.decided_by IS NULL AND c.decided_at IS NOT NULL) AS uncounted,
           NULL::text AS reason_code, NULL::bytea AS digest, 0 AS score, 0 AS campaign
      FROM comment c
     WHERE c.site_id = $1 AND c.id = $5 AND c.version = $6
  ), moved AS (
    UPDATE comment c
       SET state = s.to_state, version = c.version + 1, decided_at = $3::timestamptz,
           decided_by = NULL, change_xid = pg_current_xact_id()
      FROM standing s
     WHERE c.site_id = $1 AND c.id = s.id AND c.version = s.version
    RETURNING s.*
  ), unappealed AS (
    UPDATE appeal p SET answered_at = $3::timestamptz FROM moved m
     WHERE p.site_id = $1 AND p.comment_id = m.id AND p.answered_at IS NULL
  )
)sql";

/// One comment, so the answer is one row or none.
std::string whole(const char* begin) {
  return std::string{begin} + moves_tail_sql + "SELECT FROM moved";
}

constexpr std::optional<std::int64_t> nobody;  // signed in, that is

OwnComment own_in(const pqxx::row& row) {
  OwnComment own{{row["id"].as<std::int64_t>()}, {row["version"].as<std::int64_t>()},
                 state_in(row, "state"),         std::string{text_in(row, "text")},
                 instant_in(row, "created_at"),  maybe_text_in(row, "reason"),
                 article_in(row).value()};
  if (const auto code = maybe_text_in(row, "reason_code"))
    own.reason_code = parse_reason_code(*code);
  if (const auto at = maybe_instant_in(row, "appealed_at"))
    own.appeal = OwnAppeal{*at, row["answered"].as<bool>()};
  return own;
}

OwnForm form_in(const pqxx::row& row) {
  OwnForm form;
  form.author = text_in(row, "author");
  form.url = maybe_text_in(row, "url");
  if (!row["parent_id"].is_null()) form.parent = CommentId{row["parent_id"].as<std::int64_t>()};
  form.sealed = {bytes_in(row, "sealed")};
  form.facts.approved_before = row["approved"].as<int>();
  form.facts.rejected_before = row["rejected"].as<int>();
  form.facts.spam_before = row["spam"].as<int>();
  form.facts.refused_share_lately = row["refused_share"].as<int>();
  form.facts.known_author = row["known_author"].as<bool>();
  return form;
}

}  // namespace

std::optional<OwnComment> ReceiptRows::find_own(SiteId site, CommentId id) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<OwnComment> {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(find_sql, site.value, id.value);
    if (rows.empty()) return std::nullopt;
    return own_in(rows[0]);
  });
}

std::optional<OwnForm> ReceiptRows::find_form(SiteId site, CommentId id, Instant now) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<OwnForm> {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(form_sql, site.value, id.value, timestamp(now));
    if (rows.empty()) return std::nullopt;
    return form_in(rows[0]);
  });
}

bool ReceiptRows::said_itself(SiteId site, CommentId id, std::string_view text) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return query.exec_params(said_itself_sql, site.value, id.value, std::string{text})[0][0]
        .as<bool>();
  });
}

BatchId ReceiptRows::new_attempt() {
  return pool_.with([](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return BatchId{query.exec1("SELECT nextval('batch_seq')")[0].as<std::int64_t>()};
  });
}

bool ReceiptRows::record_edit(const AuthorsMove& move, const NewWords& words, Instant now) {
  static const std::string sql = whole(edit_sql);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    work.exec_params(lock_sql, move.site.value, move.id.value);
    const auto moved =
        work.exec_params(sql, move.site.value, nobody, timestamp(now), move.attempt.value,
                         move.id.value, move.version.value, static_cast<int>(move.transition.to),
                         words.text, bytea(words.sealed.bytes), words.verdict_json);
    work.commit();
    return !moved.empty();
  });
}

bool ReceiptRows::record_withdrawal(const AuthorsMove& move, Instant now) {
  static const std::string sql = whole(withdraw_sql);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    work.exec_params(lock_sql, move.site.value, move.id.value);
    const auto moved =
        work.exec_params(sql, move.site.value, nobody, timestamp(now), move.attempt.value,
                         move.id.value, move.version.value, static_cast<int>(move.transition.to));
    work.commit();
    return !moved.empty();
  });
}

bool ReceiptRows::record_appeal(const AuthorsMove& move, const std::string& text, Instant now) {
  static const std::string sql = whole(appeal_sql);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    work.exec_params(lock_sql, move.site.value, move.id.value);
    const auto moved = work.exec_params(sql, move.site.value, nobody, timestamp(now),
                                        move.attempt.value, move.id.value, move.version.value,
                                        static_cast<int>(move.transition.to), text);
    work.commit();
    return !moved.empty();
  });
}

bool ReceiptRows::is_recorded(SiteId site, BatchId attempt) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return !query
                .exec_params("SELECT FROM audit_entry WHERE site_id = $1 AND batch = $2 LIMIT 1",
                             site.value, attempt.value)
                .empty();
  });
}

}  // namespace copytaster::postgres
