#pragma once
// API tokens: made once, shown once, stored as a hash. What one may do is asked of the store with
// each call, so that one that is revoked opens nothing from then on.

#include <optional>
#include <string>
#include <vector>

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
  /// Who has made it, as the audit says; none: on the command line, where nobody has signed in.
  std::optional<TokenId> made_by = {};
};

inline constexpr std::size_t tokens_max = 1000;  ///< that live at one site, for those who sign in

struct ListedToken {
  TokenId id;
  std::string name;
  Role role = Role::moderator;
  bool see_email = false;
  Instant created_at;
  std::optional<Instant> expires_at;
  std::optional<Instant> seen_at;  ///< in the hour that began then
  std::optional<Instant> revoked_at;
};

class TokenStore {
 public:
  virtual ~TokenStore() = default;
  virtual TokenId create_token(const NewToken& token, Instant now) = 0;
  /// None: unknown, expired or revoked. Else its use is noted, once in an hour.
  virtual std::optional<Principal> find_token(const std::string& token_hash, Instant now) = 0;

  /// How many live.
  virtual std::size_t count_tokens(SiteId site, Instant now) = 0;
  /// Newest first, below `before`; those that are over as long as they are kept.
  virtual std::vector<ListedToken> list_tokens(SiteId site, std::optional<TokenId> before,
                                               std::size_t limit) = 0;
  /// ONE transaction with its audit entry. False: the site has none of that number, or it is
  /// revoked.
  virtual bool revoke_token(SiteId site, TokenId token, TokenId by, Instant now) = 0;
};

}  // namespace copytaster
