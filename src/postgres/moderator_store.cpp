#include "postgres/moderator_store.hpp"

#include <pqxx/pqxx>

#include "copytaster/domain/text.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto add_sql = R"sql(
  INSERT INTO moderator (name, name_key, see_email, created_at)
  VALUES ($1, $2, $3, $4::timestamptz) ON CONFLICT (name_key) DO NOTHING
)sql";

constexpr auto find_sql = "SELECT id FROM moderator WHERE name_key = $1";

constexpr auto add_role_sql = R"sql(
  INSERT INTO moderator_role (moderator_id, site_id, role) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING
)sql";

constexpr auto put_code_sql = R"sql(
  INSERT INTO login_code (moderator_id, code_hash, expires_at)
  VALUES ($1, $2::bytea, $3::timestamptz)
  ON CONFLICT (moderator_id) DO UPDATE
     SET code_hash = excluded.code_hash, expires_at = excluded.expires_at
)sql";

constexpr auto list_sql = R"sql(
  SELECT m.id, m.name, m.see_email, m.password_hash IS NOT NULL AS has_password, r.site_id, r.role,
         (SELECT (extract(epoch FROM max(s.seen_at)) * 1000000)::bigint
            FROM session s WHERE s.moderator_id = m.id) AS seen_at
    FROM moderator m LEFT JOIN moderator_role r ON r.moderator_id = m.id
   ORDER BY m.name_key, r.site_id
)sql";

std::optional<ModeratorId> find_in(pqxx::transaction_base& transaction, std::string_view name) {
  const auto rows = transaction.exec_params(find_sql, folded(name));
  if (rows.empty()) return std::nullopt;
  return ModeratorId{rows[0][0].as<std::int64_t>()};
}

ListedModerator listed_in(const pqxx::row& row) {
  return {{{row["id"].as<std::int64_t>()},
           std::string{text_in(row, "name")},
           row["see_email"].as<bool>(),
           {}},
          row["has_password"].as<bool>(),
          maybe_instant_in(row, "seen_at")};
}

}  // namespace

bool ModeratorRows::has_moderators() {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return read.exec1("SELECT EXISTS (SELECT FROM moderator)")[0].as<bool>();
  });
}

std::optional<ModeratorId> ModeratorRows::add_moderator(const NewModerator& wanted, Instant now) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<ModeratorId> {
    pqxx::work work{connection};
    work.exec_params0(add_sql, wanted.name, folded(wanted.name), wanted.see_email, timestamp(now));
    const auto id = find_in(work, wanted.name).value();
    std::size_t added = 0;
    for (const SiteRole& place : wanted.roles)
      added += work.exec_params(add_role_sql, id.value, place.site.value,
                                std::string{name_of(place.role)})
                   .affected_rows();
    if (added == 0) return std::nullopt;
    work.commit();
    return id;
  });
}

std::optional<ModeratorId> ModeratorRows::find_moderator(std::string_view name) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return find_in(read, name);
  });
}

void ModeratorRows::put_login_code(ModeratorId moderator, const std::string& code_hash,
                                   Instant now) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction alone{connection};
    alone.exec_params0(put_code_sql, moderator.value, bytea(code_hash),
                       timestamp(now + login_code_life));
  });
}

std::vector<ListedModerator> ModeratorRows::list_moderators() {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<ListedModerator> moderators;
    for (const auto& row : read.exec(list_sql)) {
      ListedModerator listed = listed_in(row);
      if (moderators.empty() || moderators.back().moderator.id != listed.moderator.id)
        moderators.push_back(std::move(listed));
      if (row["site_id"].is_null()) continue;
      moderators.back().moderator.roles.push_back(
          {{row["site_id"].as<std::int64_t>()}, parse_role(text_in(row, "role")).value()});
    }
    return moderators;
  });
}

}  // namespace copytaster::postgres
