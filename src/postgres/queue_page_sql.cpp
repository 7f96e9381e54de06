#include "postgres/queue_page_sql.hpp"

#include "postgres/queued_comments.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

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
  return order == Order::newest ? Direction{" < ", " DESC"} : Direction{" > ", ""};
}

/// What ILIKE would take for more than itself stands for itself.
std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

/// Puts a statement together. What is not asked for is not in its text, so that each text has a
/// plan that fits; the length is, as a plan that is kept cannot know that of a parameter.
class PageText {
 public:
  PageText(const QueueQuery& query, const std::optional<ListPlace>& after, int rows)
      : query_(query),
        direction_(direction_of(query.order)),
        limit_(" LIMIT " + std::to_string(rows)),
        waits_(query.state == State::pending),
        folds_(query.is_folded && waits_) {
    value(std::to_string(query.site.value));
    if (after) {
      place_ = "(" + value(timestamp(after->at)) + "::timestamptz, " +
               value(std::to_string(after->id.value)) + "::bigint)";
      // PostgreSQL takes no value that its statement does not name.
      if (waits_ && after->rank > 0) after_rank_ = value(std::to_string(after->rank));
    }
    if (query.section) section_ = value(*query.section);
  }

  PageStatement page() {
    if (!waits_) return {"", decided_page(), std::move(values_)};
    const std::string now = value(timestamp(query_.now));
    return {name(),
            queued_columns(true, now) + " FROM (" + waiting() +
                ") q JOIN comment c ON c.site_id = $1 AND c.id = q.comment_id"
                " JOIN article a ON a.site_id = $1 AND a.id = q.article_id" +
                history_sql + ranked_order("q."),
            std::move(values_)};
  }

  // A row is looked at in its comment only where that is asked for.
  PageStatement look() {
    const std::string looked = waits_ ? waiting() : decided_rows();
    const std::string heads = this->heads();
    const std::string fits = filter();
    std::string sql = "WITH looked AS MATERIALIZED (" + looked + ")" + heads +
                      ", numbered AS (SELECT l.comment_id, l.created_at, l." + rank() +
                      " AS rank, " + fits + " AS fits, row_number() OVER (" + ranked_order("l.") +
                      ") AS place, count(*) OVER () AS looked_at FROM looked l";
    if (reads_comment_) sql += " LEFT JOIN comment c ON c.site_id = $1 AND c.id = l.comment_id";
    sql +=
        ") SELECT comment_id, (extract(epoch FROM created_at) * 1000000)::bigint AS created_at,"
        " rank, fits, place FROM numbered WHERE fits OR place = looked_at ORDER BY place";
    return {look_name(), std::move(sql), std::move(values_)};
  }

 private:
  std::string value(std::string text) {
    values_.push_back(std::move(text));
    return "$" + std::to_string(values_.size());
  }

  /// What every desk asks for again and again, or a program that asks for no length. A section is
  /// planned for: most of the queue may be of another.
  std::string name() const {
    const bool is_usual = query_.limit == list_limit_default || query_.limit == list_limit_max;
    return is_usual && section_.empty() && !query_.campaign ? "queue_page" : "";
  }
  /// The same of a queue that is folded, from its start.
  std::string look_name() const {
    const bool is_usual =
        folds_ && place_.empty() && section_.empty() && query_.sections.empty() && !reads_comment_;
    return is_usual ? "queue_folded" : "";
  }

  /// Of what waits, what stands before the time.
  const char* rank() const { return query_.order == Order::score ? "score" : "reports"; }

  // What waits is found through its own narrow table, whose order is the index's. What has a rank
  // comes first and has an index of its own, so the list is read in two parts. Only what stands on
  // the page is looked up.
  std::string waiting() const {
    const bool begins_ranked = place_.empty() || !after_rank_.empty();
    const std::string both = "(" + ranked() + ") UNION ALL (" + unranked(begins_ranked) + ")";
    return "SELECT * FROM (" + (begins_ranked ? both : unranked(begins_ranked)) + ") q" +
           ranked_order("") + limit_;
  }
  std::string part() const {
    std::string sql =
        "SELECT q.article_id, q.comment_id, q.created_at, q.reports, q.appeal, q.score, q.campaign,"
        " q.claimed_by, q.claimed_until FROM queue q WHERE q.site_id = $1";
    if (query_.campaign)
      sql += " AND q.campaign <> 0 AND q.campaign = " + std::to_string(query_.campaign->value);
    // By score each row is looked at: an index by section would not know its order.
    if (!section_.empty() && query_.order != Order::score)
      sql += " AND q.section = " + section_ + " AND q.section <> ''";
    return sql;
  }
  std::string ranked() const {
    const std::string of_rank = std::string{"q."} + rank();
    std::string sql = part() + " AND " + of_rank + " > 0";
    if (!after_rank_.empty())
      sql += " AND (" + of_rank + " < " + after_rank_ + "::int OR (" + of_rank + " = " +
             after_rank_ + "::int AND (q.created_at, q.comment_id)" + direction_.beyond + place_ +
             "))";
    return sql + ranked_order("q.") + limit_;
  }
  std::string unranked(bool from_start) const {
    std::string sql = part() + " AND q." + rank() + " = 0";
    if (!from_start)
      sql += " AND (q.created_at, q.comment_id)" + std::string{direction_.beyond} + place_;
    return sql + " ORDER BY q.created_at" + direction_.order + ", q.comment_id" + direction_.order +
           limit_;
  }
  std::string ranked_order(const std::string& of) const {
    return " ORDER BY " + of + rank() + " DESC, " + of + "created_at" + direction_.order + ", " +
           of + "comment_id" + direction_.order;
  }

