#include <algorithm>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/moderators.hpp"
#include "copytaster/domain/text.hpp"
#include "postgres/moderator_store.hpp"
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
std::vector<SiteRole> roles_for(const ModeratorWanted& wanted, bool is_first,
                                const Settings& settings, Stores& stores) {
  if (!is_first) return {{stores.site(wanted.site), wanted.role}};
  std::vector<SiteRole> roles;
  for (const auto& [name, site] : settings.sites) roles.push_back({stores.site(name), Role::admin});
  return roles;
}

std::string site_named(const std::map<std::string, SiteId>& sites, SiteId id) {
  const auto found = std::find_if(sites.begin(), sites.end(),
                                  [id](const auto& site) { return site.second == id; });
  return found == sites.end() ? std::to_string(id.value) : found->first;
}

void print_words(const ListedModerator& listed, const std::map<std::string, SiteId>& sites) {
  std::cout << listed.moderator.name;
  for (const SiteRole& place : listed.moderator.roles)
    std::cout << "  " << name_of(place.role) << '@' << site_named(sites, place.site);
  if (listed.moderator.see_email) std::cout << "  see_email";
  if (!listed.has_password) std::cout << "  no password";
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
    line += '}';
  }
  line += listed.moderator.see_email ? "],\"permissions\":[\"see_email\"]" : "],\"permissions\":[]";
  line += listed.has_password ? ",\"password\":true" : ",\"password\":false";
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
  const auto roles = roles_for(wanted, !moderators.has_moderators(), settings, stores);
  const auto added = moderators.add_moderator({wanted.name, roles, wanted.see_email}, now);
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
