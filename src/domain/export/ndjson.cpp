#include "copytaster/domain/text.hpp"
#include "domain/export/records.hpp"

namespace copytaster {
namespace {

/// The numbers that name what was removed.
void append_removal(std::string& out, const ExportedComment& exported) {
  out += "{\"id\":" + std::to_string(exported.comment.id.value);
  out += ",\"version\":" + std::to_string(exported.version.value) + ",\"state\":\"removed\"}\n";
}

}  // namespace

void append_ndjson(std::string& out, std::string_view site, const ExportedComment& exported) {
  const PublicComment& comment = exported.comment;
  if (comment.removed) return append_removal(out, exported);
  out += "{\"site\":";
  append_json_string(out, site);
  append_json_member(out, "article", exported.article.key);
  out += ",\"id\":" + std::to_string(comment.id.value);
  out += ",\"version\":" + std::to_string(exported.version.value);
  out += ",\"parent\":" + (comment.parent ? std::to_string(comment.parent->value) : "null");
  append_json_member(out, "author", comment.author);
  append_json_member(out, "url", comment.url);
  append_json_member(out, "text", comment.text);
  append_json_member(out, "state", name_of(State::approved));
  append_json_member(out, "created_at", rfc3339(comment.created_at));
  if (comment.edited_at) append_json_member(out, "edited_at", rfc3339(*comment.edited_at));
  if (exported.decided_at) append_json_member(out, "decided_at", rfc3339(*exported.decided_at));
  append_json_member(out, "article_url", exported.article.url);
  append_json_member(out, "section", exported.article.section);
  out += "}\n";
}

}  // namespace copytaster
