#include "postgres/comment_record_store.hpp"

#include <pqxx/pqxx>

#include "postgres/audit_rows.hpp"
#include "postgres/near_comments.hpp"
#include "postgres/queued_comments.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// $3: sections, none for all. An emptied place is shown as such: what was decided about it is
// known.
constexpr auto there_sql = R"sql(
   WHERE c.site_id = $1 AND c.id = $2 AND ($3::text[] = '{}' OR a.section = ANY ($3::text[]))
)sql";

constexpr auto comment_sql = R"sql(
  SELECT c.id, c.parent_id, c.author, c.url, c.text, c.state, c.version, c.verdict,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at,
         (extract(epoch FROM c.decided_at) * 1000000)::bigint AS decided_at,
         (extract(epoch FROM c.published_at) * 1000000)::bigint AS published_at,
         t.name AS decided_by,
         a.key AS article, a.section, a.url AS article_url, a.title AS article_title,
         h.approved, h.rejected, h.spam,
         coalesce(q.reports, 0) AS reports, coalesce(q.appeal, false) AS appeal,
         coalesce(q.score, 0) AS score, 0 AS campaign,
         CASE WHEN q.claimed_until > $4::timestamptz
              THEN coalesce((SELECT name FROM principal WHERE id = q.claimed_by), '') END
           AS claimed_by,
         CASE WHEN q.claimed_until > $4::timestamptz
              THEN (extract(epoch FROM q.claimed_until) * 1000000)::bigint END AS claimed_until
    FROM comment c
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
    LEFT JOIN queue q ON q.site_id = c.site_id AND q.comment_id = c.id
    LEFT JOIN principal t ON t.id = c.decided_by
)sql";

constexpr auto decisions_sql = R"sql(
    FROM (SELECT * FROM audit_entry WHERE site_id = $1 AND comment_id = $2
           ORDER BY id DESC LIMIT $3) e
)sql";

// That it was changed is known for good; what it said before, for some time.
constexpr auto edits_sql = R"sql(
  SELECT e.version, (extract(epoch FROM e.at) * 1000000)::bigint AS at, r.text
    FROM audit_entry e
    LEFT JOIN revision r
           ON r.site_id = e.site_id AND r.comment_id = e.comment_id AND r.version = e.version - 1
   WHERE e.site_id = $1 AND e.comment_id = $2 AND e.decision = 'edit'
   ORDER BY e.id DESC LIMIT $3
)sql";

constexpr auto reports_sql = R"sql(
  SELECT reason, (extract(epoch FROM at) * 1000000)::bigint AS at,
         (extract(epoch FROM settled_at) * 1000000)::bigint AS settled_at
    FROM report WHERE site_id = $1 AND comment_id = $2
   ORDER BY at DESC, reporter LIMIT $3
)sql";

// Who looks is on record in the same transaction, or nothing is read.
constexpr auto reveal_sql = R"sql(
  WITH there AS (
    SELECT c.id, c.state, c.version, c.author, c.url, c.text
      FROM comment c JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
)sql";
constexpr auto revealed_sql = R"sql(
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $1, nextval('batch_seq'), id, $4::bigint, 'reveal', state, state, version, $5::timestamptz
      FROM there
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  )
  SELECT t.author, t.url, t.text, s.sealed
    FROM there t JOIN sealed_contacts($1, ARRAY[$2::bigint]) s ON s.id = t.id
)sql";

std::string sections_of(const RecordAsked& asked) {
  ArrayText sections;
  for (const std::string& section : asked.sections) sections.add(section);
  return sections.text();
}

std::optional<CommentRecord> found(pqxx::transaction_base& read, const RecordAsked& asked,
                                   Instant now) {
  static const std::string sql = std::string{comment_sql} + history_sql + there_sql;
  const auto rows =
      read.exec_params(sql, asked.site.value, asked.id.value, sections_of(asked), timestamp(now));
  if (rows.empty()) return std::nullopt;
  CommentRecord record;
  record.queued = std::move(queued_in(rows).front());
  const auto row = rows[0];
  record.article_url = text_in(row, "article_url");
  record.article_title = text_in(row, "article_title");
  record.decided_by = maybe_text_in(row, "decided_by");
  record.decided_at = maybe_instant_in(row, "decided_at");
  record.published_at = maybe_instant_in(row, "published_at");
  return record;
}

void add_decisions(pqxx::transaction_base& read, const RecordAsked& asked, CommentRecord& record) {
  static const std::string sql = std::string{"SELECT "} + entry_columns_sql + listed_columns_sql +
                                 decisions_sql + listed_joins_sql + " ORDER BY e.id DESC";
  for (const auto& row :
       read.exec_params(sql, asked.site.value, asked.id.value, record_decisions_max))
    record.decisions.push_back(listed_in(row));
}

void add_edits(pqxx::transaction_base& read, const RecordAsked& asked, CommentRecord& record) {
  for (const auto& row :
       read.exec_params(edits_sql, asked.site.value, asked.id.value, record_edits_max))
    record.edits.push_back(
        {{row["version"].as<std::int64_t>()}, instant_in(row, "at"), maybe_text_in(row, "text")});
}

void add_reports(pqxx::transaction_base& read, const RecordAsked& asked, CommentRecord& record) {
  for (const auto& row :
       read.exec_params(reports_sql, asked.site.value, asked.id.value, record_reports_max))
    record.reports.push_back({std::string{text_in(row, "reason")}, instant_in(row, "at"),
                              maybe_instant_in(row, "settled_at")});
}

}  // namespace

std::optional<CommentRecord> CommentRecordRows::read_record(const RecordAsked& asked, Instant now) {
  return pool_.read([&](Connection& connection) -> std::optional<CommentRecord> {
    std::optional<CommentRecord> record;
    {
      pqxx::nontransaction read{connection};
      record = found(read, asked, now);
      if (!record) return record;
      add_near(read, asked, *record);
      add_edits(read, asked, *record);
      add_decisions(read, asked, *record);
      add_reports(read, asked, *record);
    }
    std::vector<QueuedComment> one{std::move(record->queued)};
    add_more_words(connection, asked.site, one);
    record->queued = std::move(one.front());
    return record;
  });
}

std::optional<SealedWords> CommentRecordRows::read_sealed(const RecordAsked& asked, TokenId by,
                                                          Instant now) {
  static const std::string sql = std::string{reveal_sql} + there_sql + revealed_sql;
  return pool_.with([&](Connection& connection) -> std::optional<SealedWords> {
    pqxx::work work{connection};
    const auto rows = work.exec_params(sql, asked.site.value, asked.id.value, sections_of(asked),
                                       by.value, timestamp(now));
    if (rows.empty()) return std::nullopt;
    SealedWords words{{bytes_in(rows[0], "sealed")},
                      std::string{text_in(rows[0], "author")},
                      maybe_text_in(rows[0], "url"),
                      std::string{text_in(rows[0], "text")}};
    work.commit();
    return words;
  });
}

}  // namespace copytaster::postgres
