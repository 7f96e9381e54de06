#include "postgres/queue_store.hpp"

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

// What waits is found through its own narrow table, whose order is the index's.
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
constexpr auto waiting_oldest_sql = R"sql(
     AND ($5::timestamptz IS NULL OR (q.created_at, q.comment_id) > ($5::timestamptz, $6::bigint))
   ORDER BY q.created_at, q.comment_id LIMIT $7
)sql";
constexpr auto waiting_newest_sql = R"sql(
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

std::string sql_for(const QueueQuery& query) {
  const bool oldest = query.order == Order::oldest;
  const bool waiting = query.state == State::pending;
  const char* from = waiting ? waiting_sql : decided_sql;
  const char* order = waiting ? (oldest ? waiting_oldest_sql : waiting_newest_sql)
                              : (oldest ? decided_oldest_sql : decided_newest_sql);
  return std::string{columns_sql} + from + (query.state == State::approved ? approved_sql : "") +
         order;
}

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
  return queued;
}

}  // namespace

QueuePage QueueRows::list_queue(const QueueQuery& query) {
  const auto after_at =
      query.after ? std::optional{timestamp(query.after->at)} : std::optional<std::string>{};
  const std::int64_t after_id = query.after ? query.after->id.value : 0;
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    const auto rows =
        read.exec_params(sql_for(query), query.site.value, static_cast<int>(query.state),
                         query.section, query.article, after_at, after_id, query.limit + 1);
    QueuePage page;
    for (const auto& row : rows) page.comments.push_back(queued_in(row));
    if (page.comments.size() > static_cast<std::size_t>(query.limit)) {
      page.comments.pop_back();
      page.next = {page.comments.back().comment.created_at, page.comments.back().comment.id};
    }
    return page;
  });
}

}  // namespace copytaster::postgres
