#include "http/queue_json.hpp"

#include "copytaster/domain/text.hpp"
#include "http/json.hpp"

namespace copytaster::http {
namespace {

/// A row that was written by other hands must not spoil the page for all that stand on it.
std::string verdict_of(const QueuedComment& queued) {
  if (is_json_object(queued.verdict_json)) return queued.verdict_json;
  return "{\"state\":\"" + std::string(name_of(queued.state)) +
         "\",\"score\":0,\"rules_version\":\"\",\"hits\":[]}";
}

void append_reports(std::string& out, const QueuedComment& queued) {
  out += ",\"reports\":{\"count\":" + std::to_string(queued.reports) + ",\"reasons\":[";
  for (const std::string& reason : queued.report_reasons) {
    if (out.back() != '[') out += ',';
    append_json_string(out, reason);
  }
  out += "]}";
}

void append_before(std::string& out, const EarlierWords& before) {
  out += ",\"before\":{\"text\":";
  append_json_string(out, before.text);
  append_json_member(out, "until", rfc3339(before.until));
  out += '}';
}

void append_appeal(std::string& out, const QueuedAppeal& appeal) {
  out += ",\"appeal\":{\"text\":";
  append_json_string(out, appeal.text);
  append_json_member(out, "at", rfc3339(appeal.at));
  append_json_member(out, "decided_by", appeal.decided_by);
  if (appeal.decided_at) append_json_member(out, "decided_at", rfc3339(*appeal.decided_at));
  if (appeal.reason) append_json_member(out, "reason", *appeal.reason);
  if (appeal.note) append_json_member(out, "note", *appeal.note);
  out += '}';
}

}  // namespace

void append_queued_members(std::string& out, const QueuedComment& queued) {
  const PublicComment& comment = queued.comment;
  out += "\"id\":" + std::to_string(comment.id.value) +
         ",\"version\":" + std::to_string(queued.version.value);
  append_json_member(out, "state", name_of(queued.state));
  append_json_member(out, "article", queued.article);
  append_json_member(out, "section", queued.section);
  out += ",\"parent\":" + (comment.parent ? std::to_string(comment.parent->value) : "null");
  append_json_member(out, "author", comment.author);
  if (comment.url) append_json_member(out, "url", *comment.url);
  append_json_member(out, "text", comment.text);
  append_json_member(out, "created_at", rfc3339(comment.created_at));
  if (comment.edited_at) append_json_member(out, "edited_at", rfc3339(*comment.edited_at));
  if (queued.before) append_before(out, *queued.before);
  out += ",\"verdict\":" + verdict_of(queued);
  out += ",\"history\":{\"approved\":" + std::to_string(queued.approved_before) +
         ",\"rejected\":" + std::to_string(queued.rejected_before) +
         ",\"spam\":" + std::to_string(queued.spam_before) + "}";
  if (queued.reports > 0) append_reports(out, queued);
  if (queued.appeal) append_appeal(out, *queued.appeal);
  if (queued.claim) append_claim(out, *queued.claim);
  if (queued.campaign)
    out += ",\"campaign\":{\"id\":" + std::to_string(queued.campaign->id.value) +
           ",\"size\":" + std::to_string(queued.campaign->size) + "}";
}

void append_claim(std::string& out, const Claim& claim) {
  out += ",\"claim\":{\"by\":";
  append_json_string(out, claim.by);
  append_json_member(out, "until", rfc3339(claim.until));
  out += '}';
}

void append_queued_items(std::string& out, std::span<const QueuedComment> comments) {
  out += "\"items\":[";
  for (const QueuedComment& queued : comments) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_queued_members(out, queued);
    out += '}';
  }
  out += ']';
}

}  // namespace copytaster::http
