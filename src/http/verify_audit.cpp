#include "copytaster/app/verify_audit.hpp"

#include "copytaster/domain/text.hpp"
#include "http/audit_json.hpp"
#include "http/endpoints.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

std::string json_of(const AuditVerified& verified) {
  std::string body = "{\"verified\":true,\"entries\":" + std::to_string(verified.entries) +
                     ",\"seals\":" + std::to_string(verified.head.number) + ",\"head\":";
  if (verified.head.number == 0)
    body += "null";
  else
    body += "{\"number\":" + std::to_string(verified.head.number) + ",\"hash\":\"" +
            verified.head.hash + "\"}";
  return body + ",\"unsealed\":" + std::to_string(verified.unsealed) +
         ",\"unsealed_late\":" + std::to_string(verified.unsealed_late) +
         ",\"sealed_late\":" + std::to_string(verified.sealed_late) + "}";
}

std::string json_of(const AuditBroken& broken) {
  std::string body = "{\"verified\":false,\"entry\":";
  body += broken.entry ? std::to_string(broken.entry->value) : "null";
  body += ",\"seal\":";
  body += broken.seal ? std::to_string(*broken.seal) : "null";
  body += ",\"why\":";
  append_json_string(body, broken.why);
  return body + "}";
}

}  // namespace

std::string verification_json(const AuditVerification& verification) {
  return std::visit([](const auto& outcome) { return json_of(outcome); }, verification);
}

void get_audit_verification(const CallPtr& call) {
  const AuditTools tools{call->services().audit, call->services().audit_chain};
  call->reply(
      json_reply(200, verification_json(verify_audit(call->site().id, call->now(), tools))));
}

}  // namespace copytaster::http
