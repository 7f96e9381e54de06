// Bans: whom and what moderators keep away. An e-mail address goes in and never comes out, neither
// in an answer nor in a fault.

#include "copytaster/app/bans.hpp"

#include "copytaster/domain/text.hpp"
#include "http/bans_json.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

/// Reads member by member and keeps what was wrong.
struct ReadBan {
  const JsonObject& object;
  std::vector<NamedError>& errors;

  std::optional<std::string> text(std::string_view name) const {
    const JsonValue value = object.member(name);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (std::holds_alternative<LoneSurrogate>(value))
      errors.push_back({std::string(name), "holds half a surrogate pair"});
    else if (!std::holds_alternative<Absent>(value) && !std::holds_alternative<Null>(value))
      errors.push_back({std::string(name), "has the wrong type"});
    return std::nullopt;
  }
  BanKind kind() const {
    const auto kind = parse_ban_kind(text("kind").value_or(""));
    if (!kind) errors.push_back({"kind", "is not author, pseudonym, name or domain"});
    return kind.value_or(BanKind::author);
  }
  std::optional<CommentId> comment() const {
    const JsonValue value = object.member("comment");
    if (const auto* number = std::get_if<std::int64_t>(&value)) return CommentId{*number};
    if (!std::holds_alternative<Absent>(value) && !std::holds_alternative<Null>(value))
      errors.push_back({"comment", "is not the number of a comment"});
    return std::nullopt;
  }
  std::optional<Instant> until() const {
    const auto given = text("until");
    if (!given) return std::nullopt;
    const auto until = parse_instant(*given);
    if (!until) errors.push_back({"until", "is not a date, or a date and time with its offset"});
    return until;
  }
  BanRequest request() const { return {kind(), comment(), text("value"), until(), text("reason")}; }
};

std::string bans_json(std::vector<KeptBan> bans, std::size_t limit) {
  std::optional<std::string> next;
  if (bans.size() > limit) {
    bans.erase(bans.begin() + static_cast<std::ptrdiff_t>(limit), bans.end());
    next = std::to_string(bans.back().id.value);
  }
  std::string body = "{\"items\":[";
  for (const KeptBan& ban : bans) {
    if (body.back() != '[') body += ',';
    body += ban_json(ban);
  }
  body += ']';
  append_json_member(body, "next", next);
  return body + "}";
}

struct ToReply {
  Reply operator()(const BanFaults& faults) const {
    std::vector<NamedError> errors;
    for (const BanFault& fault : faults)
      errors.push_back({std::string(fault.member), std::string(fault.reason)});
    return problem(Refusal::fields, errors);
  }
  Reply operator()(const BannedAlready&) const { return problem(Refusal::banned_already); }
  Reply operator()(const TooManyBans&) const { return problem(Refusal::too_many_bans); }
  Reply operator()(const KeptBan& kept) const { return json_reply(201, ban_json(kept)); }
};

BanMaker maker_of(const Call& call) { return {call.site().id, call.principal().token, call.now()}; }

}  // namespace

void get_bans(const CallPtr& call) {
  std::vector<NamedError> errors;
  const auto limit = static_cast<std::size_t>(limit_in(call->query(), errors));
  std::optional<BanId> before;
  if (const auto cursor = parameter(call->query(), "cursor")) {
    before = BanId{number_or_zero(*cursor)};  // of the last one on a page
    if (before->value < 1) errors.push_back({"cursor", "is not a cursor of this list"});
  }
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  // One more than asked for tells that there is a next page.
  auto bans = call->services().kept_bans.list_bans(call->site().id, before, limit + 1, call->now());
  call->reply(json_reply(200, bans_json(std::move(bans), limit)));
}

void post_ban(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return call->reply(problem(Refusal::json));
  std::vector<NamedError> errors;
  const BanRequest request = ReadBan{*object, errors}.request();
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const Services& services = call->services();
  const auto outcome = make_ban(request, maker_of(*call),
                                {services.kept_bans, services.vault, services.audit_chain});
  services.follow_changes();
  call->reply(std::visit(ToReply{}, outcome));
}

void delete_ban(const CallPtr& call) {
  const BanId id{number_or_zero(call->id())};
  if (!call->services().kept_bans.end_ban(id, maker_of(*call)))
    return call->reply(problem(Refusal::not_found));
  call->services().follow_changes();
  call->reply({204, {}, ""});
}

}  // namespace copytaster::http
