#include <iostream>

#include "commands/commands.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/startup.hpp"
#include "http/audit_json.hpp"
#include "postgres/audit_store.hpp"

namespace copytaster::commands {
namespace {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string line_for(const AuditVerified& verified) {
  std::string line = "the audit holds: " + counted(verified.entries, "entry", "entries") + " in " +
                     counted(verified.head.number, "seal", "seals");
  if (verified.head.number > 0) line += ", head " + verified.head.text();
  if (verified.unsealed > 0) line += ", " + std::to_string(verified.unsealed) + " not sealed yet";
  if (verified.unsealed_late > 0)
    line += " (" + std::to_string(verified.unsealed_late) +
            " of them for more than ten seconds: is a service running?)";
  if (verified.sealed_late > 0)
    line += ", " + std::to_string(verified.sealed_late) +
            " sealed more than a minute after they were made";
  return line;
}

/// Like all faults of a command, on standard error; as JSON it is an answer.
int answer(const AuditVerification& verification, bool json) {
  const auto* broken = std::get_if<AuditBroken>(&verification);
  if (json)
    std::cout << http::verification_json(verification) << '\n';
  else if (broken != nullptr)
    std::cerr << "copytaster: the audit is broken: " << broken->why << '\n';
  else
    std::cout << line_for(std::get<AuditVerified>(verification)) << '\n';
  return broken == nullptr ? 0 : 1;
}

}  // namespace

int verify_audit(const Settings& settings, const AuditWanted& wanted) {
  KeyedStores keyed{settings};
  Stores& stores = keyed.stores();
  postgres::AuditRows audit{stores.pool()};
  const auto verification = copytaster::verify_audit(stores.site(wanted.site), stores.now(),
                                                     {audit, keyed.chain()}, wanted.noted);
  stores.close();
  return answer(verification, wanted.json);
}

}  // namespace copytaster::commands
