#pragma once
// What somebody probably meant who wrote a name that there is not.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace copytaster {

/// The one of `right` with the fewest slips of the pen between, if they are few; the first of
/// several.
std::optional<std::string_view> nearest_name(std::string_view wrong,
                                             std::span<const std::string_view> right);

/// "did you mean `hold`?", or all of `right` where none is near and they are few.
std::string meant_instead(std::string_view wrong, std::span<const std::string_view> right);

}  // namespace copytaster
