#include "postgres/copy_row.hpp"

#include <chrono>
#include <cstddef>
#include <limits>

#include "copytaster/app/faults.hpp"

namespace copytaster::postgres {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view signature{"PGCOPY\n\xff\r\n\0", 11};
/// PostgreSQL counts from here.
constexpr Instant epoch{std::chrono::sys_days{2000y / 1 / 1}};

[[noreturn]] void fail() { throw StoreFault("a row of a copy is malformed"); }

std::string_view take(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) fail();
  const auto taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

/// In network order, with its sign.
std::int64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = (number << 8U) | static_cast<unsigned char>(c);
  const auto unused_bits = 64 - 8 * bytes.size();
  return static_cast<std::int64_t>(number << unused_bits) >> unused_bits;
}

/// A count of bytes; -1 is none.
std::int64_t take_size(std::string_view& bytes) { return number_of(take(bytes, 4)); }

}  // namespace

void take_copy_head(std::string_view& bytes) {
  if (take(bytes, signature.size()) != signature) fail();
  const auto flags = number_of(take(bytes, 4));
  const auto extension_bytes = take_size(bytes);
  if (flags != 0 || extension_bytes < 0) fail();
  take(bytes, static_cast<std::size_t>(extension_bytes));
}

bool read_copy_row(std::string_view bytes, CopyRow& row) {
  row.clear();
  const auto fields = number_of(take(bytes, 2));
  for (std::int64_t i = 0; i < fields; ++i) {
    const auto size = take_size(bytes);
    if (size < -1) fail();
    row.push_back(size == -1 ? CopyField{} : take(bytes, static_cast<std::size_t>(size)));
  }
  if (!bytes.empty() || fields < -1) fail();
  return fields != -1;
}

std::int64_t number_in(const CopyField& field) {
  if (!field || (field->size() != 2 && field->size() != 4 && field->size() != 8)) fail();
  return number_of(*field);
}

bool flag_in(const CopyField& field) {
  if (!field || field->size() != 1) fail();
  return field->front() != '\0';
}

Instant instant_in(const CopyField& field) {
  const std::chrono::microseconds since{number_in(field)};
  // The two ends are PostgreSQL's infinities.
  if (since == since.min() || since > since.max() - epoch.time_since_epoch()) fail();
  return epoch + since;
}

}  // namespace copytaster::postgres
