#include "postgres/change_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::size_t changes_max = 10'000;

/// So few lie between two looks that a plan for them is kept; for the most there is one of its own.
constexpr std::size_t usual_max = 100;

// One snapshot for both: what is not settled in it is looked at again with the next. The number
// comes out of a query of its own and the length is in the text (see statement.hpp): where a plan's
// costs grow with the table, PostgreSQL plans each time, as those before were cheaper.
std::string changes_sql(std::size_t limit) {
  return R"sql(
  SELECT pg_snapshot_xmin(s)::text AS settled, c.xid::text AS xid, c.id, c.site_id, c.article_id, a.key,
         c.comment_id, c.version, c.state
    FROM pg_current_snapshot() s
    LEFT JOIN LATERAL (
         SELECT * FROM change WHERE xid >= (SELECT $1::text::xid8)
          ORDER BY xid, id LIMIT )sql" +
         std::to_string(limit) + R"sql() c ON true
    LEFT JOIN LATERAL (SELECT key FROM article WHERE id = c.article_id LIMIT 1) a ON true
)sql";
}

Change change_in(const pqxx::row& row) {
  Change change{row["xid"].as<std::uint64_t>(),
                row["id"].as<std::int64_t>(),
                {row["site_id"].as<std::int64_t>()},
                std::string{text_in(row, "key")}};
  if (!row["comment_id"].is_null())
    change.comment = {{row["comment_id"].as<std::int64_t>()},
                      {row["version"].as<std::int64_t>()},
                      state_in(row, "state")};
  change.is_of_site = row["article_id"].is_null();
  return change;
}

pqxx::result rows_from(Connection& connection, const std::string& transaction) {
  static const std::string usual = changes_sql(usual_max + 1);
  auto rows = run(connection, {"changes", usual.c_str()}, transaction);
  if (rows.size() <= usual_max) return rows;
  pqxx::nontransaction read{connection};
  return read.exec_params(changes_sql(changes_max + 1), transaction);
}

}  // namespace

Changes ChangeRows::changes_from(std::uint64_t transaction) {
  return pool_.read([&](Connection& connection) {
    const auto rows = rows_from(connection, std::to_string(transaction));
    Changes found;
    found.settled = rows.at(0)["settled"].as<std::uint64_t>();
    found.is_whole = rows.size() <= changes_max;
    for (const auto& row : rows) {
      if (row["id"].is_null()) continue;
      found.changes.push_back(change_in(row));
    }
    return found;
  });
}

}  // namespace copytaster::postgres
