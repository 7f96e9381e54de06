#include "http/rule_files_body.hpp"

#include <utility>
#include <variant>

#include "http/header_lists.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

std::optional<JsonObject> object_in(Call& call) {
  const auto type = call.request().header("Content-Type").value_or("");
  auto object = is_media_type(type, "application/json") ? JsonObject::parse(call.request().body)
                                                        : std::nullopt;
  if (!object)
    call.reply(
        problem(is_media_type(type, "application/json") ? Refusal::json : Refusal::media_type));
  return object;
}

std::optional<RuleFiles> files_in(Call& call, const JsonObject& object) {
  const auto refuse = [&call](const char* reason) {
    call.reply(problem(Refusal::fields, {{"files", reason}}));
    return std::nullopt;
  };
  auto members = object.members("files");
  if (!members) return refuse("must be an object of names and texts");
  RuleFiles files;
  for (auto& [name, value] : *members) {
    auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse("holds something that is no text");
    files.emplace(std::move(name), std::move(*text));
  }
  return files;
}

}  // namespace copytaster::http
