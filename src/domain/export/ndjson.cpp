#include "copytaster/domain/text.hpp"
#include "domain/export/records.hpp"

namespace copytaster {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

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
  append_member(out, "article", exported.article.key);
  out += ",\"id\":" + std::to_string(comment.id.value);
  out += ",\"version\":" + std::to_string(exported.version.value);
  out += ",\"parent\":" + (comment.parent ? std::to_string(comment.parent->value) : "null");
  append_member(out, "author", comment.author);
  if (comment.url)
    append_member(out, "url", *comment.url);
  else
    out += ",\"url\":null";
  append_member(out, "text", comment.text);
  append_member(out, "state", name_of(State::approved));
  append_member(out, "created_at", rfc3339(comment.created_at));
  if (comment.edited_at) append_member(out, "edited_at", rfc3339(*comment.edited_at));
  if (exported.decided_at) append_member(out, "decided_at", rfc3339(*exported.decided_at));
  append_member(out, "article_url", exported.article.url);
  append_member(out, "section", exported.article.section);
  out += "}\n";
}

}  // namespace copytaster
