// `ban add`, `ban list` and `ban lift`: beside a service that may be running, which follows.

#include "copytaster/app/bans.hpp"

#include <iostream>

#include "commands/commands.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/startup.hpp"
#include "copytaster/domain/text.hpp"
#include "http/bans_json.hpp"
#include "postgres/ban_store.hpp"

namespace copytaster::commands {
namespace {

constexpr std::size_t bans_page = 100;

void print_words(const KeptBan& kept) {
  std::cout << kept.id.value << '\t' << name_of(kind_of(kept.ban.whom)) << '\t'
            << told(kept.ban.whom) << '\t'
            << (kept.ban.until ? "until " + rfc3339(*kept.ban.until) : "for good") << '\t'
            << (kept.made_by.empty() ? "-" : kept.made_by) << '\t' << kept.reason << '\n';
}

/// Whoever can list the programs that run could read an address among the words.
std::optional<std::string> value_of(const BanWanted& wanted) {
  if (wanted.file.empty()) return wanted.value;
  std::string text;
  if (wanted.file == "-")
    std::getline(std::cin, text);
  else
    text = read_whole(wanted.file, "the file of what is banned");
  return std::string{trimmed(text)};
}

struct Told {
  int operator()(const BanFaults& faults) const {
    for (const BanFault& fault : faults)
      std::cerr << "copytaster: " << fault.member << ' ' << fault.reason << '\n';
    return 1;
  }
  int operator()(const BannedAlready&) const { throw Refused("this is banned already"); }
  int operator()(const TooManyBans&) const {
    throw Refused("the site has too many bans: at most " + std::to_string(bans_max));
  }
  int operator()(const KeptBan& kept) const {
    if (as_json)
      std::cout << http::ban_json(kept) << '\n';
    else
      print_words(kept);
    return 0;
  }
  bool as_json;
};

}  // namespace

int add_ban(const Settings& settings, const BanWanted& wanted) {
  const BanRequest request{wanted.kind, wanted.comment, value_of(wanted), wanted.until,
                           wanted.reason};
  KeyedStores keyed{settings};
  Stores& stores = keyed.stores();
  postgres::BanRows rows{stores.pool()};
  const auto outcome = make_ban(request, {stores.site(wanted.site), std::nullopt, stores.now()},
                                {rows, keyed.vault(), keyed.chain()});
  stores.close();
  return std::visit(Told{wanted.json}, outcome);
}

int list_bans(const Settings& settings, const BanWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::BanRows rows{stores.pool()};
  const SiteId site = stores.site(wanted.site);
  const Instant now = stores.now();
  std::optional<BanId> before;
  while (true) {
    const auto page = rows.list_bans(site, before, bans_page, now);
    for (const KeptBan& ban : page) Told{wanted.json}(ban);
    if (page.size() < bans_page) break;
    before = page.back().id;
  }
  stores.close();
  return 0;
}

int lift_ban(const Settings& settings, const BanWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::BanRows rows{stores.pool()};
  const bool was_there =
      rows.end_ban(wanted.ban, {stores.site(wanted.site), std::nullopt, stores.now()});
  stores.close();
  if (!was_there) throw Refused("there is no ban " + std::to_string(wanted.ban.value));
  return 0;
}

}  // namespace copytaster::commands
