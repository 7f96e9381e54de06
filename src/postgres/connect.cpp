#include "postgres/connect.hpp"

#include <poll.h>

#include <cstdlib>
#include <functional>
#include <string_view>

#include <pqxx/nontransaction>
#include <pqxx/result>

#include "copytaster/app/faults.hpp"
#include "postgres/connection_settings.hpp"

namespace copytaster::postgres {
namespace {

// What libpq says about a failed connection names host, user and database, nothing of a reader.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char character : text)
    line += character == '\n' || character == '\t' ? ' ' : character;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool durability_may_be_unsafe() {
  const char* allowed = std::getenv("COPYTASTER_TEST_UNSAFE_DURABILITY");
  return allowed != nullptr && std::string_view{allowed} == "1";
}

}  // namespace

Connection::Connection(const std::string& completed_conninfo)
    : pqxx::connection(completed_conninfo), quiet_(*this) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // the only switch that libpqxx 6 has
  inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

std::string Connection::prepare_once(const std::string& name, const std::string& sql) {
  std::string own = name + '_' + std::to_string(std::hash<std::string>{}(sql));
  if (prepared_.insert(own).second) prepare(own, sql);
  return own;
}

std::unique_ptr<Connection> connect(const std::string& conninfo) {
  const std::string completed = completed_conninfo(conninfo);
  try {
    return std::make_unique<Connection>(completed);
  } catch (const pqxx::failure& failure) {
    throw StoreUnavailable("the database cannot be reached: " + one_line(failure.what()));
  }
}

bool is_idle_and_alive(const pqxx::connection_base& connection) {
  if (!connection.is_open()) return false;
  pollfd socket{connection.sock(), POLLIN, 0};
  return ::poll(&socket, 1, 0) == 0;
}

void refuse_unsafe_durability(pqxx::connection_base& connection) {
  if (durability_may_be_unsafe()) return;
  pqxx::nontransaction statements{connection};
  for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"}) {
    const pqxx::result shown = statements.exec(std::string{"SHOW "} + setting);
    if (std::string_view{shown[0][0].c_str()} != "off") continue;
    throw UnsafeDurability(std::string{setting} +
                           " is off in this database, so a comment could be lost after it was "
                           "acknowledged: switch it on (ALTER SYSTEM SET " +
                           setting +
                           " = on; SELECT "
                           "pg_reload_conf();) and look for a setting of the role or the database");
  }
}

}  // namespace copytaster::postgres
