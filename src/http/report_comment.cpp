// Reports by readers: what came, and the same answer whether it was the first or not.

#include "copytaster/app/report_comment.hpp"

#include "http/cross_origin.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

constexpr int accepted_status = 202;
constexpr int busy_retry_s = 1;

ReportRequest request_in(const Call& call, const JsonObject& object) {
  ReportRequest request;
  request.site = call.site().id;
  request.comment = {number_or_zero(call.id())};
  request.reader = reader_of(call);
  const JsonValue value = object.member("reason");
  if (const auto* text = std::get_if<std::string>(&value))
    request.reason = *text;
  else if (std::holds_alternative<LoneSurrogate>(value))
    request.unreadable = Problem::lone_surrogate;
  else if (!std::holds_alternative<Absent>(value) && !std::holds_alternative<Null>(value))
    request.unreadable = Problem::wrong_type;
  return request;
}

std::string words_for(Problem problem) {
  if (problem == Problem::too_long)
    return "is longer than " + std::to_string(report_reason_bytes_max) + " bytes";
  return reason_for({Field::text, problem});
}

struct ToReply {
  CommentId comment;

  Reply operator()(const NotShown&) const { return problem(Refusal::not_found); }
  Reply operator()(const FaultyReason& faulty) const {
    return problem(Refusal::fields, std::vector<NamedError>{{"reason", words_for(faulty.problem)}});
  }
  Reply operator()(const NoPseudonym&) const {
    return problem_for_now(Refusal::busy, busy_retry_s);
  }
  Reply operator()(const ReportsTooFast& fast) const {
    return problem_for_now(Refusal::reports_too_fast, fast.retry_after_s);
  }
  Reply operator()(const Reported&) const {
    return json_reply(accepted_status, "{\"id\":" + std::to_string(comment.value) + "}");
  }
};

Reply answer_to(const Call& call) {
  const auto type = call.request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return problem(Refusal::media_type);
  const auto object = JsonObject::parse(call.request().body);
  if (!object) return problem(Refusal::json);
  if (comes_from_elsewhere(call.request(), call.site())) return problem(Refusal::origin);
  const ReportRequest request = request_in(call, *object);
  const Services& services = call.services();
  const auto outcome =
      report_comment(request, call.now(), {services.reports, services.vault, services.lately});
  return std::visit(ToReply{request.comment}, outcome);
}

}  // namespace

void post_report(const CallPtr& call) {
  Reply reply = answer_to(*call);
  add_cross_origin(reply.headers, call->request(), call->site());
  call->reply(std::move(reply));
}

}  // namespace copytaster::http
