#include "postgres/thread_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto article_sql = R"sql(
  SELECT a.id AS article_id, a.url AS article_url, a.section, a.state AS article_state, a.title,
         (extract(epoch FROM a.closes_at) * 1000000)::bigint AS closes_at, a.premoderation,
         (extract(epoch FROM a.created_at) * 1000000)::bigint AS known_since,
         (SELECT count(*) FROM comment c
           WHERE c.site_id = a.site_id AND c.article_id = a.id AND c.published_at IS NOT NULL
             AND c.state = 1) AS total
    FROM article a WHERE a.site_id = $1 AND a.key = $2
)sql";

// What is approved; and what no longer is but has visible replies, as a place without words. The
// walk down the replies is only taken for the few that were removed.
constexpr auto page_sql = R"sql(
  SELECT c.id, c.parent_id, c.state,
         CASE WHEN c.state = 1 THEN c.author ELSE '' END AS author,
         CASE WHEN c.state = 1 THEN c.url END AS url,
         CASE WHEN c.state = 1 THEN c.text ELSE '' END AS text,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at
    FROM comment c
   WHERE c.site_id = $1 AND c.article_id = $2 AND c.published_at IS NOT NULL
     AND (c.state = 1 OR $3::boolean AND EXISTS (
           WITH RECURSIVE reply (id, state, depth) AS (
             SELECT r.id, r.state, 1 FROM comment r
              WHERE r.site_id = c.site_id AND r.parent_id = c.id AND r.published_at IS NOT NULL
              UNION ALL
             SELECT r.id, r.state, reply.depth + 1 FROM reply
               JOIN comment r ON r.site_id = c.site_id AND r.parent_id = reply.id
                             AND r.published_at IS NOT NULL
              WHERE reply.depth < 1000 AND reply.state <> 1)
           SELECT FROM reply WHERE state = 1))
)sql";
constexpr auto after_sql = R"sql(
     AND (c.created_at, c.id) > ($4::timestamptz, $5::bigint)
)sql";
constexpr auto before_sql = R"sql(
     AND (c.created_at, c.id) < ($4::timestamptz, $5::bigint)
)sql";
constexpr auto oldest_sql = R"sql(
   ORDER BY c.created_at, c.id LIMIT )sql";
constexpr auto newest_sql = R"sql(
   ORDER BY c.created_at DESC, c.id DESC LIMIT )sql";

// Of an index alone, where the table has been vacuumed since.
constexpr Statement counts_statement{"thread_counts", R"sql(
  SELECT (SELECT count(*) FROM comment c
           WHERE c.site_id = $1 AND c.article_id = a.id AND c.published_at IS NOT NULL
             AND c.state = 1) AS total
    FROM unnest((SELECT $2::text[])) WITH ORDINALITY AS wanted (key, place)
    LEFT JOIN article a ON a.site_id = $1 AND a.key = wanted.key
   ORDER BY wanted.place
)sql"};

/// Plans are kept for what everybody asks for. The length is in the text: a plan that is kept
/// cannot know it of a parameter, and would sort a thread of thousands for fifty of them.
pqxx::result page_rows(Connection& connection, const ThreadQuery& query, ArticleId article) {
  const bool from_oldest = query.order == Order::oldest;
  std::string sql = page_sql;
  std::vector<std::string> values{std::to_string(query.site.value), std::to_string(article.value),
                                  query.removed ? "true" : "false"};
  if (query.after) {
    sql += from_oldest ? after_sql : before_sql;
    values.push_back(timestamp(query.after->at));
    values.push_back(std::to_string(query.after->id.value));
  }
  sql += (from_oldest ? oldest_sql : newest_sql) + std::to_string(query.limit + 1);
  const auto parameters = pqxx::prepare::make_dynamic_params(values);
  if (query.limit == list_limit_default)
    return run(connection, {"thread_page", sql.c_str()}, parameters);
  pqxx::nontransaction read{connection};
  return read.exec_params(sql, parameters);
}

void read_page(Connection& connection, const ThreadQuery& query, ThreadPage& page) {
  const auto rows = page_rows(connection, query, page.article.id);
  const CommentColumns columns{rows};
  page.comments.reserve(rows.size());
  for (const auto& row : rows) page.comments.push_back(columns.comment_in(row));
  if (page.comments.size() <= static_cast<std::size_t>(query.limit)) return;
  page.comments.pop_back();
  page.next = {page.comments.back().created_at, page.comments.back().id};
}

}  // namespace

std::optional<ThreadPage> ThreadRows::read_thread(const ThreadQuery& query) {
  return pool_.read([&](Connection& connection) -> std::optional<ThreadPage> {
    const auto rows =
        run(connection, {"thread_article", article_sql}, query.site.value, query.article);
    if (rows.empty()) return std::nullopt;
    ThreadPage page;
    page.article = article_in(rows[0]).value();
    page.title = text_in(rows[0], "title");
    page.total = rows[0]["total"].as<std::int64_t>();
    read_page(connection, query, page);
    return page;
  });
}

std::vector<std::int64_t> ThreadRows::count_comments(SiteId site,
                                                     std::span<const ArticleKey> articles) {
  ArrayText keys;
  for (const ArticleKey& article : articles) keys.add(article.text());
  return pool_.read([&](Connection& connection) {
    std::vector<std::int64_t> counts;
    for (const auto& row : run(connection, counts_statement, site.value, keys.text()))
      counts.push_back(row["total"].as<std::int64_t>());
    return counts;
  });
}

}  // namespace copytaster::postgres
