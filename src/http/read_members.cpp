#include "http/read_members.hpp"

#include "http/header_lists.hpp"

namespace copytaster::http {
namespace {

bool is_missing(const JsonValue& value) {
  return std::holds_alternative<Absent>(value) || std::holds_alternative<Null>(value);
}

}  // namespace

std::optional<JsonObject> json_body(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) {
    call->reply(problem(Refusal::media_type));
    return std::nullopt;
  }
  auto object = JsonObject::parse(call->request().body);
  if (!object) call->reply(problem(Refusal::json));
  return object;
}

std::optional<std::string> ReadMembers::text(std::string_view name) const {
  JsonValue value = object.member(name);
  if (auto* text = std::get_if<std::string>(&value)) return std::move(*text);
  if (!is_missing(value)) errors.push_back({std::string(name), "has the wrong type"});
  return std::nullopt;
}

std::optional<bool> ReadMembers::flag(std::string_view name) const {
  const JsonValue value = object.member(name);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (!is_missing(value)) errors.push_back({std::string(name), "is neither true nor false"});
  return std::nullopt;
}

std::optional<Role> ReadMembers::role() const {
  const auto named = text("role");
  const auto role = named ? parse_role(*named) : std::nullopt;
  if (named && !role) errors.push_back({"role", "is not moderator, editor, admin or exporter"});
  return role;
}

std::optional<std::vector<std::string>> ReadMembers::sections() const {
  if (is_missing(object.member("sections"))) return std::nullopt;
  auto sections = object.texts("sections");
  if (!sections) errors.push_back({"sections", "is not a list of texts"});
  return sections;
}

std::optional<Instant> ReadMembers::expires() const {
  const auto given = text("expires");
  const auto at = given ? parse_instant(*given) : std::nullopt;
  if (given && !at)
    errors.push_back({"expires", "is not a date, or a date and time with its offset"});
  return at;
}

std::optional<Password> ReadMembers::password(std::string_view name) const {
  const auto typed = text(name);
  return typed ? Password::typed(*typed) : std::nullopt;
}

std::string ReadMembers::required_text(std::string_view name) const {
  const auto before = errors.size();
  auto given = text(name);
  if (!given && errors.size() == before) errors.push_back({std::string(name), "is missing"});
  return std::move(given).value_or("");
}

Role ReadMembers::required_role() const {
  const auto before = errors.size();
  const auto given = role();
  if (!given && errors.size() == before) errors.push_back({"role", "is missing"});
  return given.value_or(Role::moderator);
}

}  // namespace copytaster::http
