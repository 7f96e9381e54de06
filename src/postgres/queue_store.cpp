#include "postgres/queue_store.hpp"

#include <map>

#include <pqxx/pqxx>

#include "postgres/queue_page_sql.hpp"
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

/// One comment more than asked shows that there is a next page.
QueuePage page_in(const pqxx::result& rows, const QueueQuery& query) {
  QueuePage page;
  page.comments.reserve(rows.size());
  const QueueColumns columns{rows};
  for (const auto& row : rows) page.comments.push_back(columns.queued_in(row));
  if (page.comments.size() <= static_cast<std::size_t>(query.limit)) return page;
  page.comments.pop_back();
  const QueuedComment& last = page.comments.back();
  page.next = {last.comment.created_at, last.comment.id, last.reports};
  return page;
}

pqxx::result read_page(Connection& connection, const QueueQuery& query) {
  const PageStatement page = page_statement(query);
  const auto values = pqxx::prepare::make_dynamic_params(page.values);
  if (!page.name.empty()) return run(connection, {page.name.c_str(), page.sql.c_str()}, values);
  pqxx::nontransaction read{connection};
  return read.exec_params(page.sql, values);
}

void add_reasons(Connection& connection, SiteId site, QueuePage& page) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> reported;
  for (QueuedComment& queued : page.comments) {
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

void add_earlier_words(Connection& connection, SiteId site, QueuePage& page) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> edited;
  for (QueuedComment& queued : page.comments) {
    if (!queued.comment.edited_at) continue;
    ids.add(queued.comment.id.value);
    edited[queued.comment.id] = &queued;
  }
  if (edited.empty()) return;
  for (const auto& row : run(connection, before_statement, site.value, ids.text()))
    edited.at({row["id"].as<std::int64_t>()})->before = {std::string{text_in(row, "text")},
                                                         instant_in(row, "until")};
}

void add_appeals(Connection& connection, SiteId site, QueuePage& page) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> appealed;
  for (QueuedComment& queued : page.comments) {
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

QueuePage QueueRows::list_queue(const QueueQuery& query) {
  return pool_.read([&](Connection& connection) {
    QueuePage page = page_in(read_page(connection, query), query);
    add_reasons(connection, query.site, page);
    add_earlier_words(connection, query.site, page);
    add_appeals(connection, query.site, page);
    return page;
  });
}

}  // namespace copytaster::postgres
