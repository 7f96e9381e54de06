// The desk's pages for who has signed in. What waits, and what rules say, is fetched by their
// scripts, with the public API.

#include <algorithm>

#include "http/asset.hpp"
#include "http/endpoints.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

constexpr int see_other = 303;

struct Places {
  Markup html;
  bool has_queue = false;
};

/// Whom a page is for. Answers by itself where she must do something else first.
std::optional<SignedInHere> admitted(const CallPtr& call) {
  auto here = signed_in(*call);
  if (here && !must_enrol(*call, here->session)) return here;
  call->reply(redirect(see_other, here ? "/desk/account" : "/desk/login"));
  return std::nullopt;
}

bool keeps_rules(const Call& call, const Session& session) {
  return std::ranges::any_of(call.live()->sites, [&session](const Site& site) {
    const auto principal = principal_at(session.moderator, site.id);
    return principal && is_enough(principal->role, Role::editor);
  });
}

/// Her roles, each with the way to its queue that needs no script.
Places places_of(const Call& call, const Session& session, Language language) {
  Places places;
  for (const Site& site : call.live()->sites) {
    const auto principal = principal_at(session.moderator, site.id);
    if (!principal) continue;
    const std::string role{say(name_of(principal->role), language)};
    const bool has_queue = is_enough(principal->role, Role::moderator);
    places.has_queue = places.has_queue || has_queue;
    places.html +=
        fill(has_queue ? "<li><a href=\"/desk/plain?site={{site}}\">[[The queue of {{site}}]]</a>"
                         "[[, as its {{role}}]]</li>\n"
                       : "<li>[[{{role}} of {{site}}]]</li>\n",
             {{"role", role}, {"site", site.name}}, language);
  }
  return places;
}

}  // namespace

void get_desk(const CallPtr& call) {
  const auto here = admitted(call);
  if (!here) return;
  Places places = places_of(*call, here->session, Language::english);
  Fillings fillings{{"name", here->session.moderator.name},
                    {"roles", places.html},
                    {"csrf", call->services().credentials.csrf_of(here->token)}};
  if (!places.has_queue) {
    const Language language = call->language();
    fillings["roles"] = places_of(*call, here->session, language).html;
    const Markup body = fill(web_file("signed_in.html"), fillings, language);
    return call->reply(page_reply(200, plain_page("The desk", body, language), language));
  }
  fillings.emplace("refusing", fill(web_file("desk_refusing.html"), {}));
  const Markup page = fill(web_file("desk.html"), fillings);
  call->reply(page_reply(200, page.html()));
}

void get_desk_bans(const CallPtr& call) {
  const auto here = admitted(call);
  if (!here) return;
  const std::string csrf = call->services().credentials.csrf_of(here->token);
  const Markup page =
      fill(web_file("desk_bans.html"), {{"name", here->session.moderator.name}, {"csrf", csrf}});
  call->reply(page_reply(200, page.html()));
}

void get_desk_rules(const CallPtr& call) {
  const auto here = admitted(call);
  if (!here) return;
  const std::string& name = here->session.moderator.name;
  if (!keeps_rules(*call, here->session)) {
    return call->reply(closed_door("The rules", "desk_rules_closed.html", name, call->language()));
  }
  const std::string csrf = call->services().credentials.csrf_of(here->token);
  const Markup page = fill(web_file("desk_rules.html"), {{"name", name}, {"csrf", csrf}});
  call->reply(page_reply(200, page.html()));
}

void get_desk_file(const CallPtr& call) {
  call->reply(asset_reply(call->request(), "desk/" + std::string(call->file())));
}

void get_desk_rules_file(const CallPtr& call) {
  call->reply(asset_reply(call->request(), "desk/rules/" + std::string(call->file())));
}

}  // namespace copytaster::http
