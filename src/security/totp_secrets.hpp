#pragma once
// The secrets of second factors as they are sealed for the store: key id (4 bytes) ‖ nonce (24) ‖
// ciphertext with its tag, bound to the account.

#include <optional>
#include <string>
#include <string_view>

#include "copytaster/domain/ids.hpp"
#include "security/key_file.hpp"

namespace copytaster::security {

/// Under the newest of `keys`.
std::string seal_totp(const Keys& keys, ModeratorId moderator, std::string_view secret);
/// None: it was changed, is another account's, or its key is not there. The caller clears it.
std::optional<std::string> open_totp(const Keys& keys, ModeratorId moderator,
                                     std::string_view sealed);

}  // namespace copytaster::security
