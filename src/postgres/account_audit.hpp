#pragma once
// What the stores of accounts share: their entries in the audit, and how a second factor is used
// up.

#include <optional>
#include <string>
#include <string_view>

#include <pqxx/transaction_base>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/app/second_factor.hpp"

namespace copytaster::postgres {

struct AccountEntry {
  std::string_view decision;
  std::int64_t subject = 0;  ///< the account's, the token's or the invitation's number
  std::optional<std::int64_t> by;
  Instant at;
  std::optional<std::string> words = {};
  std::optional<SaltedDigest> bound = {};  ///< of the words
};

void audit_at(pqxx::transaction_base& work, SiteId site, const AccountEntry& entry);
/// At each site where she has a role.
void audit_at_all(pqxx::transaction_base& work, ModeratorId moderator, const AccountEntry& entry);

/// False: somebody was faster, or there is no such code.
bool use_up(pqxx::transaction_base& work, ModeratorId moderator, const UsedFactor& used);

}  // namespace copytaster::postgres
