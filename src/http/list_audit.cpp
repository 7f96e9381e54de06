#include <charconv>

#include "copytaster/app/seal_audit.hpp"
#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"

namespace copytaster::http {
namespace {

void append_member(std::string& out, std::string_view name,
                   const std::optional<std::string>& value) {
  out += ",\"";
  out += name;
  out += "\":";
  if (value)
    append_json_string(out, *value);
  else
    out += "null";
}

/// A number that is no state was written by hand, and is shown as it stands.
std::string state_named(int number) {
  const bool is_state = number >= 0 && number <= static_cast<int>(State::withdrawn);
  if (!is_state) return std::to_string(number);
  return std::string(name_of(static_cast<State>(number)));
}

void append_entry(std::string& out, const AuditRecord& record) {
  const AuditEntry& entry = record.entry;
  out += "{\"id\":" + std::to_string(entry.id.value) +
         ",\"batch\":" + std::to_string(entry.batch.value) +
         ",\"comment\":" + std::to_string(entry.comment.value);
  append_member(out, "decision", entry.decision);
  append_member(out, "from", state_named(entry.from));
  append_member(out, "to", state_named(entry.to));
  out += ",\"version\":" + std::to_string(entry.version.value);
  append_member(out, "by", record.by_name);
  if (record.detail && record.detail->reason) append_member(out, "reason", record.detail->reason);
  if (record.detail && record.detail->note) append_member(out, "note", record.detail->note);
  append_member(out, "at", rfc3339(entry.at));
  out += '}';
}

/// One record more than asked for tells that there is a next page.
std::string audit_json(const std::vector<AuditRecord>& records, std::size_t limit) {
  std::string body = "{\"items\":[";
  const std::size_t shown = std::min(records.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) body += ',';
    append_entry(body, records[i]);
  }
  body += "],\"next\":";
  if (records.size() > limit)
    append_json_string(body, std::to_string(records[limit - 1].entry.id.value));
  else
    body += "null";
  return body + "}";
}

AuditId cursor_in(const FormFields& query, std::vector<NamedError>& errors) {
  const auto text = parameter(query, "cursor");
  if (!text) return {};
  std::int64_t id = 0;
  const auto* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, id);
  if (error != std::errc{} || stopped != end || id < 0)
    errors.push_back({"cursor", "is not a cursor of this list"});
  return {id};
}

}  // namespace

void get_audit(const CallPtr& call) {
  std::vector<NamedError> errors;
  const int limit = limit_in(call->query(), errors);
  const AuditId after = cursor_in(call->query(), errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const auto shown = static_cast<std::size_t>(limit);
  const auto records = call->services().audit.entries_after(call->site().id, after, shown + 1);
  call->reply(json_reply(200, audit_json(records, shown)));
}

}  // namespace copytaster::http
