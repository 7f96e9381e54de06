// "\ud800" alone is valid JSON and no text. A parser can only refuse the whole body; the contract
// wants the field. So halves are replaced by a code point that the body does not hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace copytaster::http {

struct Replaced {
  std::string text;
  std::string stand_in;  // in UTF-8; empty when nothing was replaced
};

/// None when all 32 stand-ins (the noncharacters U+FDD0–U+FDEF) already stand in the body, which
/// no text does.
std::optional<Replaced> without_lone_surrogates(std::string_view json);

}  // namespace copytaster::http
