#pragma once
// API tokens by their hashes.

#include "copytaster/app/check_access.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class TokenRows final : public TokenStore {
 public:
  explicit TokenRows(Pool& pool) : pool_(pool) {}
  TokenId create_token(const NewToken& token, Instant now) override;
  std::optional<Principal> find_token(const std::string& token_hash, Instant now) override;
  std::size_t count_tokens(SiteId site, Instant now) override;
  std::vector<ListedToken> list_tokens(SiteId site, std::optional<TokenId> before,
                                       std::size_t limit) override;
  bool revoke_token(SiteId site, TokenId token, TokenId by, Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
