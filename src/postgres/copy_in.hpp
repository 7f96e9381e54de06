#pragma once
// COPY … FROM STDIN in its binary form, and the statements around it, on a connection of its own:
// libpqxx 6 knows COPY as text alone, which costs PostgreSQL and us about twice as much.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <libpq-fe.h>

#include "copytaster/domain/instant.hpp"

namespace copytaster::postgres {

/// Rows as COPY takes them. Each field must be of the column's type.
class CopyBytes {
 public:
  /// `fields`: of each row.
  explicit CopyBytes(std::int16_t fields);

  void begin_row();
  void add_2(std::int16_t number);   ///< smallint
  void add_4(std::int32_t number);   ///< integer
  void add_8(std::int64_t number);   ///< bigint, xid8
  void add(std::string_view bytes);  ///< text or bytea
  void add(Instant instant);         ///< timestamptz
  void add_null();
  template <class Value>
  void add_maybe(const std::optional<Value>& value) {
    if (value)
      add(*value);
    else
      add_null();
  }

  /// What was added since it was last taken.
  std::size_t size() const { return bytes_.size(); }
  void clear() { bytes_.clear(); }
  const std::string& bytes() const { return bytes_; }
  /// Ends it; nothing may be added afterwards.
  void finish();

 private:
  template <class Bits>
  void append_number(Bits bits);

  std::string bytes_;
  std::int16_t fields_;
};

/// One that writes. Throws StoreUnavailable or StoreFault; whoever is left with an open transaction
/// then lets go of the link, and nothing of it is stored.
class WritingLink {
 public:
  using Rows = std::unique_ptr<PGresult, decltype(&::PQclear)>;

  explicit WritingLink(const std::string& conninfo);

  /// With a time limit of its own: a batch takes longer than what the service does by itself.
  void begin();
  void commit() { run("COMMIT"); }
  Rows run(const char* sql, std::span<const std::string> values = {});
  /// Lets go of what is open, and tries this once; whether it succeeded does not matter.
  void attempt(const char* sql, std::span<const std::string> values);
  /// `add_row` adds the next row, or says that there is none. PostgreSQL reads the first ones while
  /// the next are being added.
  template <class AddRow>
  void copy(const char* sql, CopyBytes& rows, const AddRow& add_row) {
    begin_copy(sql);
    while (add_row(rows)) {
      if (rows.size() >= piece_bytes) send(rows);
    }
    rows.finish();
    send(rows);
    end_copy();
  }

 private:
  static constexpr std::size_t piece_bytes = 131'072;

  Rows asked(const char* sql, std::span<const std::string> values);
  void begin_copy(const char* sql);
  void send(CopyBytes& rows);
  void end_copy();
  [[noreturn]] void fail(const char* sqlstate) const;
  void require(const Rows& rows) const;

  std::unique_ptr<PGconn, decltype(&::PQfinish)> connection_;
};

std::string_view field_of(const WritingLink::Rows& rows, int row, int column);
std::int64_t number_of(const WritingLink::Rows& rows, int row, int column);

}  // namespace copytaster::postgres
