#include "postgres/near_comments.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

/// Of so many that an index finds, what is wanted is looked for.
constexpr int looked_at_max = 2000;

// Its text is cut here, so that a list of long ones stays short.
std::string columns() {
  const std::string chars = std::to_string(record_excerpt_chars_max);
  return "SELECT c.id, c.parent_id, c.state, c.author, left(c.text, " + chars +
         ") AS text, char_length(c.text) > " + chars +
         " AS cut, (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,"
         " a.key AS article";
}

constexpr auto parents_sql = R"sql(
    FROM (WITH RECURSIVE chain (id, step) AS (
            SELECT parent_id, 1 FROM comment WHERE site_id = $1 AND id = $2
            UNION ALL
            SELECT c.parent_id, step + 1 FROM chain
              JOIN comment c ON c.site_id = $1 AND c.id = chain.id
             WHERE step < $3)
          SELECT id, step FROM chain WHERE id IS NOT NULL) chain
    JOIN comment c ON c.site_id = $1 AND c.id = chain.id
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   ORDER BY chain.step
)sql";

// Of those that were ever shown the thread's indexes know; what waits stands in the queue.
constexpr auto replies_sql = R"sql(
    FROM ((SELECT id FROM comment
            WHERE site_id = $1 AND parent_id = $2 AND published_at IS NOT NULL LIMIT $4)
          UNION
          (SELECT w.id
             FROM (SELECT q.comment_id FROM queue q
                    WHERE q.site_id = $1
                      AND q.article_id = (SELECT article_id FROM comment
                                           WHERE site_id = $1 AND id = $2)
                    LIMIT $4) q
             JOIN comment w ON w.site_id = $1 AND w.id = q.comment_id AND w.parent_id = $2)) near
    JOIN comment c ON c.site_id = $1 AND c.id = near.id
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   ORDER BY c.created_at, c.id LIMIT $3
)sql";

// Beside it: below the same parent, or at the top of the same article.
constexpr auto of_parent_sql = R"sql(
    FROM (SELECT s.id, s.created_at FROM comment s
            JOIN comment o ON o.site_id = $1 AND o.id = $2
           WHERE s.site_id = $1 AND s.parent_id = o.parent_id AND s.published_at IS NOT NULL
             AND s.id <> o.id
             AND (s.created_at, s.id) )sql";
constexpr auto of_top_sql = R"sql(
    FROM (SELECT s.id, s.created_at
            FROM (SELECT t.id, t.parent_id, t.created_at FROM comment t
                    JOIN comment o ON o.site_id = $1 AND o.id = $2
                   WHERE t.site_id = $1 AND t.article_id = o.article_id
                     AND t.published_at IS NOT NULL AND t.id <> o.id
                     AND (t.created_at, t.id) )sql";

struct Side {
  const char* beyond;
  const char* order;
};
constexpr Side before{"< (o.created_at, o.id)", " DESC"};
constexpr Side behind{"> (o.created_at, o.id)", ""};

std::string siblings_sql(bool has_parent, const Side& side) {
  const std::string limit = " LIMIT " + std::to_string(looked_at_max);
  const auto ordered = [&side](const std::string& of) {
    return " ORDER BY " + of + "created_at" + side.order + ", " + of + "id" + side.order;
  };
  const std::string near = has_parent ? of_parent_sql + std::string{side.beyond} + limit + ") s"
                                      : of_top_sql + std::string{side.beyond} + ordered("t.") +
                                            limit + ") s WHERE s.parent_id IS NULL) s";
  return columns() + near +
         " JOIN comment c ON c.site_id = $1 AND c.id = s.id"
         " JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id" +
         ordered("c.") + " LIMIT $3";
}

// $3: sections, as for the comment itself. What waits has no index by author: the newest of it are
// looked through.
constexpr auto by_author_sql = R"sql(
    FROM comment o
   CROSS JOIN LATERAL (
         (SELECT c.id FROM comment c
           WHERE c.site_id = $1 AND c.author_index = o.author_index AND c.state <> 0 LIMIT $5)
         UNION
         (SELECT c.id
            FROM (SELECT comment_id FROM queue WHERE site_id = $1
                   ORDER BY created_at DESC, comment_id DESC LIMIT $5) q
            JOIN comment c ON c.site_id = $1 AND c.id = q.comment_id
           WHERE c.author_index = o.author_index)) near
    JOIN comment c ON c.site_id = $1 AND c.id = near.id AND c.id <> o.id
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   WHERE o.site_id = $1 AND o.id = $2 AND o.author_index <> ''
     AND ($3::text[] = '{}' OR a.section = ANY ($3::text[]))
   ORDER BY c.created_at DESC, c.id DESC LIMIT $4
)sql";

NearComment near_in(const pqxx::row& row) {
  NearComment near;
  near.id = {row["id"].as<std::int64_t>()};
  if (!row["parent_id"].is_null()) near.parent = CommentId{row["parent_id"].as<std::int64_t>()};
  near.state = state_in(row, "state");
  near.article = text_in(row, "article");
  near.author = text_in(row, "author");
  near.text = text_in(row, "text");
  near.cut = row["cut"].as<bool>();
  near.created_at = instant_in(row, "created_at");
  return near;
}

std::vector<NearComment> near_in(const pqxx::result& rows) {
  std::vector<NearComment> near;
  for (const auto& row : rows) near.push_back(near_in(row));
  return near;
}

std::vector<NearComment> siblings(pqxx::transaction_base& read, const RecordAsked& asked,
                                  bool has_parent) {
  const auto on = [&](const Side& side) {
    return near_in(read.exec_params(siblings_sql(has_parent, side), asked.site.value,
                                    asked.id.value, record_siblings_max / 2));
  };
  auto all = on(before);
  std::reverse(all.begin(), all.end());
  for (NearComment& one : on(behind)) all.push_back(std::move(one));
  return all;
}

}  // namespace

void add_near(pqxx::transaction_base& read, const RecordAsked& asked, CommentRecord& record) {
  record.parents = near_in(read.exec_params(columns() + parents_sql, asked.site.value,
                                            asked.id.value, record_parents_max));
  record.replies = near_in(read.exec_params(columns() + replies_sql, asked.site.value,
                                            asked.id.value, record_replies_max, looked_at_max));
  record.siblings = siblings(read, asked, record.queued.comment.parent.has_value());
  ArrayText sections;
  for (const std::string& section : asked.sections) sections.add(section);
  record.by_author =
      near_in(read.exec_params(columns() + by_author_sql, asked.site.value, asked.id.value,
                               sections.text(), record_by_author_max, looked_at_max));
}

}  // namespace copytaster::postgres
