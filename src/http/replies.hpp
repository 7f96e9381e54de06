// Every status code and every text of the API's answers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/rules.hpp"
#include "copytaster/domain/submission.hpp"
#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// Why something was not done; each is a problem type `/problems/NAME` (RFC 9457).
enum class Refusal {
  framing,
  not_found,
  site,
  method,
  unauthorized,
  role,
  login,
  totp,
  totp_required,
  attempts,
  csrf,
  own_origin,
  media_type,
  json,
  form,
  query,
  key,
  origin,
  article,
  closed,
  refused,
  too_late,
  undo_too_late,
  not_rejected,
  appealed,
  fields,
  rules,
  others_judge,
  key_reused,
  duplicate,
  banned_already,
  too_many_bans,
  totp_on,
  totp_off,
  name_taken,
  last_admin,
  too_many,
  too_fast,
  reports_too_fast,
  too_much,
  busy,
  fault,
};

struct NamedError {
  std::string field;
  std::string reason;
};

Reply problem(Refusal refusal, const std::vector<NamedError>& errors = {});
Reply problem(Refusal refusal, const std::vector<FieldError>& errors);
/// What is wrong with rules, each in its place; the first of them where there are many.
Reply rules_problem(const RuleErrors& errors);
/// With the version that judges meanwhile.
Reply others_judge_problem(const RuleVersion& active);
/// With Retry-After.
Reply problem_for_now(Refusal refusal, int retry_after_s);
Reply framing_problem(const FramingError& error);

struct ProblemKind {
  Refusal refusal;
  int status;
  std::string_view name;
  std::string_view title;
  std::string_view detail;
};
/// All of them, in the order in which they are looked for. Two may have one name.
std::span<const ProblemKind> problem_kinds();

/// The numbers and words of a refusal, for doors that answer with a page.
int status_of(Refusal refusal);
std::string_view title_of(Refusal refusal);
std::string_view detail_of(Refusal refusal);

Reply json_reply(int status, std::string body);
Reply page_reply(int status, std::string html);
Reply redirect(int status, std::string location);

/// What every answer carries: the request's id, and that nothing of it may be sniffed or framed.
void add_common_headers(HeaderList& headers, std::string_view request_id);
/// One line names everything that an answer varies with.
void add_vary(HeaderList& headers, std::string_view name);
bool has_header(const HeaderList& headers, std::string_view name);

}  // namespace copytaster::http
