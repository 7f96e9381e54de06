// An invitation as it is opened: a plain page under the link. GET shows it, POST uses it up.

#include "copytaster/app/invitations.hpp"
#include "http/capability_link.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/page.hpp"
#include "http/refusal_page.hpp"
#include "http/session_cookie.hpp"
#include "http/signing_in.hpp"
#include "http/thread_html.hpp"

namespace copytaster::http {
namespace {

constexpr int see_other = 303;
constexpr int unfit = 422;

InvitationTools tools_of(const Call& call) {
  const Services& services = call.services();
  return {services.invitations, services.credentials, services.audit_chain};
}

std::string site_named(const Call& call, SiteId id) {
  for (const Site& site : call.live()->sites) {
    if (site.id == id) return site.name;
  }
  return std::string(say("a site that is gone", call.language()));
}

/// `why` is in the language of the call.
Reply invitation_page(const Call& call, const Invitation& invitation, int status,
                      const std::string& why) {
  const Language language = call.language();
  const Markup body = fill(web_file("invitation.html"),
                           {{"why", why},
                            {"site", site_named(call, invitation.place.site)},
                            {"role", std::string(say(name_of(invitation.place.role), language))},
                            {"name", invitation.name},
                            {"action", "/invitation/" + std::string(call.token())},
                            {"until_at", rfc3339(invitation.expires_at)},
                            {"until", in_words(invitation.expires_at, language)}},
                           language);
  return page_reply(status, plain_page("An invitation", body, language), language);
}

/// Wrong, used, withdrawn, expired: nobody learns which.
Reply no_invitation(Language language) {
  const std::string why{
      say("It was used or withdrawn, or its time is over. Ask whoever invited you for another one.",
          language)};
  return page_reply(status_of(Refusal::not_found),
                    refusal_page("This invitation is no longer open", {why}, "", language),
                    language);
}

struct ToReply {
  const Call& call;

  Reply operator()(const NoSuchInvitation&) const { return no_invitation(call.language()); }
  Reply operator()(const UnfitPassword& why) const {
    const auto invitation = open_invitation(call.token(), call.now(), tools_of(call));
    if (!invitation) return no_invitation(call.language());
    const std::string reason{say(why.reason, call.language())};
    return invitation_page(call, *invitation, unfit,
                           say("The password {{reason}}.", {{"reason", reason}}, call.language()));
  }
  Reply operator()(const NameTaken&) const {
    return refusal_reply(Refusal::name_taken, call.language());
  }
  Reply operator()(const ModeratorId& moderator) const {
    const SignedIn in = begin_session(call, moderator);
    Reply reply = redirect(see_other, "/desk/");
    reply.headers.emplace_back("Set-Cookie", session_cookie(is_https(call), in.token));
    return reply;
  }
};

/// None: it stands there twice, or is no text.
std::optional<Password> password_in(const Request& request) {
  const auto form = parse_form(request.body);
  const auto* fields = std::get_if<FormFields>(&form);
  if (fields == nullptr || fields->count("password") != 1) return std::nullopt;
  return Password::typed(*fields->find("password"));
}

}  // namespace

void get_invitation(const CallPtr& call) {
  const auto invitation = open_invitation(call->token(), call->now(), tools_of(*call));
  reply_unlisted(call, invitation ? invitation_page(*call, *invitation, 200, "")
                                  : no_invitation(call->language()));
}

void post_invitation_page(const CallPtr& call) {
  const auto refuse = [&call](Refusal why) {
    reply_unlisted(call, refusal_reply(why, call->language()));
  };
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded")) return refuse(Refusal::media_type);
  const auto password = password_in(call->request());
  if (!password) return refuse(Refusal::form);
  if (is_sent_from_elsewhere(call->request())) return refuse(Refusal::own_origin);
  const auto outcome = join(call->token(), *password, call->now(), tools_of(*call));
  reply_unlisted(call, std::visit(ToReply{*call}, outcome));
}

}  // namespace copytaster::http
