#include "postgres/rule_figures.hpp"

#include <pqxx/pqxx>

#include "postgres/newest_comments.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// One row without a rule is about the comments themselves.
std::string count_sql() {
  return "WITH newest AS MATERIALIZED (" + newest_comments_sql() + R"sql(),
  counted AS MATERIALIZED (
    SELECT c.verdict, c.created_at, c.decided_by IS NOT NULL AND c.state = 1 AS approved,
           c.decided_by IS NOT NULL AND c.state IN (2, 3) AS refused
      FROM newest n JOIN comment c ON c.site_id = $1 AND c.id = n.id
     WHERE c.state <> 4
  )
  SELECT NULL AS rule, false AS shadow, count(*) AS hits, 0 AS approved, 0 AS refused,
         (extract(epoch FROM min(created_at)) * 1000000)::bigint AS oldest
    FROM counted
   UNION ALL
  (SELECT h.rule, coalesce(h.shadow, false), count(*), count(*) FILTER (WHERE approved),
          count(*) FILTER (WHERE refused), NULL
     FROM counted
    CROSS JOIN LATERAL json_to_recordset(verdict::json -> 'hits') AS h (rule text, shadow boolean)
    WHERE h.rule IS NOT NULL
    GROUP BY 1, 2 LIMIT $6)
)sql";
}

constexpr auto rules_told_max = 2 * rules_max;

RuleHits hits_in(const pqxx::row& row) {
  return {std::string{text_in(row, "rule")}, row["shadow"].as<bool>(),
          row["hits"].as<std::size_t>(), row["approved"].as<std::size_t>(),
          row["refused"].as<std::size_t>()};
}

}  // namespace

CountedHits RuleHitRows::count_hits(SiteId site, Instant from, std::size_t comments_max) {
  return pool_.read([&](pqxx::connection& connection) {
    constexpr auto end = "infinity";
    pqxx::nontransaction query{connection};
    CountedHits counted{0, from, {}};
    for (const auto& row : query.exec_params(count_sql(), site.value, timestamp(from), end, 0,
                                             comments_max, rules_told_max)) {
      if (!row["rule"].is_null()) {
        counted.rules.push_back(hits_in(row));
        continue;
      }
      counted.comments = row["hits"].as<std::size_t>();
      if (counted.comments == comments_max) counted.from = instant_in(row, "oldest");
    }
    return counted;
  });
}

}  // namespace copytaster::postgres
