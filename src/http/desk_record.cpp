// The desk's pages about what was: of one comment, and of the audit. Their scripts fetch it, with
// the public API.

#include <algorithm>

#include "http/asset.hpp"
#include "http/endpoints.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

constexpr int see_other = 303;

/// Whom a page is for. Answers by itself where she must do something else first.
std::optional<SignedInHere> admitted(const CallPtr& call) {
  auto here = signed_in(*call);
  if (here && !must_enrol(*call, here->session)) return here;
  call->reply(redirect(see_other, here ? "/desk/account" : "/desk/login"));
  return std::nullopt;
}

bool is_admin(const Call& call, const Session& session) {
  return std::ranges::any_of(call.live()->sites, [&session](const Site& site) {
    const auto principal = principal_at(session.moderator, site.id);
    return principal && is_enough(principal->role, Role::admin);
  });
}

Fillings fillings_for(const Call& call, const SignedInHere& here) {
  return {{"name", here.session.moderator.name},
          {"csrf", call.services().credentials.csrf_of(here.token)}};
}

}  // namespace

void get_desk_comment(const CallPtr& call) {
  const auto here = admitted(call);
  if (!here) return;
  Fillings fillings = fillings_for(*call, *here);
  fillings.emplace("refusing", fill(web_file("desk_refusing.html"), {}));
  call->reply(page_reply(200, fill(web_file("desk_record.html"), fillings).html()));
}

void get_desk_audit(const CallPtr& call) {
  const auto here = admitted(call);
  if (!here) return;
  if (is_admin(*call, here->session)) {
    const Markup page = fill(web_file("desk_audit.html"), fillings_for(*call, *here));
    return call->reply(page_reply(200, page.html()));
  }
  call->reply(closed_door("The audit", "desk_audit_closed.html", here->session.moderator.name,
                          call->language()));
}

void get_desk_record_file(const CallPtr& call) {
  call->reply(asset_reply(call->request(), "desk/record/" + std::string(call->file())));
}

}  // namespace copytaster::http
