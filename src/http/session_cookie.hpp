// The cookie of a moderator's session, and what makes sure that a call with it was meant
// (RFC 6265bis; design: the cookie, a token and an own Origin for whatever changes something).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "copytaster/app/sign_in.hpp"
#include "http/call.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

/// Whether the browser speaks TLS, as far as it or a trusted proxy says.
bool is_https(const Call& call);

/// The header that hands out the session. On TLS the name `__Host-…` keeps other hosts and plain
/// HTTP from planting one.
std::string session_cookie(bool https, std::string_view token);
std::string ended_cookie(bool https);

struct SignedInHere {
  Session session;
  std::string token;
};
/// Whose session the cookie opens. Asks the database.
std::optional<SignedInHere> signed_in(const Call& call, AskedBy by = AskedBy::person);

/// The settings want a second factor, and this account has none: until it has one nothing else is
/// open to it.
bool must_enrol(const Call& call, const Session& session);

/// The page that sends this is ours: browsers say so with every unsafe method. `required`: who says
/// nothing is refused as well.
bool is_from_own_page(const Request& request, bool required);

/// Why an unsafe call of a session must not go on; nothing when it may.
std::optional<Refusal> why_forged(const Call& call, std::string_view session_token);

}  // namespace copytaster::http
