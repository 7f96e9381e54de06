// The audit: in the order of its seals for programs, the newest first for people, or as a file.

#include <algorithm>

#include "copytaster/app/audit_report.hpp"
#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/text.hpp"
#include "http/audit_json.hpp"
#include "http/endpoints.hpp"
#include "http/guard.hpp"
#include "http/list_parameters.hpp"
#include "http/record_stream.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t name_bytes_max = 245;
constexpr std::size_t decision_bytes_max = 32;
constexpr int retry_after_s = 2;

std::string page_json(const std::vector<ListedEntry>& entries,
                      const std::optional<std::string>& next) {
  std::string body = "{\"items\":[";
  for (const ListedEntry& listed : entries) {
    if (body.back() != '[') body += ',';
    append_entry(body, listed);
  }
  body += "]";
  append_json_member(body, "next", next);
  return body + "}";
}

std::optional<Instant> instant_in(const FormFields& query, const char* name,
                                  std::vector<NamedError>& errors) {
  const auto text = parameter(query, name);
  if (!text) return std::nullopt;
  const auto at = parse_instant(*text);
  if (!at) errors.push_back({name, "is not a date, or a date and time with its offset"});
  return at;
}

TimeSpan span_in(const FormFields& query, std::vector<NamedError>& errors) {
  return {instant_in(query, "from", errors), instant_in(query, "to", errors)};
}

AuditQuery query_in(const Call& call, std::vector<NamedError>& errors) {
  const FormFields& asked = call.query();
  AuditQuery query;
  query.site = call.site().id;
  query.limit = static_cast<std::size_t>(limit_in(asked, errors));
  query.when = span_in(asked, errors);
  query.by = parameter(asked, "by");
  if (query.by && query.by->size() > name_bytes_max)
    errors.push_back({"by", "is longer than " + std::to_string(name_bytes_max) + " bytes"});
  query.decision = parameter(asked, "decision");
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  if (query.decision && (query.decision->size() > decision_bytes_max ||
                         query.decision->find_first_not_of(letters) != std::string::npos))
    errors.push_back({"decision", "is not what an entry can tell of"});
  if (const auto cursor = parameter(asked, "cursor")) {
    query.before = AuditId{number_or_zero(*cursor)};  // of the last one on a page
    if (query.before->value < 1) errors.push_back({"cursor", "is not a cursor of this list"});
  }
  return query;
}

void list_newest(const CallPtr& call) {
  std::vector<NamedError> errors;
  const AuditQuery query = query_in(*call, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const NewestEntries page = call->services().audit_reports.newest(query);
  std::optional<std::string> next;
  if (page.next) next = std::to_string(page.next->value);
  call->reply(json_reply(200, page_json(page.entries, next)));
}

/// In the order of the seals, so that a client that follows `next` skips nothing; an entry comes
/// into the list with its seal, normally a second after it was made.
void list_sealed(const CallPtr& call) {
  std::vector<NamedError> errors;
  const int limit = limit_in(call->query(), errors);
  AuditPlace after;
  if (const auto cursor = parameter(call->query(), "cursor")) {
    const auto place = audit_place_of(*cursor);
    if (!place) errors.push_back({"cursor", "is not a cursor of this list"});
    after = place.value_or(after);
  }
  for (const char* filter : {"by", "decision", "from", "to"}) {
    if (parameter(call->query(), filter)) errors.push_back({filter, "needs order=newest"});
  }
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const AuditPage page =
      call->services().audit.sealed_after(call->site().id, after, static_cast<std::size_t>(limit));
  std::optional<std::string> next;
  if (page.next) next = cursor_of(*page.next);
  call->reply(json_reply(200, page_json(page.entries, next)));
}

void mask(std::optional<std::string>& words) {
  if (words) words = mask_addresses(*words).text;
}

/// A moderator may have quoted an address; what leaves as a file holds none.
class AuditSource final : public RecordSource {
 public:
  explicit AuditSource(std::unique_ptr<AuditReading> reading) : reading_(std::move(reading)) {}

  bool append_next(std::string& out) override {
    const ListedEntry* entry = reading_->next();
    if (entry == nullptr) {
      out += "{\"end\":true,\"entries\":" + std::to_string(entries_) + "}\n";
      return false;
    }
    ListedEntry listed = *entry;
    mask(listed.by_name);
    if (listed.detail) {
      mask(listed.detail->reason);
      mask(listed.detail->note);
    }
    append_entry(out, listed);
    out += '\n';
    ++entries_;
    return true;
  }

 private:
  std::unique_ptr<AuditReading> reading_;
  std::int64_t entries_ = 0;
};

void send_file(const CallPtr& call) {
  std::vector<NamedError> errors;
  const TimeSpan when = span_in(call->query(), errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  // It takes its time, so it stands in line with the exports.
  const auto send = [call, when] {
    answer_faults(call, [&] {
      auto reading = call->services().audit_reports.open_reading(call->site().id, when);
      stream_records(call, {200, {{"Content-Type", "application/x-ndjson; charset=utf-8"}}, {}},
                     std::make_unique<AuditSource>(std::move(reading)));
    });
  };
  if (!call->services().exporting.offer(send))
    call->reply(problem_for_now(Refusal::busy, retry_after_s));
}

}  // namespace

void get_audit(const CallPtr& call) {
  const auto format = parameter(call->query(), "format").value_or("json");
  if (format == "ndjson") return send_file(call);
  const auto order = parameter(call->query(), "order").value_or("oldest");
  std::vector<NamedError> errors;
  if (format != "json") errors.push_back({"format", "is neither json nor ndjson"});
  if (order != "oldest" && order != "newest")
    errors.push_back({"order", "is neither oldest nor newest"});
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  if (order == "newest") return list_newest(call);
  list_sealed(call);
}

}  // namespace copytaster::http
