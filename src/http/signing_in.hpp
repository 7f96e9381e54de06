// What the API and the plain form of the desk have in common when somebody signs in.
#pragma once

#include <string>

#include "copytaster/app/sign_in.hpp"
#include "http/call.hpp"

namespace copytaster::http {

SignInTools sign_in_tools(const Call& call);

/// What somebody typed to get in: a code, or name and password.
struct TypedCredentials {
  std::optional<std::string> code;
  std::string name;
  std::string password;
  std::string totp = {};
};
/// Whoever had a session here before has it no more.
SignInOutcome sign_in(const Call& call, const TypedCredentials& typed);

/// Of an account that was just made. Whoever had a session here before has it no more.
SignedIn begin_session(const Call& call, ModeratorId moderator);

/// `{"name","roles","permissions","totp","totp_required","csrf"}`; sites that the settings have
/// given up are left out.
std::string session_json(const Call& call, const Session& session, std::string_view token);

}  // namespace copytaster::http
