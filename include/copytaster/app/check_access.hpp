#pragma once
// API tokens: made once, shown once, stored as a hash.

#include <optional>
#include <string>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/instant.hpp"

namespace copytaster {

struct NewToken {
  SiteId site;
  Role role = Role::moderator;
  std::string name;
  bool see_email = false;
  std::optional<Instant> expires_at;
  std::string token_hash;  ///< 32 bytes
};

class TokenStore {
 public:
  virtual ~TokenStore() = default;
  virtual TokenId create_token(const NewToken& token, Instant now) = 0;
  /// None: unknown, expired or revoked.
  virtual std::optional<Principal> find_token(const std::string& token_hash, Instant now) = 0;
};

}  // namespace copytaster
