#include "postgres/newest_comments.hpp"

namespace copytaster::postgres {

std::string newest_comments_sql() {
  std::string sql;
  for (const char* state : {"1", "2", "3"}) {
    sql += "(SELECT created_at, id FROM comment WHERE site_id = $1 AND state = ";
    sql += state;
    sql += R"sql(
         AND created_at >= $2::timestamptz AND (created_at, id) < ($3::timestamptz, $4::bigint)
       ORDER BY created_at DESC, id DESC LIMIT $5::bigint)
      UNION
    )sql";
  }
  return sql + R"sql((SELECT created_at, comment_id FROM queue WHERE site_id = $1
         AND created_at >= $2::timestamptz
         AND (created_at, comment_id) < ($3::timestamptz, $4::bigint)
       ORDER BY created_at DESC, comment_id DESC LIMIT $5::bigint)
      ORDER BY created_at DESC, id DESC LIMIT $5::bigint
  )sql";
}

}  // namespace copytaster::postgres
