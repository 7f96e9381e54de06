#pragma once
// A subcommand's way to the database where addresses or the audit are concerned: with the keys that
// the database was written with, since others would find nobody and bind nothing.

#include "commands/stores.hpp"
#include "security/audit_chain.hpp"
#include "security/vault.hpp"

namespace copytaster::commands {

class KeyedStores {
 public:
  /// Settles in, and leaves no core dump with keys in it. Throws Refused when the keys are not the
  /// database's, or the schema is not this binary's.
  explicit KeyedStores(const Settings& settings);

  Stores& stores() { return stores_; }
  const security::SodiumVault& vault() const { return vault_; }
  const security::SodiumAuditChain& chain() const { return chain_; }

 private:
  Stores stores_;
  security::SodiumVault vault_;
  security::SodiumAuditChain chain_;
};

}  // namespace copytaster::commands
