#pragma once
// What COPY's binary format says, taken apart in place. PostgreSQL spends half as much on it as on
// text, and here nothing is unescaped, copied or read from decimal digits.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "copytaster/domain/instant.hpp"

namespace copytaster::postgres {

/// Bytes as the column's type sends them. NULL is none.
using CopyField = std::optional<std::string_view>;
using CopyRow = std::vector<CopyField>;

// All of these throw StoreFault where the bytes are not what they should be.

/// Takes the head of the stream off the front of `bytes`.
void take_copy_head(std::string_view& bytes);

/// Makes all of `bytes` a row that points into them. False: they are the mark at the end.
bool read_copy_row(std::string_view bytes, CopyRow& row);

/// smallint, integer, bigint or xid8.
std::int64_t number_in(const CopyField& field);
bool flag_in(const CopyField& field);
/// timestamptz.
Instant instant_in(const CopyField& field);

}  // namespace copytaster::postgres
