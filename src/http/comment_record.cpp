#include "copytaster/app/comment_record.hpp"

#include <algorithm>

#include "copytaster/domain/text.hpp"
#include "http/audit_json.hpp"
#include "http/comment_asked.hpp"
#include "http/endpoints.hpp"
#include "http/queue_json.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at) {
  append_json_member(out, name, at ? std::optional{rfc3339(*at)} : std::nullopt);
}

/// `"name":[…]`
template <class One, class Append>
void append_list(std::string& out, std::string_view name, const std::vector<One>& all,
                 Append append) {
  append_json_name(out, name);
  out += '[';
  for (const One& one : all) {
    if (out.back() != '[') out += ',';
    append(out, one);
  }
  out += ']';
}

void append_near(std::string& out, const NearComment& near) {
  out += "{\"id\":" + std::to_string(near.id.value) +
         ",\"parent\":" + (near.parent ? std::to_string(near.parent->value) : "null");
  append_json_member(out, "state", name_of(near.state));
  append_json_member(out, "article", near.article);
  append_json_member(out, "author", near.author);
  append_json_member(out, "text", near.text);
  out += near.cut ? ",\"cut\":true" : "";
  append_json_member(out, "created_at", rfc3339(near.created_at));
  out += '}';
}

void append_edit(std::string& out, const RecordedEdit& edit) {
  out += "{\"version\":" + std::to_string(edit.version.value);
  append_json_member(out, "at", rfc3339(edit.at));
  append_json_member(out, "before", edit.text);
  out += '}';
}

void append_report(std::string& out, const RecordedReport& report) {
  out += '{';
  append_json_member(out, "reason", report.reason);
  append_json_member(out, "at", rfc3339(report.at));
  append_instant(out, "settled_at", report.settled_at);
  out += '}';
}

std::string record_json(const CommentRecord& record, bool may_reveal) {
  std::string out = "{";
  append_queued_members(out, record.queued);
  append_json_member(out, "article_url", record.article_url);
  append_json_member(out, "article_title", record.article_title);
  append_json_member(out, "decided_by", record.decided_by);
  append_instant(out, "decided_at", record.decided_at);
  append_instant(out, "published_at", record.published_at);
  out += ",\"thread\":{";
  append_list(out, "parents", record.parents, append_near);
  append_list(out, "siblings", record.siblings, append_near);
  append_list(out, "replies", record.replies, append_near);
  out += '}';
  append_list(out, "by_author", record.by_author, append_near);
  append_list(out, "edits", record.edits, append_edit);
  append_list(out, "decisions", record.decisions, append_entry);
  append_list(out, "reported", record.reports, append_report);
  out += ",\"may_reveal\":";
  return out + (may_reveal ? "true}" : "false}");
}

}  // namespace

RecordAsked comment_asked(const Call& call) {
  return {call.site().id, {number_or_zero(call.id())}, call.principal().sections};
}

void get_comment_record(const CallPtr& call) {
  const auto record =
      call->services().comment_records.read_record(comment_asked(*call), call->now());
  if (!record) return call->reply(problem(Refusal::not_found));
  call->reply(json_reply(200, record_json(*record, call->principal().see_email)));
}

}  // namespace copytaster::http
