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
  std::optional<std::string_view> activator;
  if (!version.activated_by.empty()) activator = version.activated_by;
  append_json_member(out, "activated_by", activator);
  std::optional<std::string_view> source;
  if (version.activation_source) source = name_of(*version.activation_source);
  append_json_member(out, "activation_source", source);
}

void append_files(std::string& out, const RuleFiles& files) {
  append_json_name(out, "files");
  out += '{';
  for (const auto& [name, content] : files) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, content);
  }
  out += '}';
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
  append_files(body, files);
  return body + "}";
}

std::string active_json(const RuleVersion& active, const RuleFiles& files,
                        const std::optional<RuleVersion>& waiting) {
  std::string body;
  append_version(body, active);
  append_json_name(body, "waiting");
  body += waiting ? version_json(*waiting) : "null";
  append_files(body, files);
  return body + "}";
}

}  // namespace copytaster::http
