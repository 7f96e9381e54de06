// JSON bodies, strictly read: one object in valid UTF-8, at most 16 levels deep, no member twice,
// nothing behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace copytaster::http {

/// A string of JSON may be none of text: half a surrogate pair has no UTF-8.
struct LoneSurrogate {};
struct Null {};
struct Absent {};
struct OtherType {};
using JsonValue =
    std::variant<Absent, Null, std::string, std::int64_t, bool, OtherType, LoneSurrogate>;

/// Whether a text is one object of JSON and nothing else; nothing of it is kept.
bool is_json_object(std::string_view text);

/// The members of one object; unknown ones do no harm.
class JsonObject {
 public:
  /// None: not JSON as above.
  static std::optional<JsonObject> parse(const std::string& body);

  JsonValue member(std::string_view name) const;
  /// The objects in an array member, in order; none when it is no array of objects.
  std::optional<std::vector<JsonObject>> objects(std::string_view name) const;
  /// The strings in an array member, in order; none when it is no array of strings.
  std::optional<std::vector<std::string>> texts(std::string_view name) const;
  /// What stands in an object member, in order; none when it is no object. A name that has no UTF-8
  /// comes with a LoneSurrogate.
  std::optional<std::vector<std::pair<std::string, JsonValue>>> members(
      std::string_view name) const;

 private:
  struct Document;
  struct Place;
  JsonObject(std::shared_ptr<const Document> document, std::shared_ptr<const Place> place)
      : document_(std::move(document)), place_(std::move(place)) {}

  std::shared_ptr<const Document> document_;
  std::shared_ptr<const Place> place_;
};

}  // namespace copytaster::http
