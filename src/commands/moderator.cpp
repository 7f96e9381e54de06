#include <algorithm>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/moderators.hpp"
#include "copytaster/domain/text.hpp"
#include "postgres/moderator_store.hpp"
#include "postgres/second_factor_store.hpp"
#include "postgres/site_store.hpp"
#include "security/credentials.hpp"

namespace copytaster::commands {
namespace {

/// What the code opens is bound to the database before it is shown.
std::string give_code(ModeratorStore& moderators, ModeratorId moderator, Instant now) {
  std::string code = security::new_login_code();
  moderators.put_login_code(moderator, security::hash_of_login_code(code).value(), now);
  return code;
}

/// Somebody must be able to do everything, at every site: the first one.
std::vector<SiteRole> roles_of_first(const Settings& settings, postgres::Pool& pool) {
  std::vector<std::string> names;
  for (const auto& [name, site] : settings.sites) names.push_back(name);
  std::vector<SiteRole> roles;
  for (const auto& [name, id] : postgres::ensure_sites(pool, names))
    if (settings.sites.contains(name)) roles.push_back({id, Role::admin});
  return roles;
}

bool is_admin(const ListedModerator& listed) {
  const auto& roles = listed.moderator.roles;
  return std::any_of(roles.begin(), roles.end(), [](const SiteRole& place) {
    return place.role == Role::admin && !place.disabled;
  });
}

bool sees_email(const ListedModerator& listed) {
  return std::ranges::any_of(listed.moderator.roles, &SiteRole::see_email);
}

/// The oldest account that may do everything, or the first of all.
ModeratorId admin_of(const Settings& settings, postgres::Pool& pool, Instant now) {
  postgres::ModeratorRows moderators{pool};
  std::optional<ModeratorId> oldest;
  for (const ListedModerator& listed : moderators.list_moderators())
    if (is_admin(listed) && (!oldest || listed.moderator.id < *oldest))
      oldest = listed.moderator.id;
  if (oldest) return *oldest;
  const auto added = moderators.add_moderator({"admin", roles_of_first(settings, pool)}, now);
  if (!added) throw Refused("there is no admin: make one with moderator add NAME --role admin");
  return *added;
}

std::string site_named(const std::map<std::string, SiteId>& sites, SiteId id) {
  const auto found = std::find_if(sites.begin(), sites.end(),
                                  [id](const auto& site) { return site.second == id; });
  return found == sites.end() ? std::to_string(id.value) : found->first;
}

void print_words(const ListedModerator& listed, const std::map<std::string, SiteId>& sites) {
  std::cout << listed.moderator.name;
  for (const SiteRole& place : listed.moderator.roles)
    std::cout << "  " << name_of(place.role) << '@' << site_named(sites, place.site)
              << (place.disabled ? " (disabled)" : "");
  if (sees_email(listed)) std::cout << "  see_email";
  if (!listed.has_password) std::cout << "  no password";
  if (listed.has_totp) std::cout << "  totp";
  if (listed.seen_at) std::cout << "  seen " << rfc3339(*listed.seen_at);
  std::cout << '\n';
}

void print_json(const ListedModerator& listed, const std::map<std::string, SiteId>& sites) {
  std::string line = "{\"name\":";
  append_json_string(line, listed.moderator.name);
  line += ",\"roles\":[";
  for (const SiteRole& place : listed.moderator.roles) {
    line += line.back() == '[' ? "{\"site\":" : ",{\"site\":";
    append_json_string(line, site_named(sites, place.site));
    line += ",\"role\":";
    append_json_string(line, name_of(place.role));
    line += ",\"sections\":[";
    for (const std::string& section : place.sections) {
      if (line.back() != '[') line += ',';
      append_json_string(line, section);
    }
    line += place.disabled ? "],\"disabled\":true}" : "],\"disabled\":false}";
  }
  line += sees_email(listed) ? "],\"permissions\":[\"see_email\"]" : "],\"permissions\":[]";
  line += listed.has_password ? ",\"password\":true" : ",\"password\":false";
  line += listed.has_totp ? ",\"totp\":true" : ",\"totp\":false";
  line += ",\"seen_at\":";
  if (listed.seen_at)
    append_json_string(line, rfc3339(*listed.seen_at));
  else
    line += "null";
  std::cout << line << "}\n";
}

}  // namespace

int add_moderator(const Settings& settings, const ModeratorWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ModeratorRows moderators{stores.pool()};
  const Instant now = stores.now();
  auto roles = moderators.has_moderators()
                   ? std::vector<SiteRole>{{stores.site(wanted.site), wanted.role, wanted.sections}}
                   : roles_of_first(settings, stores.pool());
  for (SiteRole& place : roles) place.see_email = wanted.see_email;
  const auto added = moderators.add_moderator({wanted.name, roles}, now);
  if (!added) throw Refused(wanted.name + " has a role at " + wanted.site + " already");
  const std::string code = give_code(moderators, *added, now);
  stores.close();
  std::cout << code << '\n';
  return 0;
}

int give_login_code(const Settings& settings, const std::string& name) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ModeratorRows moderators{stores.pool()};
  const auto moderator = moderators.find_moderator(name);
  if (!moderator) throw Refused("there is no moderator " + name);
  const std::string code = give_code(moderators, *moderator, stores.now());
  stores.close();
  std::cout << code << '\n';
  return 0;
}

int reset_totp(const Settings& settings, const std::string& name) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const auto moderator = postgres::ModeratorRows{stores.pool()}.find_moderator(name);
  if (!moderator) throw Refused("there is no moderator " + name);
  if (!postgres::SecondFactorRows{stores.pool()}.reset_totp(*moderator, stores.now()))
    throw Refused(name + " has no second factor");
  stores.close();
  std::cout << name << " signs in with the password alone until she sets up another; her sessions "
            << "have ended\n";
  return 0;
}

std::string new_admin_code(const Settings& settings, const std::string& conninfo) {
  postgres::PoolSettings for_one;
  for_one.conninfo = conninfo;
  for_one.connections_max = 1;
  postgres::Pool pool{for_one};
  const Instant now = postgres::database_now(pool);
  const ModeratorId admin = admin_of(settings, pool, now);
  postgres::ModeratorRows moderators{pool};
  return give_code(moderators, admin, now);
}

int list_moderators(const Settings& settings, bool json) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const auto sites = stores.sites();
  const auto moderators = postgres::ModeratorRows{stores.pool()}.list_moderators();
  stores.close();
  for (const ListedModerator& listed : moderators)
    json ? print_json(listed, sites) : print_words(listed, sites);
  return 0;
}

}  // namespace copytaster::commands