  // So that the thread's index serves one article where that is asked for, and the author's one
  // author.
  std::string decided_where() {
    std::string sql = " WHERE c.site_id = $1 AND c.state <> 0 AND c.state = " +
                      std::to_string(static_cast<int>(query_.state));
    if (query_.article) sql += " AND c.article_id = " + article();
    if (query_.author_of) sql += " AND c.author_index = " + author_of();
    if (query_.state == State::approved) sql += " AND c.published_at IS NOT NULL";
    if (!place_.empty())
      sql += " AND (c.created_at, c.id)" + std::string{direction_.beyond} + place_;
    return sql + " ORDER BY c.created_at" + direction_.order + ", c.id" + direction_.order + limit_;
  }
  std::string decided_page() {
    return queued_columns(false, "") +
           " FROM comment c JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id" +
           history_sql + decided_where();
  }
  std::string decided_rows() {
    return "SELECT c.article_id, c.id AS comment_id, c.created_at, 0 AS reports FROM comment c" +
           decided_where();
  }

  std::string article() {
    return "(SELECT id FROM article WHERE site_id = $1 AND key = " + value(*query_.article) + ")";
  }
  // Of an erased one nobody knows who it was.
  std::string author_of() {
    return "(SELECT author_index FROM comment WHERE site_id = $1 AND author_index <> '' AND id = " +
           value(std::to_string(query_.author_of->value)) + "::bigint)";
  }

  /// Whether a row that was looked at is wanted. What its index has seen to already is left out.
  std::string filter() {
    std::string sql = "coalesce(true";
    if (!section_.empty() && (!waits_ || query_.order == Order::score))
      sql += on_article("l", "= " + section_);
    sql += in_sections("l");
    if (folds_) sql += " AND (l.campaign = 0 OR l.comment_id IN (SELECT comment_id FROM heads))";
    if (query_.article && waits_) sql += " AND l.article_id = " + article();
    if (query_.author_of && waits_) sql += of_comment("c.author_index = " + author_of());
    if (query_.author) {
      const auto& digest = query_.author->digest;
      const std::string bytes{reinterpret_cast<const char*>(digest.data()), digest.size()};
      sql += of_comment("c.name_index = " + value(bytea(bytes)) + "::bytea");
    }
    // As `append_hit_json` writes it: in a text of the verdict each quote has a backslash before
    // it.
    if (query_.rule)
      sql +=
          of_comment("strpos(c.verdict, " + value("\"rule\":\"" + *query_.rule + "\"") + ") > 0");
    if (query_.text) {
      const std::string pattern = value("%" + escaped(*query_.text) + "%");
      sql += of_comment("(c.text ILIKE " + pattern + " OR c.author ILIKE " + pattern + ")");
    }
    return sql + ", false)";
  }
  static std::string on_article(const std::string& of, const std::string& section) {
    return " AND EXISTS (SELECT FROM article s WHERE s.id = " + of + ".article_id AND s.section " +
           section + ")";
  }
  /// No comment of another section than hers.
  std::string in_sections(const std::string& of) {
    if (query_.sections.empty()) return "";
    if (sections_.empty()) sections_ = value(literal_of(query_.sections));
    return on_article(of, "= ANY (" + sections_ + "::text[])");
  }
  /// Of each campaign among the rows that are looked at the one that leads it, of all that the list
  /// has. Each is looked for once, however many rows are of it.
  std::string heads() {
    if (!folds_) return "";
    std::string here;
    if (!section_.empty())
      here = query_.order == Order::score ? on_article("e", "= " + section_)
                                          : " AND e.section = " + section_;
    return ", heads AS MATERIALIZED (SELECT (SELECT e.comment_id FROM queue e WHERE e.site_id = $1"
           " AND e.campaign = d.campaign AND e.campaign <> 0" +
           here + in_sections("e") + " ORDER BY " +
           (query_.order == Order::score ? "e.score DESC, " : "") +
           "e.created_at, e.comment_id LIMIT 1) AS comment_id"
           " FROM (SELECT DISTINCT campaign FROM looked WHERE campaign <> 0) d)";
  }
  std::string of_comment(const std::string& condition) {
    reads_comment_ = true;
    return " AND " + condition;
  }

  const QueueQuery& query_;
  const Direction direction_;
  const std::string limit_;
  const bool waits_;
  const bool folds_;
  std::vector<std::string> values_;
  std::string place_;       ///< where the rows before have ended
  std::string after_rank_;  ///< of that place; empty: it has none
  std::string section_;
  std::string sections_;  ///< hers
  bool reads_comment_ = false;
};

}  // namespace

PageStatement page_statement(const QueueQuery& query) {
  return PageText{query, query.after, query.limit + 1}.page();
}

PageStatement look_statement(const QueueQuery& query, const std::optional<ListPlace>& after,
                             int rows) {
  return PageText{query, after, rows}.look();
}

}  // namespace copytaster::postgres
