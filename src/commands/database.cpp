#include "commands/database.hpp"

#include <spdlog/spdlog.h>

#include "commands/startup.hpp"
#include "embedded_files.hpp"
#include "postgres/connect.hpp"
#include "postgres/migrate.hpp"

namespace copytaster::commands {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

Database::Database(const Settings& settings)
    : service_(settings.database.url), owner_(settings.database.owner) {
  if (!service_.empty()) return;
  postgres::ClusterSettings place;
  place.data = settings.data;
  cluster_ = std::make_unique<postgres::EmbeddedCluster>(std::move(place));
  service_ = cluster_->conninfo_for(postgres::ClusterRole::service);
  owner_ = cluster_->conninfo_for(postgres::ClusterRole::owner);
}

void Database::migrate() {
  const auto schema = postgres::schema_from(embedded_files());
  const std::string& login = owner_.empty() ? service_ : owner_;
  try {
    const auto result = postgres::apply_migrations(login, schema);
    if (!result.applied.empty()) spdlog::info("schema: applied {}", joined(result.applied));
  } catch (const postgres::MigrationRefused& refused) {
    if (!owner_.empty()) throw;
    throw Refused(
        std::string{refused.what()} +
        "; name the schema owner's login in [database] owner and run: copytaster migrate");
  }
  postgres::refuse_unsafe_durability(*postgres::connect(service_));
}

void Database::require_up_to_date() const {
  const auto missing =
      postgres::missing_migrations(service_, postgres::schema_from(embedded_files()));
  if (!missing.empty())
    throw Refused("the database lacks " + joined(missing) + "; run: copytaster migrate");
}

void Database::close() {
  if (cluster_) cluster_->close();
}

}  // namespace copytaster::commands
