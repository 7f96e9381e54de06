#include "postgres/queue_search.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "postgres/queue_page_sql.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

/// What is common is found in the first of them.
constexpr int rows_at_once = 2'000;
/// In a queue that is folded most stands by itself; where it does not, it is a flood.
constexpr int rows_at_first = 250;

ListPlace place_in(const pqxx::row& row) {
  return {
      instant_in(row, "created_at"), {row["comment_id"].as<std::int64_t>()}, row["rank"].as<int>()};
}

pqxx::result look(Connection& connection, const QueueQuery& query,
                  const std::optional<ListPlace>& after, int rows) {
  const PageStatement look = look_statement(query, after, rows);
  const auto values = pqxx::prepare::make_dynamic_params(look.values);
  if (!look.name.empty()) return run(connection, {look.name.c_str(), look.sql.c_str()}, values);
  pqxx::nontransaction read{connection};
  return read.exec_params(look.sql, values);
}

}  // namespace

bool is_search(const QueueQuery& query) {
  if (query.rule || query.author || query.text || query.is_folded || !query.sections.empty())
    return true;
  if (query.state != State::pending) return query.section.has_value();
  return query.article || query.author_of || (query.section && query.order == Order::score);
}

FoundPlaces search_queue(Connection& connection, const QueueQuery& query) {
  FoundPlaces found;
  std::vector<ListPlace> places;
  std::optional<ListPlace> after = query.after;
  const auto wanted = static_cast<std::size_t>(query.limit);
  int at_once = query.is_folded ? rows_at_first : rows_at_once;
  const int at_once_then = query.is_folded ? rows_looked_at_max : rows_at_once;
  for (int left = rows_looked_at_max; left > 0 && places.size() <= wanted;) {
    const int asked = std::min(left, at_once);
    at_once = at_once_then;
    const auto rows = look(connection, query, after, asked);
    for (const auto& row : rows) {
      if (row["fits"].as<bool>() && places.size() <= wanted) places.push_back(place_in(row));
    }
    const int looked_at = rows.empty() ? 0 : rows.back()["place"].as<int>();
    after = looked_at < asked ? std::nullopt : std::optional{place_in(rows.back())};
    left = after ? left - looked_at : 0;
  }
  found.next = after;
  if (places.size() > wanted) {
    places.pop_back();
    found.next = places.back();
  }
  for (const ListPlace& place : places) found.ids.push_back(place.id);
  return found;
}

}  // namespace copytaster::postgres
