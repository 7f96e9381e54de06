#include "postgres/copy_out.hpp"

#include <array>
#include <utility>

#include "copytaster/app/faults.hpp"
#include "postgres/connection_settings.hpp"

namespace copytaster::postgres {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&::PQclear)>;

}  // namespace

CopyOut::CopyOut(const std::string& conninfo)
    : connection_(::PQconnectdb(completed_conninfo(conninfo).c_str())) {
  if (::PQstatus(connection_.get()) != CONNECTION_OK)
    throw StoreUnavailable("the database cannot be reached for an export");
  ::PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  run("SET LOCAL statement_timeout = 0");
  run("SET LOCAL idle_in_transaction_session_timeout = 0");
}

CopyOut::~CopyOut() {
  if (!copying_) return;
  // Broken off: the server is told, or it would go on reading until it noticed the closed socket.
  const std::unique_ptr<PGcancel, decltype(&::PQfreeCancel)> cancel{
      ::PQgetCancel(connection_.get()), &::PQfreeCancel};
  std::array<char, 256> ignored{};
  if (cancel) ::PQcancel(cancel.get(), ignored.data(), static_cast<int>(ignored.size()));
}

void CopyOut::fail(const char* sqlstate) const {
  if (::PQstatus(connection_.get()) != CONNECTION_OK)
    throw StoreUnavailable("the database connection was lost during an export");
  throw StoreFault("the database refused an export (SQLSTATE " +
                   std::string{sqlstate != nullptr ? sqlstate : "none"} + ")");
}

void CopyOut::require(PGresult* result, ExecStatusType wanted) {
  if (::PQresultStatus(result) != wanted) fail(::PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

void CopyOut::run(const char* sql) {
  const Result result{::PQexec(connection_.get(), sql), &::PQclear};
  require(result.get(), PGRES_COMMAND_OK);
}

std::vector<std::string> CopyOut::first_row(const std::string& sql) {
  const Result result{::PQexec(connection_.get(), sql.c_str()), &::PQclear};
  require(result.get(), PGRES_TUPLES_OK);
  std::vector<std::string> row;
  if (::PQntuples(result.get()) == 0) return row;
  for (int i = 0; i < ::PQnfields(result.get()); ++i)
    row.emplace_back(::PQgetvalue(result.get(), 0, i));
  return row;
}

std::string CopyOut::quoted(std::string_view text) {
  const std::unique_ptr<char, decltype(&::PQfreemem)> literal{
      ::PQescapeLiteral(connection_.get(), text.data(), text.size()), &::PQfreemem};
  if (!literal) throw StoreFault("a value of an export could not be quoted");
  return literal.get();
}

void CopyOut::start(const std::string& query_sql) {
  const std::string copy_sql = "COPY (" + query_sql + ") TO STDOUT (FORMAT binary)";
  const Result result{::PQexec(connection_.get(), copy_sql.c_str()), &::PQclear};
  require(result.get(), PGRES_COPY_OUT);
  copying_ = true;
}

const CopyRow* CopyOut::next() {
  char* bytes = nullptr;
  int length = 0;
  while ((length = ::PQgetCopyData(connection_.get(), &bytes, 0)) > 0) {
    bytes_.reset(bytes);
    std::string_view left{bytes, static_cast<std::size_t>(length)};
    if (!std::exchange(head_taken_, true)) take_copy_head(left);
    if (!left.empty() && read_copy_row(left, row_)) return &row_;
  }
  copying_ = false;
  const Result result{::PQgetResult(connection_.get()), &::PQclear};
  if (length != -1) fail(nullptr);
  require(result.get(), PGRES_COMMAND_OK);
  return nullptr;
}

}  // namespace copytaster::postgres
