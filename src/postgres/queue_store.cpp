#include "postgres/queue_store.hpp"

#include <map>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto columns_sql = R"sql(
  SELECT c.id, c.parent_id, c.author, c.url, c.text, c.state, c.version, c.verdict,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at,
         a.key AS article, a.section, h.approved, h.rejected, h.spam
)sql";
constexpr auto reports_sql = ", q.reports";
constexpr auto no_reports_sql = ", 0 AS reports";

// What waits is found through its own narrow table, whose order is the index's. The reported ones
// come first and have an index of their own, so the list is read in two parts.
constexpr auto waiting_sql = R"sql(
    FROM queue q
    JOIN comment c ON c.site_id = q.site_id AND c.id = q.comment_id
    JOIN article a ON a.site_id = q.site_id AND a.id = q.article_id
   CROSS JOIN LATERAL (SELECT coalesce(sum(approved), 0) AS approved,
                              coalesce(sum(rejected), 0) AS rejected,
                              coalesce(sum(spam), 0) AS spam
                         FROM author
                        WHERE site_id = c.site_id AND author_index = c.author_index) h
   WHERE q.site_id = $1 AND $2::smallint = 0
     AND ($3::text IS NULL OR a.section = $3) AND ($4::text IS NULL OR a.key = $4)
)sql";
constexpr auto reported_oldest_sql = R"sql(
     AND q.reports > 0
     AND ($5::timestamptz IS NULL OR q.reports < $8::int
          OR (q.reports = $8::int
              AND (q.created_at, q.comment_id) > ($5::timestamptz, $6::bigint)))
   ORDER BY q.reports DESC, q.created_at, q.comment_id LIMIT $7
)sql";
constexpr auto reported_newest_sql = R"sql(
     AND q.reports > 0
     AND ($5::timestamptz IS NULL OR q.reports < $8::int
          OR (q.reports = $8::int
              AND (q.created_at, q.comment_id) < ($5::timestamptz, $6::bigint)))
   ORDER BY q.reports DESC, q.created_at DESC, q.comment_id DESC LIMIT $7
)sql";
constexpr auto waiting_oldest_sql = R"sql(
     AND q.reports = 0
     AND ($5::timestamptz IS NULL OR (q.created_at, q.comment_id) > ($5::timestamptz, $6::bigint))
   ORDER BY q.created_at, q.comment_id LIMIT $7
)sql";
constexpr auto waiting_newest_sql = R"sql(
     AND q.reports = 0
     AND ($5::timestamptz IS NULL OR (q.created_at, q.comment_id) < ($5::timestamptz, $6::bigint))
   ORDER BY q.created_at DESC, q.comment_id DESC LIMIT $7
)sql";

constexpr auto decided_sql = R"sql(
    FROM comment c
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   CROSS JOIN LATERAL (SELECT coalesce(sum(approved), 0) AS approved,
                              coalesce(sum(rejected), 0) AS rejected,
                              coalesce(sum(spam), 0) AS spam
                         FROM author
                        WHERE site_id = c.site_id AND author_index = c.author_index) h
   WHERE c.site_id = $1 AND c.state = $2::smallint AND c.state <> 0
     AND ($3::text IS NULL OR a.section = $3) AND ($4::text IS NULL OR a.key = $4)
)sql";
constexpr auto decided_oldest_sql = R"sql(
     AND ($5::timestamptz IS NULL OR (c.created_at, c.id) > ($5::timestamptz, $6::bigint))
   ORDER BY c.created_at, c.id LIMIT $7
)sql";
constexpr auto decided_newest_sql = R"sql(
     AND ($5::timestamptz IS NULL OR (c.created_at, c.id) < ($5::timestamptz, $6::bigint))
   ORDER BY c.created_at DESC, c.id DESC LIMIT $7
)sql";

// So that the thread's index serves one article.
constexpr auto approved_sql = R"sql(
     AND c.published_at IS NOT NULL
)sql";

constexpr auto reasons_sql = R"sql(
  SELECT id, r.reason
    FROM unnest($2::bigint[]) AS id
   CROSS JOIN LATERAL (SELECT reason FROM report
                        WHERE site_id = $1 AND comment_id = id AND settled_at IS NULL
                          AND reason <> ''
                        ORDER BY at DESC, reporter LIMIT $3) r
)sql";

constexpr auto before_sql = R"sql(
  SELECT id, r.text, r.until
    FROM unnest($2::bigint[]) AS id
   CROSS JOIN LATERAL (SELECT text, (extract(epoch FROM until) * 1000000)::bigint AS until
                         FROM revision
                        WHERE site_id = $1 AND comment_id = id
                        ORDER BY version DESC LIMIT 1) r
)sql";

