#include "http/rules_json.hpp"

#include "copytaster/domain/text.hpp"

namespace copytaster::http {
namespace {

void append_version(std::string& out, const RuleVersion& version) {
  out += "{\"version\":" + std::to_string(version.number);
  append_json_member(out, "hash", version.hash);
  append_json_member(out, "made_at", rfc3339(version.made_at));
  std::optional<std::string_view> by;
  if (!version.made_by.empty()) by = version.made_by;
  append_json_member(out, "made_by", by);
  append_json_member(out, "source", name_of(version.source));
  std::optional<std::string> since;
  if (version.active_since) since = rfc3339(*version.active_since);
  append_json_member(out, "active_since", since);
}

}  // namespace

std::string version_json(const RuleVersion& version) {
  std::string body;
  append_version(body, version);
  return body + "}";
}

std::string version_json(const RuleVersion& version, const RuleFiles& files) {
  std::string body;
  append_version(body, version);
  append_json_name(body, "files");
  body += '{';
  for (const auto& [name, content] : files) {
    if (body.back() != '{') body += ',';
    append_json_string(body, name);
    body += ':';
    append_json_string(body, content);
  }
  return body + "}}";
}

}  // namespace copytaster::http
