// The second factor of whoever is signed in: begun, confirmed with a first code, ended.

#include "copytaster/app/enrol_totp.hpp"
#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/read_members.hpp"
#include "http/replies.hpp"
#include "http/signing_in.hpp"

namespace copytaster::http {
namespace {

TotpTools tools_of(const Call& call) {
  return {sign_in_tools(call), call.services().second_factors};
}

Reply wrong(std::string_view member, std::string_view reason) {
  return problem(Refusal::fields, {NamedError{std::string(member), std::string(reason)}});
}

std::string enrolment_json(const Enrolment& enrolment) {
  std::string body = "{";
  append_json_member(body, "secret", enrolment.base32);
  append_json_member(body, "uri", enrolment.uri);
  append_json_member(body, "qr", enrolment.qr_svg);
  return body + "}";
}

std::string codes_json(const RecoveryCodes& recovery) {
  std::string body = "{\"recovery_codes\":[";
  for (const std::string& code : recovery.codes) {
    if (body.back() != '[') body += ',';
    append_json_string(body, code);
  }
  return body + "]}";
}

struct ToReply {
  Reply operator()(const TotpIsOn&) const { return problem(Refusal::totp_on); }
  Reply operator()(const TotpIsOff&) const { return problem(Refusal::totp_off); }
  Reply operator()(const NoTotpWaits&) const { return problem(Refusal::totp_off); }
  Reply operator()(const NoPassword&) const {
    return wrong("password", "is not set yet: choose one first");
  }
  Reply operator()(const WaitFirst& wait) const {
    return problem_for_now(Refusal::attempts, wait.seconds);
  }
  Reply operator()(const WrongCurrent&) const { return wrong("password", "is not the password"); }
  Reply operator()(const WrongCode&) const { return wrong("code", "is wrong, or was used before"); }
  Reply operator()(const Enrolment& enrolment) const {
    return json_reply(200, enrolment_json(enrolment));
  }
  Reply operator()(const RecoveryCodes& recovery) const {
    return json_reply(200, codes_json(recovery));
  }
  Reply operator()(const TotpEnded&) const { return {204, {}, ""}; }
};

}  // namespace

void post_totp(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const auto current = Password::typed(ReadMembers{*object, errors}.required_text("password"));
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  call->reply(
      std::visit(ToReply{}, enrol_totp(call->session(), current, call->now(), tools_of(*call))));
}

void put_totp(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const std::string code = ReadMembers{*object, errors}.required_text("code");
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  call->reply(
      std::visit(ToReply{}, confirm_totp(call->session(), code, call->now(), tools_of(*call))));
}

void delete_totp(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const ReadMembers read{*object, errors};
  const auto current = Password::typed(read.required_text("password"));
  const std::string code = read.required_text("code");
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  call->reply(std::visit(ToReply{},
                         end_totp(call->session(), {current, code}, call->now(), tools_of(*call))));
}

}  // namespace copytaster::http
