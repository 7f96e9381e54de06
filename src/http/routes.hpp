// The table of everything that can be asked for.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/sign_in.hpp"
#include "copytaster/domain/access.hpp"
#include "http/call.hpp"

namespace copytaster::http {

/// Where an endpoint runs: on the reactor when it needs nobody, else before the threads that may
/// wait.
enum class Lane { here, analysis, desk, exporting, passwords, compiling };

using Endpoint = void (*)(const CallPtr& call);

struct Route {
  Method method;
  std::string_view
      pattern;  // {site}, {article}, {id}, {file}, {token}, {version}: a piece of the path
  std::optional<Role> role;  // none: anyone, or who is signed in
  Lane lane;
  Endpoint endpoint;
  bool cross_origin = false;  // pages of the site's origins may ask by script
  bool own_session = false;   // about the caller's session, whatever her role; tokens have none
  AskedBy asked_by = AskedBy::person;
  bool by_link = false;  // opened by a capability link: where that fits nothing, nothing is there
  std::size_t body_bytes_max = body_bytes_max_usual;
  bool staff_too = false;   // open to anyone, and staff may say that they are by a token
  bool by_person = false;   // it gives others what they may do: no token may
  bool whole_site = false;  // not for who is bound to sections
  bool sees_email = false;  // only for who holds that permission
};

std::span<const Route> routes();

struct Matched {
  bool is_known = false;         // the path has a route, perhaps for other methods alone
  const Route* route = nullptr;  // HEAD is served as GET
  Named named;                   // of the route, or of one for another method
};
Matched match(Method method, std::string_view path);

/// What the body of a request may weigh.
std::size_t body_bytes_max_of(Method method, std::string_view path);

/// What may be asked of a path.
struct Offered {
  std::vector<Method> methods;
  bool cross_origin = false;  // any of them
};
Offered offered_at(std::string_view path);

}  // namespace copytaster::http
