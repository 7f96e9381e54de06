// Reads a JSON body member by member and keeps what was wrong; what was typed is never repeated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/password.hpp"
#include "http/call.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

/// The call's body. Answers by itself when it is none.
std::optional<JsonObject> json_body(const CallPtr& call);

struct ReadMembers {
  const JsonObject& object;
  std::vector<NamedError>& errors;

  // None: it is not there, or null, or wrong.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<bool> flag(std::string_view name) const;
  std::optional<Role> role() const;
  std::optional<std::vector<std::string>> sections() const;
  std::optional<Instant> expires() const;
  std::optional<Password> password(std::string_view name) const;

  std::string required_text(std::string_view name) const;
  Role required_role() const;
};

}  // namespace copytaster::http
