// Percent-encoding (RFC 3986 §2.1), strictly read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace copytaster::http {

enum class Plus { literal, space };  // `+` means a space in forms and queries only

/// Nothing when a `%` is not followed by two hex digits. The result may hold any byte.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

/// Everything but letters, digits and `-._~` becomes %XX.
std::string percent_encode(std::string_view text);

}  // namespace copytaster::http
