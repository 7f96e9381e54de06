#include "postgres/copy_out.hpp"

#include <array>

#include "copytaster/app/faults.hpp"
#include "postgres/connection_settings.hpp"

namespace copytaster::postgres {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&::PQclear)>;

char unescaped(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return c;
  }
}

std::string unescaped(std::string_view field) {
  std::string text;
  text.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool escape = field[i] == '\\' && i + 1 < field.size();
    text += escape ? unescaped(field[++i]) : field[i];
  }
  return text;
}

}  // namespace

CopyRow copy_row(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  CopyRow row;
  for (;;) {
    const auto tab = line.find('\t');  // a tab inside a field is escaped
    const auto field = line.substr(0, tab);
    if (field == "\\N")
      row.emplace_back();
    else
      row.emplace_back(unescaped(field));
    if (tab == std::string_view::npos) return row;
    line.remove_prefix(tab + 1);
  }
}

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

void CopyOut::start(const std::string& copy_sql) {
  const Result result{::PQexec(connection_.get(), copy_sql.c_str()), &::PQclear};
  require(result.get(), PGRES_COPY_OUT);
  copying_ = true;
}

std::optional<CopyRow> CopyOut::next() {
  char* bytes = nullptr;
  const int length = ::PQgetCopyData(connection_.get(), &bytes, 0);
  if (length > 0) {
    const std::unique_ptr<char, decltype(&::PQfreemem)> owned{bytes, &::PQfreemem};
    return copy_row({bytes, static_cast<std::size_t>(length)});
  }
  copying_ = false;
  const Result result{::PQgetResult(connection_.get()), &::PQclear};
  if (length != -1) fail(nullptr);
  require(result.get(), PGRES_COMMAND_OK);
  return std::nullopt;
}

}  // namespace copytaster::postgres
