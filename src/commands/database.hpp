#pragma once
// Which database a command works on: the one the settings name, or the embedded cluster of the
// data directory, running already or started for as long as the command lasts.

#include <memory>
#include <string>

#include "postgres/embedded_cluster.hpp"
#include "settings.hpp"

namespace copytaster::commands {

class Database {
 public:
  /// Throws Refused, postgres::ClusterRefused or StoreUnavailable.
  explicit Database(const Settings& settings);

  const std::string& service() const { return service_; }
  const std::string& owner() const { return owner_; }
  /// The owner's login or, where none is known, the service's, which may be the same.
  const std::string& owner_or_service() const { return owner_.empty() ? service_ : owner_; }

  /// Brings the schema up to date where the owner's login is known or the service's may do it;
  /// else throws Refused, naming the command. Then looks whether commits are durable.
  void migrate();
  /// Throws Refused when the schema is not this binary's.
  void require_up_to_date() const;
  /// Leaves the embedded cluster; the last one out stops it.
  void close();

 private:
  std::unique_ptr<postgres::EmbeddedCluster> cluster_;
  std::string service_;
  std::string owner_;
};

}  // namespace copytaster::commands
