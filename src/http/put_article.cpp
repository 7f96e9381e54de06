#include "copytaster/app/put_article.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

/// Reads member by member and keeps what was wrong.
struct ReadChange {
  const JsonObject& object;
  std::vector<NamedError>& errors;

  /// The text; none when it is missing. Null is told apart for those that may be taken back.
  std::optional<std::string> text(std::string_view name, bool* was_null = nullptr) const {
    const JsonValue value = object.member(name);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (std::holds_alternative<Null>(value) && was_null != nullptr)
      *was_null = true;
    else if (!std::holds_alternative<Absent>(value))
      errors.push_back({std::string(name), "has the wrong type"});
    return std::nullopt;
  }
  template <class Value, class Parse>
  std::optional<Value> parsed(std::string_view name, bool* was_null, Parse parse) const {
    const auto given = text(name, was_null);
    if (!given) return std::nullopt;
    const auto value = parse(*given);
    if (!value) errors.push_back({std::string(name), "is not one of the values that it may have"});
    return value;
  }
};

ArticleChange read_change(const JsonObject& object, std::vector<NamedError>& errors) {
  const ReadChange read{object, errors};
  ArticleChange change;
  change.url = read.text("url").value_or("");
  change.title = read.text("title");
  change.section = read.text("section");
  change.state = read.parsed<ArticleState>("state", nullptr, parse_article_state);
  change.closes_at = read.parsed<Instant>("closes_at", &change.never_closes, parse_instant);
  change.premoderation =
      read.parsed<Premoderation>("premoderation", &change.site_premoderation, parse_premoderation);
  for (const ArticleFault& fault : faults_of(change))
    errors.push_back({std::string(fault.member), std::string(fault.reason)});
  return change;
}

std::string article_json(std::string_view key, const Article& article) {
  std::string body = "{\"article\":";
  append_json_string(body, key);
  body += ",\"url\":";
  append_json_string(body, article.url);
  body += ",\"section\":";
  append_json_string(body, article.section);
  body += ",\"state\":";
  append_json_string(body, name_of(article.state));
  body += ",\"closes_at\":";
  if (article.closes_at)
    append_json_string(body, rfc3339(*article.closes_at));
  else
    body += "null";
  body += ",\"premoderation\":";
  if (article.premoderation)
    append_json_string(body, name_of(*article.premoderation));
  else
    body += "null";
  return body + "}";
}

}  // namespace

void put_article(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return call->reply(problem(Refusal::json));
  const auto key = ArticleKey::parse(call->article());
  if (!key)
    return call->reply(problem(Refusal::fields, {{"article", "is 1-200 of A-Z a-z 0-9 . _ ~ -"}}));
  std::vector<NamedError> errors;
  const ArticleChange change = read_change(*object, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));

  ArticleStore& articles = call->services().articles;
  const auto put = articles.put_article(call->site().id, *key, change, call->now());
  call->services().follow_changes();
  const auto article = articles.find_article(call->site().id, *key);
  call->reply(json_reply(put == ArticlePut::created ? 201 : 200,
                         article_json(key->text(), article.value())));
}

}  // namespace copytaster::http
