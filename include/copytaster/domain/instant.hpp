#pragma once
// A point in time on the database's clock. The pure rooms never read a clock: time comes in as
// an argument named `now`.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with milliseconds: "2026-11-23T16:15:16.123Z".
std::string rfc3339(Instant instant);

/// Reads a date ("2026-11-23", midnight UTC) or a date and time with "Z" or an offset;
/// anything else, or a year outside 1970–9999, is none.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace copytaster
