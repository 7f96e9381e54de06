#include "postgres/people_ids.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// Everybody is in the index but those who wait; they are in the queue.
constexpr auto ids_sql = R"sql(
  SELECT id FROM comment WHERE site_id = $1 AND author_index = $2::bytea AND state <> 0
   UNION
  SELECT c.id FROM queue q JOIN comment c ON c.site_id = q.site_id AND c.id = q.comment_id
   WHERE q.site_id = $1 AND c.author_index = $2::bytea
   ORDER BY id
)sql";

}  // namespace

void lift_limits(pqxx::transaction_base& work) {
  work.exec("SET LOCAL statement_timeout = '5min'");
  work.exec("SET LOCAL lock_timeout = '30s'");
}

std::string author_parameter(const PersonRequest& wanted) {
  const Digest& digest = wanted.author.digest;
  return bytea({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::vector<CommentId> ids_of_person(pqxx::transaction_base& work, const PersonRequest& wanted) {
  std::vector<CommentId> ids;
  for (const auto& row : work.exec_params(ids_sql, wanted.site.value, author_parameter(wanted)))
    ids.push_back({row[0].as<std::int64_t>()});
  return ids;
}

}  // namespace copytaster::postgres
