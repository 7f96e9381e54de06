// The rules of a site: what they say, and what editors make of them.

#include "copytaster/app/rules.hpp"

#include <charconv>
#include <utility>

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"
#include "http/rule_files_body.hpp"
#include "http/rules_json.hpp"

namespace copytaster::http {
namespace {

std::string named_json(std::int64_t number, const std::string& hash) {
  return "{\"version\":" + std::to_string(number) + ",\"hash\":\"" + hash + "\"}";
}

/// Answers by itself where there are none to be had.
std::optional<RuleFiles> files_in(Call& call) {
  const auto object = object_in(call);
  return object ? files_in(call, *object) : std::nullopt;
}

/// The ETag names the rules and not the bytes of an answer, so that one which a proxy has made weak
/// names them as well. What is no list of ETags names none.
std::vector<std::string> seen_by(const Call& call) {
  const auto header = call.request().header("If-Match");
  if (!header || *header == "*") return {};
  const auto etags = etags_in(*header);
  if (etags.empty()) return {""};
  return {etags.begin(), etags.end()};
}

/// A session's is of a person at the desk, a token's of a program.
RuleActivation activation_by(const Call& call) {
  const RuleSource source = call.session_token().empty() ? RuleSource::http : RuleSource::desk;
  return {{source, call.principal().name, call.principal().token},
          call.now(),
          std::nullopt,
          seen_by(call)};
}

RuleTools tools_of(const Call& call) {
  return {call.services().rule_versions, call.services().rule_reader};
}

RuleChangeTools change_tools_of(const Call& call) {
  return {call.services().rule_versions, call.services().rule_reader, call.services().audit_chain};
}

void reply_version(Call& call, const std::optional<RuleVersion>& version) {
  RuleStore& store = call.services().rule_versions;
  const auto files = version ? store.files_of(call.site().id, version->number) : std::nullopt;
  if (!files) return call.reply(problem(Refusal::not_found));
  call.reply(json_reply(200, version_json(*version, *files)));
}

/// This instance judges by them before anybody is told; the others follow the change.
void reply_active(Call& call, int status, const SiteRules& rules) {
  call.services().rules.put(call.site().id, rules);
  call.reply(json_reply(status, named_json(rules.version.number, rules.version.hash)));
}

/// Of this list: the number of the last version on a page.
std::optional<std::int64_t> version_place_of(std::string_view cursor) {
  std::int64_t number = 0;
  const auto* end = cursor.data() + cursor.size();
  const auto [stopped, error] = std::from_chars(cursor.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1) return std::nullopt;
  return number;
}

std::string versions_json(std::vector<RuleVersion> versions, std::size_t limit) {
  std::optional<std::string> next;
  if (versions.size() > limit) {
    versions.erase(versions.begin() + static_cast<std::ptrdiff_t>(limit), versions.end());
    next = std::to_string(versions.back().number);
  }
  std::string body = "{\"items\":[";
  for (const RuleVersion& version : versions) {
    if (body.back() != '[') body += ',';
    body += version_json(version);
  }
  body += ']';
  append_json_member(body, "next", next);
  return body + "}";
}

}  // namespace

void get_rules(const CallPtr& call) {
  RuleStore& store = call->services().rule_versions;
  const SiteId site = call->site().id;
  const auto active = store.active(site);
  const auto files = active ? store.files_of(site, active->number) : std::nullopt;
  if (!files) return call->reply(problem(Refusal::not_found));
  Reply reply = json_reply(200, active_json(*active, *files, waiting_rules(site, *active, store)));
  reply.headers.emplace_back("ETag", '"' + active->hash + '"');
  call->reply(std::move(reply));
}

void get_rule_version(const CallPtr& call) {
  reply_version(*call,
                find_rules(call->site().id, call->version(), call->services().rule_versions));
}

void get_rule_versions(const CallPtr& call) {
  std::vector<NamedError> errors;
  const auto limit = static_cast<std::size_t>(limit_in(call->query(), errors));
  std::optional<std::int64_t> before;
  if (const auto cursor = parameter(call->query(), "cursor")) {
    before = version_place_of(*cursor);
    if (!before) errors.push_back({"cursor", "is not a cursor of this list"});
  }
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  // One more than asked for tells that there is a next page.
  auto versions = call->services().rule_versions.versions(call->site().id, before, limit + 1);
  call->reply(json_reply(200, versions_json(std::move(versions), limit)));
}

void put_rules(const CallPtr& call) {
  const auto files = files_in(*call);
  if (!files) return;
  const auto outcome =
      copytaster::put_rules(call->site().id, *files, activation_by(*call), change_tools_of(*call));
  if (const auto* errors = std::get_if<RuleErrors>(&outcome))
    return call->reply(rules_problem(*errors));
  if (const auto* others = std::get_if<OthersJudge>(&outcome))
    return call->reply(others_judge_problem(others->active));
  const auto& put = std::get<RulesPut>(outcome);
  reply_active(*call, put.is_new ? 201 : 200, put.rules);
}

void post_rules_check(const CallPtr& call) {
  const auto files = files_in(*call);
  if (!files) return;
  const auto outcome = check_rules(call->site().id, *files, tools_of(*call));
  if (const auto* errors = std::get_if<RuleErrors>(&outcome))
    return call->reply(rules_problem(*errors));
  const auto& checked = std::get<RulesChecked>(outcome);
  call->reply(json_reply(200, named_json(checked.number, checked.hash)));
}

void post_rule_activation(const CallPtr& call) {
  const auto outcome = activate_rules(call->site().id, call->version(), activation_by(*call),
                                      change_tools_of(*call));
  if (std::holds_alternative<NoSuchRules>(outcome)) return call->reply(problem(Refusal::not_found));
  if (const auto* errors = std::get_if<RuleErrors>(&outcome))
    return call->reply(rules_problem(*errors));
  if (const auto* others = std::get_if<OthersJudge>(&outcome))
    return call->reply(others_judge_problem(others->active));
  reply_active(*call, 200, std::get<SiteRules>(outcome));
}

}  // namespace copytaster::http
