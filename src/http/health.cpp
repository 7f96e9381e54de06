#include "http/endpoints.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

void get_health(const CallPtr& call) { call->reply(json_reply(200, R"({"status":"ok"})")); }

void get_readiness(const CallPtr& call) {
  const auto why_not = call->services().not_ready();
  if (!why_not && call->services().forwarded_by_stranger)
    return call->reply(json_reply(
        200, R"({"status":"ready","notice":"X-Forwarded-For came from an address that is not in )"
             R"([http] trusted_proxies; it did not count"})"));
  if (!why_not) return call->reply(json_reply(200, R"({"status":"ready"})"));
  call->reply(problem(Refusal::busy, {{"service", *why_not}}));
}

}  // namespace copytaster::http
