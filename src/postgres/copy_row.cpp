#include "postgres/copy_row.hpp"

#include <endian.h>

#include <chrono>
#include <cstddef>
#include <cstring>

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

/// Bytes in network order as they lie here.
template <class Bits>
Bits bits_of(std::string_view bytes) {
  Bits bits{};
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return bits;
}

std::int16_t number_of_2(std::string_view bytes) {
  return static_cast<std::int16_t>(be16toh(bits_of<std::uint16_t>(bytes)));
}
std::int32_t number_of_4(std::string_view bytes) {
  return static_cast<std::int32_t>(be32toh(bits_of<std::uint32_t>(bytes)));
}
std::int64_t number_of_8(std::string_view bytes) {
  return static_cast<std::int64_t>(be64toh(bits_of<std::uint64_t>(bytes)));
}

}  // namespace

void take_copy_head(std::string_view& bytes) {
  if (take(bytes, signature.size()) != signature) fail();
  const auto flags = number_of_4(take(bytes, 4));
  const auto extension_bytes = number_of_4(take(bytes, 4));
  if (flags != 0 || extension_bytes < 0) fail();
  take(bytes, static_cast<std::size_t>(extension_bytes));
}

bool read_copy_row(std::string_view bytes, CopyRow& row) {
  row.clear();
  const int fields = number_of_2(take(bytes, 2));
  for (int i = 0; i < fields; ++i) {
    const auto size = number_of_4(take(bytes, 4));  // -1 is NULL
    if (size < -1) fail();
    row.push_back(size == -1 ? CopyField{} : take(bytes, static_cast<std::size_t>(size)));
  }
  if (!bytes.empty() || fields < -1) fail();
  return fields != -1;
}

std::int64_t number_in(const CopyField& field) {
  switch (field.value_or(std::string_view{}).size()) {
    case 2: return number_of_2(*field);
    case 4: return number_of_4(*field);
    case 8: return number_of_8(*field);
    default: fail();
  }
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
