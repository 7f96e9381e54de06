#include "postgres/judged_comments.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <pqxx/pqxx>

#include "postgres/newest_comments.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::size_t piece = 1000;

// Verdicts of before the rules had files do not say what the rules alone asked for; their score
// does. What its author withdrew says nothing of the rules.
std::string piece_sql() {
  return "WITH newest AS MATERIALIZED (" + newest_comments_sql() + R"sql()
  SELECT c.id, (extract(epoch FROM c.created_at) * 1000000)::bigint AS at, a.section, c.author,
         c.url, c.text, c.state, c.decided_by IS NOT NULL AS decided_by_person,
         coalesce(v.by_rules, CASE WHEN v.score >= 15 THEN 'rejected' WHEN v.score >= 8 THEN 'spam'
                                      WHEN v.score >= 3 THEN 'pending' ELSE 'approved' END)
           AS "then",
         coalesce(f.addresses, 0) AS addresses, coalesce(f.trap_filled, false) AS trap_filled,
         f.seconds_on_page, coalesce(f.staff, false) AS staff,
         coalesce(f.approved, 0) AS approved, coalesce(f.rejected, 0) AS rejected,
         coalesce(f.spam, 0) AS spam, coalesce(f.known_author, false) AS known_author,
         coalesce(f.said_before, false) AS said_before,
         coalesce(f.refused_share_lately, 0) AS refused_share_lately,
         coalesce(f.comments_lately, 0) AS comments_lately,
         coalesce(f.similar_lately, 0) AS similar_lately, coalesce(f.banned, false) AS banned
    FROM newest n
    JOIN comment c ON c.site_id = $1 AND c.id = n.id
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
   CROSS JOIN LATERAL json_to_record(c.verdict::json)
         AS v (score double precision, by_rules text, facts json)
   CROSS JOIN LATERAL json_to_record(coalesce(v.facts, '{}'))
         AS f (approved integer, rejected integer, spam integer, known_author boolean,
               said_before boolean, refused_share_lately integer, comments_lately integer,
               similar_lately integer, banned boolean, addresses integer,
               trap_filled boolean, seconds_on_page integer, staff boolean)
   WHERE c.state <> 4
   ORDER BY n.created_at DESC, n.id DESC
)sql";
}

Facts facts_in(const pqxx::row& row) {
  Facts facts;
  facts.approved_before = row["approved"].as<int>();
  facts.rejected_before = row["rejected"].as<int>();
  facts.spam_before = row["spam"].as<int>();
  facts.known_author = row["known_author"].as<bool>();
  facts.said_before = row["said_before"].as<bool>();
  facts.refused_share_lately = row["refused_share_lately"].as<int>();
  facts.comments_lately = row["comments_lately"].as<int>();
  facts.similar_lately = row["similar_lately"].as<int>();
  facts.banned = row["banned"].as<bool>();
  return facts;
}

Sending sending_in(const pqxx::row& row) {
  Sending sending{row["trap_filled"].as<bool>(), {}, row["staff"].as<bool>()};
  if (const auto seconds = row["seconds_on_page"]; !seconds.is_null())
    sending.seconds_on_page = seconds.as<int>();
  return sending;
}

JudgedComment judged_in(const pqxx::row& row) {
  JudgedComment comment;
  comment.id = {row["id"].as<std::int64_t>()};
  comment.at = instant_in(row, "at");
  comment.section = text_in(row, "section");
  comment.words.author = text_in(row, "author");
  if (!row["url"].is_null()) comment.words.url = text_in(row, "url");
  comment.words.text = text_in(row, "text");
  comment.words.addresses = row["addresses"].as<int>();
  comment.words.sending = sending_in(row);
  comment.facts = facts_in(row);
  comment.then = parse_state(text_in(row, "then")).value_or(State::pending);
  comment.state = state_in(row, "state");
  comment.decided_by_person = row["decided_by_person"].as<bool>();
  return comment;
}

}  // namespace

void JudgedCommentRows::read(SiteId site, const BacktestPeriod& period, const Take& take) {
  const std::string sql = piece_sql();
  Instant before = period.to;
  CommentId below{0};
  for (std::size_t left = period.comments_max; left > 0;) {
    const auto comments = pool_.read([&](pqxx::connection& connection) {
      pqxx::nontransaction query{connection};
      std::vector<JudgedComment> read;
      for (const auto& row :
           query.exec_params(sql, site.value, timestamp(period.from), timestamp(before),
                             below.value, std::min(piece, left)))
        read.push_back(judged_in(row));
      return read;
    });
    if (comments.empty()) return;
    before = comments.back().at;
    below = comments.back().id;
    left -= comments.size();
    if (!take(comments)) return;
  }
}

}  // namespace copytaster::postgres
