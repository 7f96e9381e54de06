#include "postgres/moderator_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "copytaster/domain/text.hpp"
#include "postgres/account_audit.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto add_sql = R"sql(
  INSERT INTO moderator (name, name_key, created_at)
  VALUES ($1, $2, $3::timestamptz) ON CONFLICT (name_key) DO NOTHING
)sql";

constexpr auto find_sql = "SELECT id FROM moderator WHERE name_key = $1";

constexpr auto add_role_sql = R"sql(
  INSERT INTO moderator_role (moderator_id, site_id, role, sections, see_email)
  VALUES ($1, $2, $3, $4::text[], $5) ON CONFLICT DO NOTHING
)sql";

constexpr auto put_code_sql = R"sql(
  INSERT INTO login_code (moderator_id, code_hash, expires_at)
  VALUES ($1, $2::bytea, $3::timestamptz)
  ON CONFLICT (moderator_id) DO UPDATE
     SET code_hash = excluded.code_hash, expires_at = excluded.expires_at
)sql";

constexpr auto list_sql = R"sql(
  SELECT m.id, m.name, m.password_hash IS NOT NULL AS has_password,
         r.site_id, r.role, r.sections, r.see_email, r.disabled,
         EXISTS (SELECT FROM totp t
                  WHERE t.moderator_id = m.id AND t.confirmed_at IS NOT NULL) AS has_totp,
         (SELECT (extract(epoch FROM max(s.seen_at)) * 1000000)::bigint
            FROM session s WHERE s.moderator_id = m.id) AS seen_at
    FROM moderator m LEFT JOIN moderator_role r ON r.moderator_id = m.id
)sql";
constexpr auto by_name_sql = " ORDER BY m.name_key, r.site_id";
constexpr auto at_site_sql = " WHERE r.site_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3";
constexpr auto one_at_sql = " WHERE r.site_id = $1 AND m.id = $2";

// Two who demote each other come one after the other: the second finds what the first has left.
constexpr auto lock_admins_sql = R"sql(
  SELECT moderator_id FROM moderator_role
   WHERE site_id = $1 AND role = 'admin' AND NOT disabled ORDER BY moderator_id FOR UPDATE
)sql";

constexpr auto change_place_sql = R"sql(
  UPDATE moderator_role SET role = $3, sections = $4::text[], see_email = $5, disabled = $6
   WHERE site_id = $1 AND moderator_id = $2
)sql";

constexpr auto end_sessions_sql = R"sql(
  DELETE FROM session WHERE moderator_id = $1
     AND NOT EXISTS (SELECT FROM moderator_role WHERE moderator_id = $1 AND NOT disabled)
)sql";

std::optional<ModeratorId> find_in(pqxx::transaction_base& transaction, std::string_view name) {
  const auto rows = transaction.exec_params(find_sql, folded(name));
  if (rows.empty()) return std::nullopt;
  return ModeratorId{rows[0][0].as<std::int64_t>()};
}

ListedModerator listed_in(const pqxx::row& row) {
  return {{{row["id"].as<std::int64_t>()}, std::string{text_in(row, "name")}, {}},
          row["has_password"].as<bool>(),
          maybe_instant_in(row, "seen_at"),
          row["has_totp"].as<bool>()};
}

SiteRole place_in(const pqxx::row& row) {
  return {{row["site_id"].as<std::int64_t>()},
          parse_role(text_in(row, "role")).value(),
          texts_in(row, "sections"),
          row["see_email"].as<bool>(),
          row["disabled"].as<bool>()};
}

SiteModerator site_moderator_in(const pqxx::row& row) {
  return {{row["id"].as<std::int64_t>()},
          std::string{text_in(row, "name")},
          place_in(row),
          row["has_totp"].as<bool>(),
          maybe_instant_in(row, "seen_at")};
}

ArrayText array_of(const std::vector<std::string>& texts) {
  ArrayText array;
  for (const std::string& text : texts) array.add(text);
  return array;
}

/// Whether another admin than this one is left, whom the transaction keeps one.
bool has_other_admin(pqxx::transaction_base& work, SiteId site, ModeratorId moderator) {
  const auto admins = work.exec_params(lock_admins_sql, site.value);
  return std::any_of(admins.begin(), admins.end(), [moderator](const pqxx::row& row) {
    return row[0].as<std::int64_t>() != moderator.value;
  });
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
    work.exec_params0(add_sql, wanted.name, folded(wanted.name), timestamp(now));
    const auto id = find_in(work, wanted.name).value();
    std::size_t added = 0;
    for (const SiteRole& place : wanted.roles)
      added += work.exec_params(add_role_sql, id.value, place.site.value,
                                std::string{name_of(place.role)}, array_of(place.sections).text(),
                                place.see_email)
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
    for (const auto& row : read.exec(std::string{list_sql} + by_name_sql)) {
      ListedModerator listed = listed_in(row);
      if (moderators.empty() || moderators.back().moderator.id != listed.moderator.id)
        moderators.push_back(std::move(listed));
      if (row["site_id"].is_null()) continue;
      moderators.back().moderator.roles.push_back(place_in(row));
    }
    return moderators;
  });
}

std::vector<SiteModerator> ModeratorRows::list_at(SiteId site, std::optional<ModeratorId> after,
                                                  std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<SiteModerator> moderators;
    for (const auto& row : read.exec_params(std::string{list_sql} + at_site_sql, site.value,
                                            after.value_or(ModeratorId{}).value, limit))
      moderators.push_back(site_moderator_in(row));
    return moderators;
  });
}

std::optional<SiteModerator> ModeratorRows::find_at(SiteId site, ModeratorId moderator) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<SiteModerator> {
    pqxx::nontransaction read{connection};
    const auto rows =
        read.exec_params(std::string{list_sql} + one_at_sql, site.value, moderator.value);
    if (rows.empty()) return std::nullopt;
    return site_moderator_in(rows[0]);
  });
}

bool ModeratorRows::change_place(ModeratorId moderator, const NewPlace& next, const RoleMaker& by) {
  const SiteRole& place = next.place;
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const bool stays_admin = place.role == Role::admin && !place.disabled;
    if (!has_other_admin(work, by.site, moderator) && !stays_admin) return false;
    work.exec_params0(change_place_sql, by.site.value, moderator.value,
                      std::string{name_of(place.role)}, array_of(place.sections).text(),
                      place.see_email, place.disabled);
    work.exec_params0(end_sessions_sql, moderator.value);
    audit_at(work, by.site, {"role", moderator.value, by.by.value, by.at, next.words, next.bound});
    work.commit();
    return true;
  });
}

}  // namespace copytaster::postgres
