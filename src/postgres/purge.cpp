#include "postgres/purge.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto answers_sql = R"sql(
  DELETE FROM intake WHERE (site_id, key) IN (
    SELECT site_id, key FROM intake WHERE created_at < $1::timestamptz - interval '48 hours'
     ORDER BY created_at LIMIT 1000)
)sql";

// Replies to something refused were refused a place as well, so nothing visible loses its parent;
// one that was ever published stays as long as it has a visible reply.
constexpr auto comments_sql = R"sql(
  DELETE FROM comment WHERE (site_id, id) IN (
    SELECT c.site_id, c.id FROM comment c
     WHERE c.state IN (2, 3)
       AND coalesce(c.decided_at, c.created_at) < $1::timestamptz - make_interval(days => $2)
       AND NOT EXISTS (SELECT FROM comment r
                        WHERE r.site_id = c.site_id AND r.parent_id = c.id
                          AND r.published_at IS NOT NULL)
     LIMIT 1000)
)sql";

/// Repeats until a batch comes back short; a purge that finds more than this goes on next time.
template <class DeleteOnce>
std::size_t in_batches(const DeleteOnce& delete_once) {
  constexpr std::size_t batch = 1000;
  constexpr int batches_max = 1000;
  std::size_t total = 0;
  for (int i = 0; i < batches_max; ++i) {
    const std::size_t gone = delete_once();
    total += gone;
    if (gone < batch) break;
  }
  return total;
}

}  // namespace

Purged purge(Pool& pool, Instant now, int rejected_days) {
  const std::string at = timestamp(now);
  const auto answers = [&] {
    return pool.with([&](pqxx::connection& connection) {
      pqxx::nontransaction statement{connection};
      return statement.exec_params(answers_sql, at).affected_rows();
    });
  };
  const auto comments = [&] {
    return pool.with([&](pqxx::connection& connection) {
      pqxx::nontransaction statement{connection};
      return statement.exec_params(comments_sql, at, rejected_days).affected_rows();
    });
  };
  return {in_batches(answers), in_batches(comments)};
}

}  // namespace copytaster::postgres
