// The desk's pages about accounts: one's own, and everybody's at a site for its admins. What stands
// on them is fetched by their scripts, with the public API.

#include <algorithm>

#include "http/endpoints.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

constexpr int see_other = 303;

bool is_admin_somewhere(const Call& call, const Session& session) {
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

/// Open also to who must set up a second factor first: this is where she does.
void get_desk_account(const CallPtr& call) {
  const auto here = signed_in(*call);
  if (!here) return call->reply(redirect(see_other, "/desk/login"));
  call->reply(
      page_reply(200, fill(web_file("desk_account.html"), fillings_for(*call, *here)).html()));
}

void get_desk_people(const CallPtr& call) {
  const auto here = signed_in(*call);
  if (!here) return call->reply(redirect(see_other, "/desk/login"));
  if (must_enrol(*call, here->session)) return call->reply(redirect(see_other, "/desk/account"));
  if (!is_admin_somewhere(*call, here->session))
    return call->reply(closed_door("Who works here", "desk_people_closed.html",
                                   here->session.moderator.name, call->language()));
  call->reply(
      page_reply(200, fill(web_file("desk_people.html"), fillings_for(*call, *here)).html()));
}

}  // namespace copytaster::http
