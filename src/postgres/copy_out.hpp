#pragma once
// COPY … TO STDOUT, row by row, on a connection of its own: however many rows there are, one is in
// memory. (libpqxx 6 hides the connection, and a COPY that is broken off must not go back into the
// pool.)

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

namespace copytaster::postgres {

/// One row of COPY's text format, taken apart. NULL is none.
using CopyRow = std::vector<std::optional<std::string>>;
CopyRow copy_row(std::string_view line);

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
  void start(const std::string& copy_sql);
  /// The next row; none at the end.
  std::optional<CopyRow> next();

 private:
  struct Closer {
    void operator()(PGconn* connection) const { ::PQfinish(connection); }
  };
  void run(const char* sql);
  void require(PGresult* result, ExecStatusType wanted);
  [[noreturn]] void fail(const char* sqlstate) const;

  std::unique_ptr<PGconn, Closer> connection_;
  bool copying_ = false;
};

}  // namespace copytaster::postgres
