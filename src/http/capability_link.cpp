#include "http/capability_link.hpp"

#include "http/session_cookie.hpp"

namespace copytaster::http {

void reply_unlisted(const CallPtr& call, Reply reply) {
  for (auto& [name, value] : reply.headers) {
    if (name == "Referrer-Policy") value = "no-referrer";  // else it is so by default
  }
  reply.headers.emplace_back("X-Robots-Tag", "noindex");
  call->reply(std::move(reply));
}

bool is_sent_from_elsewhere(const Request& request) {
  if (request.header("Origin") != "null") return !is_from_own_page(request, false);
  return request.header("Sec-Fetch-Site").value_or("same-origin") != "same-origin";
}

}  // namespace copytaster::http
