#pragma once
// COPY … TO STDOUT, row by row, on a connection of its own: however many rows there are, one is in
// memory. (libpqxx 6 hides the connection, and a COPY that is broken off must not go back into the
// pool.)

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include "postgres/copy_row.hpp"

namespace copytaster::postgres {

class CopyOut {
 public:
  /// Opens a read-only transaction without a time limit. Throws StoreUnavailable.
  explicit CopyOut(const std::string& conninfo);
  ~CopyOut();
  CopyOut(const CopyOut&) = delete;
  CopyOut& operator=(const CopyOut&) = delete;

  /// The first row of a query, as text. Throws StoreFault or StoreUnavailable.
  std::vector<std::string> first_row(const std::string& sql);
  /// For values inside `start`, which takes no parameters.
  std::string quoted(std::string_view text);
  void start(const std::string& query_sql);
  /// The next row, which stays until the next call; null at the end.
  const CopyRow* next();

 private:
  struct Closer {
    void operator()(PGconn* connection) const { ::PQfinish(connection); }
  };
  void run(const char* sql);
  void require(PGresult* result, ExecStatusType wanted);
  [[noreturn]] void fail(const char* sqlstate) const;

  struct Freer {
    void operator()(char* bytes) const { ::PQfreemem(bytes); }
  };

  std::unique_ptr<PGconn, Closer> connection_;
  std::unique_ptr<char, Freer> bytes_;
  CopyRow row_;  ///< points into `bytes_`
  bool copying_ = false;
  bool head_taken_ = false;
};

}  // namespace copytaster::postgres
