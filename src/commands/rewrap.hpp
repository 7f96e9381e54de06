#pragma once
// One way through all comments: what older keys sealed is sealed anew with the newest. Nothing
// waits for it, and cut off at any point it can simply begin again.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

#include "postgres/pool.hpp"
#include "security/vault.hpp"

namespace copytaster::commands {

/// What one way found, by the number of the key.
struct Pass {
  std::map<std::uint32_t, std::size_t> sealed;    ///< comments as they were met
  std::map<std::uint32_t, std::size_t> unopened;  ///< of these, those that do not open
  std::size_t rewrapped = 0;
  std::size_t erased = 0;

  /// Comments that another key than `newest` had sealed.
  std::size_t under_other_keys(std::uint32_t newest) const;
};

/// An import whose batch has begun under an older key ends with that batch: from here on none
/// comes in under it any more.
void wait_for_imports(postgres::Pool& pool);

Pass rewrap_all(postgres::Pool& pool, const security::SodiumVault& vault,
                const std::function<void(std::size_t met)>& tell);

/// The keys of pseudonyms, each in one step; what they are stays the same. Returns how many. One
/// that does not open is left as it is.
std::size_t rewrap_pseudonym_keys(postgres::Pool& pool, const security::SodiumVault& vault);

/// The secrets of second factors, as above.
std::size_t rewrap_second_factors(postgres::Pool& pool, const security::SodiumVault& vault);

}  // namespace copytaster::commands
