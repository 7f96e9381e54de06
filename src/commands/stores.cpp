#include "commands/stores.hpp"

#include "postgres/site_store.hpp"

namespace copytaster::commands {
namespace {

postgres::PoolSettings for_one(const Database& database) {
  postgres::PoolSettings pool;
  pool.conninfo = database.service();
  pool.connections_max = 1;
  return pool;
}

}  // namespace

Stores::Stores(const Settings& settings) : database_(settings), pool_(for_one(database_)) {
  database_.require_up_to_date();
}

SiteId Stores::site(const std::string& name) {
  return postgres::ensure_sites(pool_, {name}).at(name);
}

std::map<std::string, SiteId> Stores::sites() { return postgres::ensure_sites(pool_, {}); }

Instant Stores::now() { return postgres::database_now(pool_); }

}  // namespace copytaster::commands
