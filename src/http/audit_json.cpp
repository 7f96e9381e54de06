#include "http/audit_json.hpp"

#include <algorithm>
#include <array>

#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster::http {
namespace {

/// A number that is no state was written by hand, and is shown as it stands.
std::string state_named(int number) {
  const bool is_state = number >= 0 && number <= static_cast<int>(State::withdrawn);
  if (!is_state) return std::to_string(number);
  return std::string(name_of(static_cast<State>(number)));
}

/// About no comment, but about the site's rules, a ban, an account, an invitation or a token.
bool is_of_site(std::string_view decision) {
  constexpr std::array of_site = {"rules",  "ban",      "unban", "totp", "untotp", "recovery",
                                  "invite", "uninvite", "join",  "role", "token",  "untoken"};
  return std::ranges::find(of_site, decision) != of_site.end();
}

}  // namespace

void append_entry(std::string& out, const ListedEntry& listed) {
  const AuditEntry& entry = listed.entry;
  const bool of_site = is_of_site(entry.decision);
  out += "{\"id\":" + std::to_string(entry.id.value) +
         ",\"batch\":" + std::to_string(entry.batch.value) +
         ",\"comment\":" + (of_site ? std::string{"null"} : std::to_string(entry.comment.value));
  append_json_member(out, "decision", entry.decision);
  const auto state = [of_site](int number) {
    return of_site ? std::nullopt : std::optional{state_named(number)};
  };
  append_json_member(out, "from", state(entry.from));
  append_json_member(out, "to", state(entry.to));
  out += ",\"version\":" + std::to_string(entry.version.value);
  append_json_member(out, "by", listed.by_name);
  if (entry.reason_code)
    append_json_member(out, "reason", entry.reason_code);
  else if (listed.detail && listed.detail->reason)
    append_json_member(out, "reason", listed.detail->reason);
  if (listed.detail && listed.detail->note) append_json_member(out, "note", listed.detail->note);
  append_json_member(out, "at", rfc3339(entry.at));
  out += '}';
}

}  // namespace copytaster::http
