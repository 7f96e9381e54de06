#include "copytaster/app/people.hpp"

#include <fstream>
#include <functional>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/startup.hpp"
#include "copytaster/domain/text.hpp"
#include "postgres/people_store.hpp"
#include "postgres/site_store.hpp"

namespace copytaster::commands {
namespace {

constexpr std::size_t export_bytes_max = std::size_t{1} << 30;

/// No fault repeats what was read.
EmailAddress address_in(const std::string& path) {
  constexpr std::size_t bytes_max = 1024;
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  if (!file) throw Refused("cannot open the file of the address");
  std::istream& from = path == "-" ? std::cin : file;
  std::string text(bytes_max, '\0');
  from.read(text.data(), bytes_max);
  if (from.bad()) throw Refused("cannot read the file of the address");
  text.resize(static_cast<std::size_t>(from.gcount()));
  const auto email = EmailAddress::parse(trimmed(text));
  if (!email) throw Refused("the file does not hold one e-mail address and nothing else");
  return *email;
}

using OnSite = std::function<void(const PersonAsked& asked, Instant now, const PersonTools& tools)>;

/// Site by site, each by itself: what broke off can be done again.
int on_each_site(const Settings& settings, const PersonWanted& wanted, const OnSite& work) {
  const EmailAddress email = address_in(wanted.file);
  KeyedStores keyed{settings};
  Stores& stores = keyed.stores();
  postgres::PeopleRows people{stores.conninfo()};
  auto sites = stores.sites();
  if (!wanted.site.empty()) sites = {{wanted.site, stores.site(wanted.site)}};
  for (const auto& [name, id] : sites)
    work({id, name, email, std::nullopt}, stores.now(), {people, keyed.vault()});
  stores.close();
  return 0;
}

}  // namespace

int export_person(const Settings& settings, const PersonWanted& wanted) {
  const auto write = [](const PersonAsked& asked, Instant now, const PersonTools& tools) {
    const auto exported = copytaster::export_person(asked, now, tools, export_bytes_max);
    if (!exported) throw Refused("there is more than a gigabyte of it");
    std::cout << *exported << '\n' << std::flush;
    if (!std::cout) throw Refused("cannot write to standard output");
  };
  return on_each_site(settings, wanted, write);
}

int erase_person(const Settings& settings, const PersonWanted& wanted) {
  const auto erase = [](const PersonAsked& asked, Instant now, const PersonTools& tools) {
    const auto erased = copytaster::erase_person(asked, now, tools);
    std::cout << "{\"site\":\"" << asked.site_name << "\",\"erased\":" << erased << "}\n"
              << std::flush;
  };
  return on_each_site(settings, wanted, erase);
}

}  // namespace copytaster::commands
