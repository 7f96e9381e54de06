// docs/openapi.yaml as a parser reads it, and what it promises of an answer.
#pragma once

#include <algorithm>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "embedded_files.hpp"

namespace copytaster::http::testing {

using nlohmann::json;

struct Operation {
  std::string method;  // as it stands there: "get"
  std::string path;
  YAML::Node node;
};

class TheDocument {
 public:
  TheDocument() : root_(YAML::Load(std::string(embedded_file("docs/openapi.yaml").value()))) {}

  const YAML::Node& root() const { return root_; }

  std::vector<Operation> operations() const {
    std::vector<Operation> operations;
    for (const auto& path : root_["paths"])
      for (const auto& member : path.second)
        if (const auto name = member.first.Scalar(); name != "parameters")
          operations.push_back({name, path.first.Scalar(), member.second});
    return operations;
  }

  /// Follows "#/a/b"; throws where it leads nowhere.
  YAML::Node at(const std::string& reference) const {
    if (!reference.starts_with("#/")) throw std::runtime_error("not in here: " + reference);
    YAML::Node place = root_;
    for (std::size_t from = 2; from <= reference.size();) {
      const auto end = std::min(reference.find('/', from), reference.size());
      std::string name = reference.substr(from, end - from);
      for (auto slash = name.find("~1"); slash != name.npos; slash = name.find("~1"))
        name.replace(slash, 2, "/");
      const YAML::Node here = place;  // looks without making what is not there
      if (!here.IsMap() || !here[name]) throw std::runtime_error("leads nowhere: " + reference);
      place.reset(here[name]);
      from = end + 1;
    }
    return place;
  }
  YAML::Node resolved(const YAML::Node& node) const {
    return node["$ref"] ? resolved(at(node["$ref"].Scalar())) : node;
  }

 private:
  YAML::Node root_;
};

/// What is quoted is a text.
inline json json_of(const YAML::Node& node) {
  json value;
  if (node.IsMap()) {
    value = json::object();
    for (const auto& member : node) value[member.first.Scalar()] = json_of(member.second);
  } else if (node.IsSequence()) {
    value = json::array();
    for (const auto& one : node) value.push_back(json_of(one));
  } else if (node.IsScalar()) {
    const json plain = json::parse(node.Scalar(), nullptr, false);
    const bool is_text = node.Tag() == "!" || plain.is_discarded();
    value = is_text ? json(node.Scalar()) : plain;
  }
  return value;
}

/// What of a JSON value the schema does not promise; empty when it is all as it says. Members that
/// it does not name are none of its promises, so that nothing goes out undocumented.
class SchemaCheck {
 public:
  explicit SchemaCheck(const TheDocument& document) : document_(document) {}

  std::string wrong_with(const json& value, const YAML::Node& unresolved) const {
    const YAML::Node schema = document_.resolved(unresolved);
    if (schema["oneOf"]) return wrong_with_all_but_one(value, schema["oneOf"]);
    if (schema["allOf"]) return wrong_with(value, all_of(schema["allOf"]));
    if (schema["type"] && !is_one_of_types(value, schema["type"]))
      return "has another type: " + value.dump();
    if (schema["const"] && schema["const"].Scalar() != text_of(value))
      return "is not the constant: " + value.dump();
    if (schema["enum"] && !is_listed(value, schema["enum"])) return "not listed: " + value.dump();
    if (value.is_string()) return wrong_with_text(value.get<std::string>(), schema);
    if (value.is_number()) return wrong_with_number(value.get<double>(), schema);
    if (value.is_array()) return wrong_with_array(value, schema);
    return value.is_object() ? wrong_with_object(value, schema) : "";
  }

 private:
  /// Several are objects, whose members are told together.
  YAML::Node all_of(const YAML::Node& schemas) const {
    if (schemas.size() == 1) return schemas[0];
    YAML::Node whole;
    whole["type"] = "object";
    for (const auto& unresolved : schemas) {
      const YAML::Node schema = document_.resolved(unresolved);
      for (const auto& name : schema["required"]) whole["required"].push_back(name.Scalar());
      for (const auto& member : schema["properties"])
        whole["properties"][member.first.Scalar()] = member.second;
    }
    return whole;
  }
  static std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }
  static bool is_of_type(const json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    throw std::runtime_error("unknown type: " + type);
  }
  static bool is_one_of_types(const json& value, const YAML::Node& types) {
    if (types.IsScalar()) return is_of_type(value, types.Scalar());
    for (const auto& type : types)
      if (is_of_type(value, type.Scalar())) return true;
    return false;
  }
  static bool is_listed(const json& value, const YAML::Node& list) {
    for (const auto& one : list)
      if (one.Scalar() == text_of(value)) return true;
    return false;
  }
  std::string wrong_with_all_but_one(const json& value, const YAML::Node& schemas) const {
    int fitting = 0;
    std::string why;
    for (const auto& schema : schemas) {
      const std::string wrong = wrong_with(value, schema);
      if (wrong.empty()) ++fitting;
      why += wrong + "; ";
    }
    return fitting == 1 ? "" : "fits " + std::to_string(fitting) + " instead of one: " + why;
  }
  static std::string wrong_with_text(const std::string& text, const YAML::Node& schema) {
    if (schema["maxLength"] && text.size() > schema["maxLength"].as<std::size_t>())
      return "is too long: " + text;
    const bool fits =
        !schema["pattern"] || std::regex_search(text, std::regex(schema["pattern"].Scalar()));
    return fits ? "" : "is not of the pattern: " + text;
  }
  static std::string wrong_with_number(double number, const YAML::Node& schema) {
    const bool fits = (!schema["minimum"] || number >= schema["minimum"].as<double>()) &&
                      (!schema["maximum"] || number <= schema["maximum"].as<double>());
    return fits ? "" : "is out of range: " + std::to_string(number);
  }
  std::string wrong_with_array(const json& array, const YAML::Node& schema) const {
    if (schema["maxItems"] && array.size() > schema["maxItems"].as<std::size_t>())
      return "has too many entries";
    for (const json& one : array)
      if (const auto wrong = wrong_with(one, schema["items"]); !wrong.empty())
        return "[]: " + wrong;
    return "";
  }
  std::string wrong_with_object(const json& object, const YAML::Node& schema) const {
    for (const auto& name : schema["required"])
      if (!object.contains(name.Scalar())) return "lacks " + name.Scalar();
    for (const auto& [name, value] : object.items()) {
      const YAML::Node known = schema["properties"] ? schema["properties"][name] : YAML::Node();
      const bool is_known = known.IsDefined() && !known.IsNull();
      if (!is_known && !schema["additionalProperties"]) return "undocumented: " + name;
      const auto wrong = wrong_with(value, is_known ? known : schema["additionalProperties"]);
      if (!wrong.empty()) return name + ": " + wrong;
    }
    return "";
  }

  const TheDocument& document_;
};

}  // namespace copytaster::http::testing
