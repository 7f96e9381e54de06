#include "postgres/queued_comments.hpp"

#include <map>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr Statement reasons_statement{"queue_reasons", R"sql(
  SELECT id, r.reason
    FROM unnest((SELECT $2::bigint[])) AS id
   CROSS JOIN LATERAL (SELECT reason FROM report
                        WHERE site_id = $1 AND comment_id = id AND settled_at IS NULL
                          AND reason <> ''
                        ORDER BY at DESC, reporter LIMIT $3) r
)sql"};

constexpr Statement before_statement{"queue_before", R"sql(
  SELECT id, r.text, r.until
    FROM unnest((SELECT $2::bigint[])) AS id
   CROSS JOIN LATERAL (SELECT text, (extract(epoch FROM until) * 1000000)::bigint AS until
                         FROM revision
                        WHERE site_id = $1 AND comment_id = id
                        ORDER BY version DESC LIMIT 1) r
)sql"};

// The rejection that it is about is the last that has moved the comment: to stay rejected is none.
constexpr Statement appeals_statement{"queue_appeals", R"sql(
  SELECT p.comment_id AS id, p.text, (extract(epoch FROM p.at) * 1000000)::bigint AS at,
         t.name AS decided_by, (extract(epoch FROM e.at) * 1000000)::bigint AS decided_at,
         coalesce(e.reason_code, d.reason) AS reason, d.note
    FROM appeal p
    LEFT JOIN principal t ON t.id = p.against
    LEFT JOIN LATERAL (SELECT id, at, reason_code FROM audit_entry
                        WHERE site_id = $1 AND comment_id = p.comment_id AND decision = 'reject'
                          AND from_state <> to_state
                        ORDER BY id DESC LIMIT 1) e ON true
    LEFT JOIN audit_detail d ON d.site_id = $1 AND d.entry_id = e.id
   WHERE p.site_id = $1 AND p.comment_id = ANY ((SELECT $2::bigint[])::bigint[])
)sql"};

class QueueColumns {
 public:
  explicit QueueColumns(const pqxx::result& rows)
      : comment_(rows),
        version_(rows.column_number("version")),
        state_(rows.column_number("state")),
        article_(rows.column_number("article")),
        section_(rows.column_number("section")),
        verdict_(rows.column_number("verdict")),
        approved_(rows.column_number("approved")),
        rejected_(rows.column_number("rejected")),
        spam_(rows.column_number("spam")),
        reports_(rows.column_number("reports")),
        appeal_(rows.column_number("appeal")) {}

  QueuedComment queued_in(const pqxx::row& row) const {
    QueuedComment queued;
    queued.comment = comment_.comment_in(row);
    queued.version = {row[version_].as<std::int64_t>()};
    queued.state = state_in(row[state_]);
    queued.article = text_in(row[article_]);
    queued.section = text_in(row[section_]);
    queued.verdict_json = text_in(row[verdict_]);
    queued.approved_before = row[approved_].as<int>();
    queued.rejected_before = row[rejected_].as<int>();
    queued.spam_before = row[spam_].as<int>();
    queued.reports = row[reports_].as<int>();
    if (row[appeal_].as<bool>()) queued.appeal = QueuedAppeal{{}, {}, {}, {}, {}, {}};
    return queued;
  }

 private:
  using Place = pqxx::row::size_type;
  CommentColumns comment_;
  Place version_, state_, article_, section_, verdict_, approved_, rejected_, spam_, reports_,
      appeal_;
};

void add_reasons(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> reported;
  for (QueuedComment& queued : comments) {
    if (queued.reports == 0) continue;
    ids.add(queued.comment.id.value);
    reported[queued.comment.id] = &queued;
  }
  if (reported.empty()) return;
  for (const auto& row :
       run(connection, reasons_statement, site.value, ids.text(), report_reasons_max))
    reported.at({row["id"].as<std::int64_t>()})
        ->report_reasons.emplace_back(text_in(row, "reason"));
}

void add_earlier_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> edited;
  for (QueuedComment& queued : comments) {
    if (!queued.comment.edited_at) continue;
    ids.add(queued.comment.id.value);
    edited[queued.comment.id] = &queued;
  }
  if (edited.empty()) return;
  for (const auto& row : run(connection, before_statement, site.value, ids.text()))
    edited.at({row["id"].as<std::int64_t>()})->before = {std::string{text_in(row, "text")},
                                                         instant_in(row, "until")};
}

void add_appeals(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> appealed;
  for (QueuedComment& queued : comments) {
    if (!queued.appeal) continue;
    ids.add(queued.comment.id.value);
    appealed[queued.comment.id] = &queued;
  }
  if (appealed.empty()) return;
  for (const auto& row : run(connection, appeals_statement, site.value, ids.text()))
    appealed.at({row["id"].as<std::int64_t>()})->appeal = {
        std::string{text_in(row, "text")}, instant_in(row, "at"),
        maybe_text_in(row, "decided_by"),  maybe_instant_in(row, "decided_at"),
        maybe_text_in(row, "reason"),      maybe_text_in(row, "note")};
}

}  // namespace

std::vector<QueuedComment> queued_in(const pqxx::result& rows) {
  std::vector<QueuedComment> comments;
  comments.reserve(rows.size());
  const QueueColumns columns{rows};
  for (const auto& row : rows) comments.push_back(columns.queued_in(row));
  return comments;
}

void add_more_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  add_reasons(connection, site, comments);
  add_earlier_words(connection, site, comments);
  add_appeals(connection, site, comments);
}

}  // namespace copytaster::postgres