QueuedComment queued_in(const pqxx::row& row) {
  QueuedComment queued;
  queued.comment = comment_in(row);
  queued.version = {row["version"].as<std::int64_t>()};
  queued.state = state_in(row, "state");
  queued.article = text_in(row, "article");
  queued.section = text_in(row, "section");
  queued.verdict_json = text_in(row, "verdict");
  queued.approved_before = row["approved"].as<int>();
  queued.rejected_before = row["rejected"].as<int>();
  queued.spam_before = row["spam"].as<int>();
  queued.reports = row["reports"].as<int>();
  return queued;
}

/// One page, read part by part; one comment more than asked shows that there is a next.
class PageReading {
 public:
  PageReading(pqxx::transaction_base& read, const QueueQuery& query) : read_(read), query_(query) {}

  QueuePage page() {
    const bool waiting = query_.state == State::pending;
    const bool begins_reported = !query_.after || query_.after->reports > 0;
    if (waiting && begins_reported) add_reported();
    if (is_short()) add_rest(waiting ? begins_reported : !query_.after);
    if (is_short()) return std::move(page_);
    page_.comments.pop_back();
    const QueuedComment& last = page_.comments.back();
    page_.next = {last.comment.created_at, last.comment.id, last.reports};
    return std::move(page_);
  }

 private:
  bool is_short() const { return missing() > 0; }
  int missing() const { return query_.limit + 1 - static_cast<int>(page_.comments.size()); }

  void add_reported() {
    const auto* order = query_.order == Order::oldest ? reported_oldest_sql : reported_newest_sql;
    const auto after = query_.after.value_or(ListPlace{});
    add(read_.exec_params(std::string{columns_sql} + reports_sql + waiting_sql + order,
                          query_.site.value, static_cast<int>(query_.state), query_.section,
                          query_.article, place(!query_.after), after.id.value, missing(),
                          after.reports));
  }
  void add_rest(bool from_start) {
    const auto after = query_.after.value_or(ListPlace{});
    add(read_.exec_params(rest_sql(), query_.site.value, static_cast<int>(query_.state),
                          query_.section, query_.article, place(from_start), after.id.value,
                          missing()));
  }
  std::optional<std::string> place(bool from_start) const {
    if (from_start) return std::nullopt;
    return timestamp(query_.after->at);
  }
  std::string rest_sql() const {
    const bool oldest = query_.order == Order::oldest;
    if (query_.state == State::pending)
      return std::string{columns_sql} + no_reports_sql + waiting_sql +
             (oldest ? waiting_oldest_sql : waiting_newest_sql);
    return std::string{columns_sql} + no_reports_sql + decided_sql +
           (query_.state == State::approved ? approved_sql : "") +
           (oldest ? decided_oldest_sql : decided_newest_sql);
  }
  void add(const pqxx::result& rows) {
    for (const auto& row : rows) page_.comments.push_back(queued_in(row));
  }

  pqxx::transaction_base& read_;
  const QueueQuery& query_;
  QueuePage page_;
};

void add_reasons(pqxx::transaction_base& read, SiteId site, QueuePage& page) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> reported;
  for (QueuedComment& queued : page.comments) {
    if (queued.reports == 0) continue;
    ids.add(queued.comment.id.value);
    reported[queued.comment.id] = &queued;
  }
  if (reported.empty()) return;
  for (const auto& row : read.exec_params(reasons_sql, site.value, ids.text(), report_reasons_max))
    reported.at({row["id"].as<std::int64_t>()})
        ->report_reasons.emplace_back(text_in(row, "reason"));
}

void add_earlier_words(pqxx::transaction_base& read, SiteId site, QueuePage& page) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> edited;
  for (QueuedComment& queued : page.comments) {
    if (!queued.comment.edited_at) continue;
    ids.add(queued.comment.id.value);
    edited[queued.comment.id] = &queued;
  }
  if (edited.empty()) return;
  for (const auto& row : read.exec_params(before_sql, site.value, ids.text()))
    edited.at({row["id"].as<std::int64_t>()})->before = {std::string{text_in(row, "text")},
                                                         instant_in(row, "until")};
}

}  // namespace

QueuePage QueueRows::list_queue(const QueueQuery& query) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    QueuePage page = PageReading{read, query}.page();
    add_reasons(read, query.site, page);
    add_earlier_words(read, query.site, page);
    return page;
  });
}

}  // namespace copytaster::postgres
