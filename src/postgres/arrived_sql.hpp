#pragma once

namespace copytaster::postgres {

/// What was made of comment `c` as it came in, by the beginning of its verdict and the rules that
/// it names (`verdict_json`; in its texts each quote has a backslash before it). Where nothing but
/// the model has spoken, it alone has held.
inline constexpr auto arrived_sql = R"sql(
  CASE WHEN c.verdict LIKE '{"state":"approved"%' THEN 'published'
       WHEN c.verdict LIKE '{"state":"rejected"%' THEN 'rejected'
       WHEN c.verdict LIKE '{"state":"spam"%' THEN 'spam'
       WHEN c.verdict LIKE '{"state":"pending"%'
            THEN CASE WHEN strpos(c.verdict, '"by_rules":"pending"') > 0
                       AND strpos(c.verdict, '"rule":"learned"') > 0
                       AND strpos(c.verdict, '"shadow":true') = 0
                       AND strpos(replace(c.verdict, '"rule":"learned"', ''), '"rule":"') = 0
                      THEN 'held_by_model' ELSE 'held' END
       ELSE 'unknown' END
)sql";

}  // namespace copytaster::postgres
