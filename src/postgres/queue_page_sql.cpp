#include "postgres/queue_page_sql.hpp"

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto columns_sql = R"sql(
  SELECT c.id, c.parent_id, c.author, c.url, c.text, c.state, c.version, c.verdict,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at,
         a.key AS article, a.section, h.approved, h.rejected, h.spam, )sql";

constexpr auto history_sql = R"sql(
   CROSS JOIN LATERAL (SELECT coalesce(sum(approved), 0) AS approved,
                              coalesce(sum(rejected), 0) AS rejected,
                              coalesce(sum(spam), 0) AS spam
                         FROM author
                        WHERE site_id = c.site_id AND author_index = c.author_index) h
)sql";

std::string literal_of(const std::vector<std::string>& texts) {
  ArrayText array;
  for (const std::string& text : texts) array.add(text);
  return array.text();
}

/// How a list goes on: the words that differ between oldest and newest first.
struct Direction {
  const char* beyond;
  const char* order;
};
Direction direction_of(Order order) {
  return order == Order::oldest ? Direction{" > ", ""} : Direction{" < ", " DESC"};
}

/// Puts a statement together. What is not asked for is not in its text, so that each text has a
/// plan that fits; the length is, as a plan that is kept cannot know that of a parameter.
class PageText {
 public:
  explicit PageText(const QueueQuery& query)
      : query_(query),
        direction_(direction_of(query.order)),
        limit_(" LIMIT " + std::to_string(query.limit + 1)) {
    value(std::to_string(query.site.value));
    if (query.after) {
      place_ = "(" + value(timestamp(query.after->at)) + "::timestamptz, " +
               value(std::to_string(query.after->id.value)) + "::bigint)";
      // PostgreSQL takes no value that its statement does not name.
      if (query.state == State::pending && query.after->reports > 0)
        reports_ = value(std::to_string(query.after->reports));
    }
    if (query.section) filter_ += " AND a.section = " + value(*query.section);
    if (query.article) filter_ += " AND a.key = " + value(*query.article);
    if (query.author_of) filter_ += " AND " + of_author(*query.author_of);
    if (!query.sections.empty())
      filter_ += " AND a.section = ANY (" + value(literal_of(query.sections)) + "::text[])";
  }

  PageStatement statement() {
    if (query_.state != State::pending) return {"", decided(), std::move(values_)};
    return {name(), waiting(), std::move(values_)};
  }

 private:
  std::string value(std::string text) {
    values_.push_back(std::move(text));
    return "$" + std::to_string(values_.size());
  }

  // Of an erased one nobody knows who it was.
  std::string of_author(const CommentId& id) {
    const std::string same =
        "c.author_index = (SELECT author_index FROM comment WHERE site_id = $1"
        " AND author_index <> '' AND id = " +
        value(std::to_string(id.value)) + "::bigint)";
    if (query_.state != State::pending) return same;
    return "EXISTS (SELECT FROM comment c WHERE c.site_id = q.site_id AND c.id = q.comment_id "
           "AND " +
           same + ")";
  }

  /// What every desk asks for again and again, or a program that asks for no length. A section is
  /// planned for: most of the queue may be of another.
  std::string name() const {
    const bool is_usual = query_.limit == list_limit_default || query_.limit == list_limit_max;
    return is_usual && filter_.empty() ? "queue_page" : "";
  }

  // What waits is found through its own narrow table, whose order is the index's. The reported ones
  // come first and have an index of their own, so the list is read in two parts. Only what stands
  // on the page is looked up.
  std::string waiting() const {
    const bool begins_reported = !query_.after || !reports_.empty();
    const std::string both = "(" + reported() + ") UNION ALL (" + unreported(begins_reported) + ")";
    const std::string order = reported_order();
    return columns_sql + std::string{"q.reports, q.appeal FROM (SELECT * FROM ("} +
           (begins_reported ? both : unreported(begins_reported)) + ") q" + order + limit_ +
           ") q JOIN comment c ON c.site_id = $1 AND c.id = q.comment_id"
           " JOIN article a ON a.site_id = $1 AND a.id = q.article_id" +
           history_sql + order;
  }
  std::string part() const {
    return "SELECT q.article_id, q.comment_id, q.created_at, q.reports, q.appeal FROM queue q" +
           std::string{filter_.empty()
                           ? ""
                           : " JOIN article a ON a.site_id = q.site_id AND a.id = q.article_id"} +
           " WHERE q.site_id = $1" + filter_;
  }
  std::string reported() const {
    std::string sql = part() + " AND q.reports > 0";
    if (!reports_.empty())
      sql += " AND (q.reports < " + reports_ + "::int OR (q.reports = " + reports_ +
             "::int AND (q.created_at, q.comment_id)" + direction_.beyond + place_ + "))";
    return sql + reported_order() + limit_;
  }
  std::string unreported(bool from_start) const {
    std::string sql = part() + " AND q.reports = 0";
    if (!from_start)
      sql += " AND (q.created_at, q.comment_id)" + std::string{direction_.beyond} + place_;
    return sql + " ORDER BY q.created_at" + direction_.order + ", q.comment_id" + direction_.order +
           limit_;
  }
  std::string reported_order() const {
    return std::string{" ORDER BY q.reports DESC, q.created_at"} + direction_.order +
           ", q.comment_id" + direction_.order;
  }

  // So that the thread's index serves one article where that is asked for.
  std::string decided() {
    std::string sql = columns_sql +
                      std::string{
                          "0 AS reports, false AS appeal FROM comment c"
                          " JOIN article a ON a.site_id = c.site_id"
                          " AND a.id = c.article_id"} +
                      history_sql + " WHERE c.site_id = $1 AND c.state <> 0 AND c.state = " +
                      std::to_string(static_cast<int>(query_.state)) + filter_;
    if (query_.state == State::approved) sql += " AND c.published_at IS NOT NULL";
    if (query_.after) sql += " AND (c.created_at, c.id)" + std::string{direction_.beyond} + place_;
    return sql + " ORDER BY c.created_at" + direction_.order + ", c.id" + direction_.order + limit_;
  }

  const QueueQuery& query_;
  const Direction direction_;
  const std::string limit_;
  std::vector<std::string> values_;
  std::string place_;    ///< where the page before has ended
  std::string reports_;  ///< with so many reports; empty: with none
  std::string filter_;
};

}  // namespace

PageStatement page_statement(const QueueQuery& query) { return PageText{query}.statement(); }

}  // namespace copytaster::postgres
