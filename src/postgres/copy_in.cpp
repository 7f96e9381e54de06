#include "postgres/copy_in.hpp"

#include <endian.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <type_traits>
#include <vector>

#include "copytaster/app/faults.hpp"
#include "postgres/connection_settings.hpp"

namespace copytaster::postgres {
namespace {

using namespace std::chrono_literals;

/// PostgreSQL counts from here.
constexpr Instant epoch{std::chrono::sys_days{2000y / 1 / 1}};

std::uint16_t in_network_order(std::uint16_t bits) { return htobe16(bits); }
std::uint32_t in_network_order(std::uint32_t bits) { return htobe32(bits); }
std::uint64_t in_network_order(std::uint64_t bits) { return htobe64(bits); }

}  // namespace

CopyBytes::CopyBytes(std::int16_t fields) : fields_(fields) {
  bytes_.assign("PGCOPY\n\xff\r\n\0", 11);
  append_number(std::int32_t{0});  // flags
  append_number(std::int32_t{0});  // no extension
}

template <class Bits>
void CopyBytes::append_number(Bits bits) {
  const auto ordered = in_network_order(static_cast<std::make_unsigned_t<Bits>>(bits));
  char place[sizeof ordered];
  std::memcpy(place, &ordered, sizeof ordered);
  bytes_.append(place, sizeof ordered);
}

void CopyBytes::begin_row() { append_number(fields_); }
void CopyBytes::add_2(std::int16_t number) {
  append_number(std::int32_t{2});
  append_number(number);
}
void CopyBytes::add_4(std::int32_t number) {
  append_number(std::int32_t{4});
  append_number(number);
}
void CopyBytes::add_8(std::int64_t number) {
  append_number(std::int32_t{8});
  append_number(number);
}
void CopyBytes::add(std::string_view bytes) {
  append_number(static_cast<std::int32_t>(bytes.size()));
  bytes_ += bytes;
}
void CopyBytes::add(Instant instant) { add_8((instant - epoch).count()); }
void CopyBytes::add_null() { append_number(std::int32_t{-1}); }

void CopyBytes::finish() { append_number(std::int16_t{-1}); }

WritingLink::WritingLink(const std::string& conninfo)
    : connection_(::PQconnectdb(completed_conninfo(conninfo).c_str()), &::PQfinish) {
  if (::PQstatus(connection_.get()) != CONNECTION_OK)
    throw StoreUnavailable("the database cannot be reached");
  ::PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

void WritingLink::begin() {
  run("BEGIN");
  run("SET LOCAL statement_timeout = '10min'");
  run("SET LOCAL lock_timeout = '30s'");
  run("SET LOCAL idle_in_transaction_session_timeout = '10min'");
}

void WritingLink::fail(const char* sqlstate) const {
  if (::PQstatus(connection_.get()) != CONNECTION_OK)
    throw StoreUnavailable("the database connection was lost");
  throw StoreFault("the database refused a statement (SQLSTATE " +
                   std::string{sqlstate != nullptr ? sqlstate : "none"} + ")");
}

void WritingLink::require(const Rows& rows) const {
  const auto status = ::PQresultStatus(rows.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    fail(::PQresultErrorField(rows.get(), PG_DIAG_SQLSTATE));
}

WritingLink::Rows WritingLink::asked(const char* sql, std::span<const std::string> values) {
  std::vector<const char*> texts;
  for (const auto& value : values) texts.push_back(value.c_str());
  return {::PQexecParams(connection_.get(), sql, static_cast<int>(texts.size()), nullptr,
                         texts.data(), nullptr, nullptr, 0),
          &::PQclear};
}

WritingLink::Rows WritingLink::run(const char* sql, std::span<const std::string> values) {
  Rows rows = asked(sql, values);
  require(rows);
  return rows;
}

void WritingLink::attempt(const char* sql, std::span<const std::string> values) {
  if (::PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) asked("ROLLBACK", {});
  asked(sql, values);
}

void WritingLink::begin_copy(const char* sql) {
  const Rows started{::PQexec(connection_.get(), sql), &::PQclear};
  if (::PQresultStatus(started.get()) != PGRES_COPY_IN)
    fail(::PQresultErrorField(started.get(), PG_DIAG_SQLSTATE));
}

void WritingLink::send(CopyBytes& rows) {
  const std::string& bytes = rows.bytes();
  if (::PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) != 1)
    fail(nullptr);
  rows.clear();
}

void WritingLink::end_copy() {
  if (::PQputCopyEnd(connection_.get(), nullptr) != 1) fail(nullptr);
  const Rows ended{::PQgetResult(connection_.get()), &::PQclear};
  require(ended);
  const Rows none{::PQgetResult(connection_.get()), &::PQclear};  // the end of it, or no next one
}

std::string_view field_of(const WritingLink::Rows& rows, int row, int column) {
  return {::PQgetvalue(rows.get(), row, column),
          static_cast<std::size_t>(::PQgetlength(rows.get(), row, column))};
}

std::int64_t number_of(const WritingLink::Rows& rows, int row, int column) {
  const auto text = field_of(rows, row, column);
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stopped != text.data() + text.size())
    throw StoreFault("a field is no number");
  return number;
}

}  // namespace copytaster::postgres
