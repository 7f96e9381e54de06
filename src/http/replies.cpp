#include "http/replies.hpp"

#include <algorithm>
#include <array>

#include "copytaster/domain/text.hpp"
#include "http/header_lists.hpp"
#include "http/page.hpp"
#include "http/rules_json.hpp"

namespace copytaster::http {
namespace {

constexpr std::array<ProblemKind, 42> kinds = {{
    {Refusal::framing, 400, "framing", "The request could not be read", ""},
    {Refusal::not_found, 404, "not-found", "There is nothing here", ""},
    {Refusal::site, 404, "site", "There is no such site", ""},
    {Refusal::method, 405, "method", "This method does not work here", ""},
    {Refusal::unauthorized, 401, "unauthorized", "Who are you?",
     "Sign in, or send a valid API token in the header Authorization: Bearer."},
    {Refusal::role, 403, "role", "This is not for you",
     "Your role does not allow this, or you have none at this site."},
    {Refusal::login, 401, "login", "This opens no session",
     "The name or the password is wrong, or the code is wrong, used or older than 15 minutes."},
    {Refusal::totp, 401, "totp", "A second factor is needed",
     "Send the six digits that the authenticator app shows now, or a recovery code, as totp beside "
     "name and password. Each works once."},
    {Refusal::totp_required, 403, "totp-required", "A second factor must be set up first",
     "This service wants one of every account: POST /api/v1/session/totp, or the page "
     "/desk/account."},
    {Refusal::attempts, 429, "attempts", "Too many attempts", "Please wait before the next one."},
    {Refusal::csrf, 403, "csrf", "The page is out of date",
     "Its token is missing or belongs to another session. Please open the page again."},
    {Refusal::own_origin, 403, "origin", "This was not sent from the desk",
     "It must come from a page of the service's own address."},
    {Refusal::media_type, 415, "media-type", "This kind of body is not understood here",
     "Send application/json, or the form as application/x-www-form-urlencoded."},
    {Refusal::json, 400, "json", "The JSON could not be read",
     "It must be one valid JSON object in UTF-8, at most 16 levels deep, without a member twice."},
    {Refusal::form, 400, "form", "The form could not be read",
     "It must be percent-encoded UTF-8, at most 100 fields, without one of ours twice."},
    {Refusal::query, 400, "query", "The query could not be read",
     "It must be percent-encoded UTF-8, at most 100 parameters, none of them twice."},
    {Refusal::key, 400, "key", "The Idempotency-Key could not be read",
     "It must be 1-255 visible ASCII characters."},
    {Refusal::origin, 403, "origin", "Comments are not taken from that page",
     "The page's origin is not one of the site's."},
    {Refusal::article, 404, "article", "There is no such article", ""},
    {Refusal::closed, 403, "closed", "Comments are closed", "This article takes no more comments."},
    {Refusal::refused, 403, "refused", "The comment was refused", ""},
    {Refusal::too_late, 409, "too-late", "The comment can no longer be changed",
     "That is possible for a short time after it was sent, until it is rejected or withdrawn."},
    {Refusal::undo_too_late, 409, "too-late", "It is too late to take that back",
     "A batch of decisions can be taken back for 24 hours. Decide again instead."},
    {Refusal::fields, 422, "fields", "Something in the form is not right", ""},
    {Refusal::rules, 422, "rules", "The rules could not be read",
     "What judges stays as it is. Each error says where it stands and what would be right."},
    {Refusal::others_judge, 412, "others-judge", "Other rules judge by now",
     "They were activated since you have read them; nothing was changed. `active` says whose."},
    {Refusal::not_rejected, 409, "not-rejected", "The comment is not rejected",
     "An appeal is made against a rejection."},
    {Refusal::appealed, 409, "appealed", "You have appealed already",
     "That is possible once for each comment."},
    {Refusal::key_reused, 409, "key-reused", "The Idempotency-Key was used for another comment",
     ""},
    {Refusal::duplicate, 409, "duplicate", "You have said that already", ""},
    {Refusal::banned_already, 409, "banned-already", "This is banned already",
     "To change it, end that ban and make another."},
    {Refusal::too_many_bans, 409, "too-many-bans", "The site has too many bans",
     "At most 10,000 live at once. End some of them first."},
    {Refusal::totp_on, 409, "totp-on", "There is a second factor already",
     "End that one first to set up another."},
    {Refusal::totp_off, 409, "totp-off", "There is no second factor",
     "None is set up, or none was begun within the last 15 minutes."},
    {Refusal::name_taken, 409, "name-taken", "The name is taken",
     "An account of this service has it, or an open invitation."},
    {Refusal::last_admin, 409, "last-admin", "The site would have no admin left",
     "Make somebody else an admin first."},
    {Refusal::too_many, 409, "too-many", "There are too many of these",
     "A site has at most 100 open invitations and 1,000 living tokens. End some of them first."},
    {Refusal::too_fast, 429, "too-fast", "You are commenting too quickly",
     "Please wait a little and send it again."},
    {Refusal::reports_too_fast, 429, "too-fast", "You are reporting too quickly",
     "Please wait a little and send it again."},
    {Refusal::too_much, 413, "too-much", "The answer would be too long",
     "Ask on the command line: copytaster people export."},
    {Refusal::busy, 503, "busy", "The service cannot take this now",
     "Please send it again in a moment; it will not be stored twice."},
    {Refusal::fault, 500, "fault", "Something went wrong here", ""},
}};

const ProblemKind& kind_of(Refusal refusal) {
  return *std::find_if(kinds.begin(), kinds.end(),
                       [refusal](const ProblemKind& kind) { return kind.refusal == refusal; });
}

std::string errors_json(const std::vector<NamedError>& errors) {
  std::string json = "[";
  for (const NamedError& error : errors) {
    json += json.back() == '[' ? "{" : ",{";
    append_json_member(json, "field", error.field);
    append_json_member(json, "reason", error.reason);
    json += '}';
  }
  return json + ']';
}

constexpr std::size_t rule_errors_max = 100;

std::string errors_json(const RuleErrors& errors) {
  std::string json = "[";
  for (const RuleError& error : std::span{errors}.first(std::min(errors.size(), rule_errors_max))) {
    json += json.back() == '[' ? "{" : ",{";
    append_json_member(json, "file", error.place.file);
    json += ",\"line\":" + std::to_string(error.place.line) +
            ",\"column\":" + std::to_string(error.place.column);
    append_json_member(json, "reason", error.reason);
    append_json_member(json, "remedy", error.remedy);
    json += '}';
  }
  return json + ']';
}

/// `request_id` is filled in when the answer goes out. `errors`: as JSON.
Reply problem_body(const ProblemKind& kind, int status, std::string_view detail,
                   const std::string& errors) {
  std::string body = "{\"type\":\"/problems/" + std::string(kind.name) + "\"";
  append_json_member(body, "title", kind.title);
  body += ",\"status\":" + std::to_string(status);
  if (!detail.empty()) append_json_member(body, "detail", detail);
  if (errors != "[]") body += ",\"errors\":" + errors;
  body += '}';
  return {status, {{"Content-Type", "application/problem+json; charset=utf-8"}}, std::move(body)};
}

}  // namespace

Reply problem(Refusal refusal, const std::vector<NamedError>& errors) {
  const ProblemKind& kind = kind_of(refusal);
  Reply reply = problem_body(kind, kind.status, kind.detail, errors_json(errors));
  const bool asks_who =
      refusal == Refusal::unauthorized || refusal == Refusal::login || refusal == Refusal::totp;
  if (asks_who) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

Reply problem(Refusal refusal, const std::vector<FieldError>& errors) {
  std::vector<NamedError> named;
  for (const FieldError& error : errors)
    named.push_back({std::string(name_of(error.field)), reason_for(error)});
  return problem(refusal, named);
}

Reply rules_problem(const RuleErrors& errors) {
  const ProblemKind& kind = kind_of(Refusal::rules);
  return problem_body(kind, kind.status, kind.detail, errors_json(errors));
}

Reply others_judge_problem(const RuleVersion& active) {
  Reply reply = problem(Refusal::others_judge);
  reply.body.insert(reply.body.size() - 1, ",\"active\":" + version_json(active));
  return reply;
}

Reply problem_for_now(Refusal refusal, int retry_after_s) {
  Reply reply = problem(refusal);
  reply.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return reply;
}

Reply framing_problem(const FramingError& error) {
  constexpr int retry_after_s = 2;
  const auto words = [&error] {
    if (error.status == 500) return problem(Refusal::fault);
    if (error.status == 503) return problem_for_now(Refusal::busy, retry_after_s);
    return problem_body(kind_of(Refusal::framing), error.status, error.detail, "[]");
  };
  Reply reply = words();
  add_common_headers(reply.headers, "");
  return reply;
}

std::span<const ProblemKind> problem_kinds() { return kinds; }

int status_of(Refusal refusal) { return kind_of(refusal).status; }
std::string_view title_of(Refusal refusal) { return kind_of(refusal).title; }
std::string_view detail_of(Refusal refusal) { return kind_of(refusal).detail; }

Reply json_reply(int status, std::string body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

Reply page_reply(int status, std::string html) { return {status, page_headers(), std::move(html)}; }

Reply redirect(int status, std::string location) {
  return {status, {{"Location", std::move(location)}}, ""};
}

void add_vary(HeaderList& headers, std::string_view name) {
  for (auto& [header, value] : headers) {
    if (!equal_ignoring_case(header, "Vary")) continue;
    value += ", ";
    value += name;
    return;
  }
  headers.emplace_back("Vary", name);
}

bool has_header(const HeaderList& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [name](const auto& header) {
    return equal_ignoring_case(header.first, name);
  });
}

void add_common_headers(HeaderList& headers, std::string_view request_id) {
  const auto add = [&headers](std::string_view name, std::string_view value) {
    if (!has_header(headers, name)) headers.emplace_back(name, value);
  };
  if (!request_id.empty()) add("X-Request-Id", request_id);
  add("X-Content-Type-Options", "nosniff");
  add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  add("Referrer-Policy", "no-referrer");
  add("Cache-Control", "no-store");
}

}  // namespace copytaster::http
