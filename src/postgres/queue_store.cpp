#include "postgres/queue_store.hpp"

#include <pqxx/pqxx>

#include "postgres/queue_page_sql.hpp"
#include "postgres/queued_comments.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

/// One comment more than asked shows that there is a next page.
QueuePage page_in(const pqxx::result& rows, const QueueQuery& query) {
  QueuePage page;
  page.comments = queued_in(rows);
  if (page.comments.size() <= static_cast<std::size_t>(query.limit)) return page;
  page.comments.pop_back();
  const QueuedComment& last = page.comments.back();
  page.next = {last.comment.created_at, last.comment.id, last.reports};
  return page;
}

pqxx::result read_page(Connection& connection, const QueueQuery& query) {
  const PageStatement page = page_statement(query);
  const auto values = pqxx::prepare::make_dynamic_params(page.values);
  if (!page.name.empty()) return run(connection, {page.name.c_str(), page.sql.c_str()}, values);
  pqxx::nontransaction read{connection};
  return read.exec_params(page.sql, values);
}

}  // namespace

QueuePage QueueRows::list_queue(const QueueQuery& query) {
  return pool_.read([&](Connection& connection) {
    QueuePage page = page_in(read_page(connection, query), query);
    add_more_words(connection, query.site, page.comments);
    return page;
  });
}

}  // namespace copytaster::postgres
