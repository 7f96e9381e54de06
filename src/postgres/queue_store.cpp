#include "postgres/queue_store.hpp"

#include <pqxx/pqxx>

#include "postgres/queue_page_sql.hpp"
#include "postgres/queue_search.hpp"
#include "postgres/queued_comments.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

pqxx::result read_page(Connection& connection, const QueueQuery& query) {
  const PageStatement page = page_statement(query);
  const auto values = pqxx::prepare::make_dynamic_params(page.values);
  if (!page.name.empty()) return run(connection, {page.name.c_str(), page.sql.c_str()}, values);
  pqxx::nontransaction read{connection};
  return read.exec_params(page.sql, values);
}

/// One comment more than asked shows that there is a next page.
QueuePage whole_page(Connection& connection, const QueueQuery& query) {
  QueuePage page{queued_in(read_page(connection, query)), {}};
  if (page.comments.size() > static_cast<std::size_t>(query.limit)) {
    page.comments.pop_back();
    const QueuedComment& last = page.comments.back();
    page.next = {last.comment.created_at, last.comment.id,
                 query.order == Order::score ? last.score : last.reports};
  }
  add_more_words(connection, query.site, page.comments);
  return page;
}

QueuePage searched_page(Connection& connection, const QueueQuery& query) {
  const FoundPlaces found = search_queue(connection, query);
  const QueuedByIds which{query.site, query.now, query.state == State::pending};
  return {find_queued(connection, which, found.ids), found.next};
}

}  // namespace

QueuePage QueueRows::list_queue(const QueueQuery& query) {
  return pool_.read([&](Connection& connection) {
    auto page = is_search(query) ? searched_page(connection, query) : whole_page(connection, query);
    const Sections sections = query.section ? Sections{&*query.section, 1} : query.sections;
    count_campaigns(connection, query.site, sections, page.comments);
    return page;
  });
}

}  // namespace copytaster::postgres
