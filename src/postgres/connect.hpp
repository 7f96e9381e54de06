#pragma once
// Opens connections as the service needs them, and looks at the server before it is trusted.

#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include <pqxx/connection>
#include <pqxx/errorhandler>

namespace copytaster::postgres {

/// A libpqxx connection that never reopens itself and keeps the server's notices off our stderr.
/// libpqxx 6 would silently reconnect after a loss, and a write that was in doubt would look done.
class Connection : public pqxx::connection {
 public:
  explicit Connection(const std::string& completed_conninfo);

  // Statements that stay prepared (see statement.hpp).
  bool keeps_statements() const { return keeps_statements_; }
  void keep_no_statements() { keeps_statements_ = false; }
  /// The name that it has on the server: no other text has it, also of another version of us that
  /// has prepared its own behind the same pooler.
  std::string prepare_once(const std::string& name, const std::string& sql);

 private:
  pqxx::quiet_errorhandler quiet_;
  bool keeps_statements_ = true;
  std::set<std::string> prepared_;
};

/// Connects with the settings of connection_settings. Throws StoreUnavailable.
std::unique_ptr<Connection> connect(const std::string& conninfo);

/// Whether an idle connection can be used: open, and the server has not spoken since. It speaks
/// unasked only to say goodbye (or that its settings changed), so this costs one poll().
bool is_idle_and_alive(const pqxx::connection_base& connection);

/// A server that may forget what it has acknowledged.
struct UnsafeDurability : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws UnsafeDurability when fsync, full_page_writes or synchronous_commit is off for this
/// connection, naming the setting and what to do. COPYTASTER_TEST_UNSAFE_DURABILITY=1, for tests
/// only, lets it pass.
void refuse_unsafe_durability(pqxx::connection_base& connection);

}  // namespace copytaster::postgres
