#include "http/json.hpp"

#include <simdjson.h>

#include <new>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "http/surrogates.hpp"

namespace copytaster::http {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t depth_max = 16;
constexpr std::size_t simdjson_depth_max = depth_max + 1;  // it counts the scalars inside, too

/// Too little memory is our fault and not the sender's.
bool succeeded(simdjson::error_code result) {
  if (result == simdjson::MEMALLOC) throw std::bad_alloc();
  return result == simdjson::SUCCESS;
}

/// simdjson keeps both of two equal names, and programs disagree on which one counts.
bool has_duplicates(const dom::element& element) {
  dom::object object;
  dom::array array;
  if (element.get(object) == simdjson::SUCCESS) {
    std::unordered_set<std::string_view> names;
    for (const auto field : object) {
      if (!names.insert(field.key).second || has_duplicates(field.value)) return true;
    }
  } else if (element.get(array) == simdjson::SUCCESS) {
    for (const auto child : array) {
      if (has_duplicates(child)) return true;
    }
  }
  return false;
}

}  // namespace

struct JsonObject::Document {
  dom::parser parser;
  std::string stand_in;  ///< stands where half a surrogate pair stood; empty: nowhere

  bool has_half(std::string_view text) const {
    return !stand_in.empty() && text.find(stand_in) != text.npos;
  }
  JsonValue value_of(const dom::element& element) const {
    if (element.is_null()) return Null{};
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) {
      if (has_half(text)) return LoneSurrogate{};
      return std::string(text);
    }
    std::int64_t number = 0;
    if (element.get(number) == simdjson::SUCCESS) return number;
    bool flag = false;
    if (element.get(flag) == simdjson::SUCCESS) return flag;
    return OtherType{};
  }
};

struct JsonObject::Place {
  dom::object object;
};

bool is_json_object(std::string_view text) {
  return text.starts_with('{') && nlohmann::json::accept(text);
}

std::optional<JsonObject> JsonObject::parse(const std::string& body) {
  if (body.starts_with("\xEF\xBB\xBF")) return std::nullopt;
  auto document = std::make_shared<Document>();
  const auto whole = without_lone_surrogates(body);
  if (!whole) return std::nullopt;
  document->stand_in = whole->stand_in;
  if (!succeeded(document->parser.allocate(whole->text.size(), simdjson_depth_max)))
    return std::nullopt;
  dom::element root;
  if (!succeeded(document->parser.parse(whole->text).get(root))) return std::nullopt;
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS || has_duplicates(root)) return std::nullopt;
  return JsonObject{std::move(document), std::make_shared<Place>(Place{object})};
}

JsonValue JsonObject::member(std::string_view name) const {
  dom::element element;
  if (place_->object.at_key(name).get(element) != simdjson::SUCCESS) return Absent{};
  return document_->value_of(element);
}

std::optional<std::vector<std::pair<std::string, JsonValue>>> JsonObject::members(
    std::string_view name) const {
  dom::object object;
  if (place_->object.at_key(name).get(object) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::pair<std::string, JsonValue>> members;
  for (const auto field : object)
    members.emplace_back(field.key, document_->has_half(field.key)
                                        ? JsonValue{LoneSurrogate{}}
                                        : document_->value_of(field.value));
  return members;
}

std::optional<std::vector<std::string>> JsonObject::texts(std::string_view name) const {
  dom::array array;
  if (place_->object.at_key(name).get(array) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto element : array) {
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS || document_->has_half(text)) return std::nullopt;
    texts.emplace_back(text);
  }
  return texts;
}

std::optional<std::vector<JsonObject>> JsonObject::objects(std::string_view name) const {
  dom::array array;
  if (place_->object.at_key(name).get(array) != simdjson::SUCCESS) return std::nullopt;
  std::vector<JsonObject> objects;
  for (const auto element : array) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return std::nullopt;
    objects.push_back(JsonObject{document_, std::make_shared<Place>(Place{object})});
  }
  return objects;
}

}  // namespace copytaster::http
