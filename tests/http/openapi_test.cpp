// docs/openapi.yaml against the tables it tells of, both ways.

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "http/api_document.hpp"
#include "http/header_lists.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"
#include "tests/http/the_document.hpp"

namespace copytaster::http::testing {
namespace {

const TheDocument& document() {
  static const TheDocument document;
  return document;
}

/// "GET /healthz"
std::string named(const Operation& operation) {
  std::string name;
  for (const char c : operation.method) name += static_cast<char>(c - 'a' + 'A');
  return name + " " + operation.path;
}
std::string named(const Route& route) {
  return std::string(name_of(route.method)) + " " + std::string(route.pattern);
}

const Route* route_of(const Operation& operation) {
  const auto found = std::ranges::find_if(
      routes(), [&](const Route& route) { return named(route) == named(operation); });
  return found == routes().end() ? nullptr : &*found;
}

/// Every reference in the document.
void collect_references(const YAML::Node& node, std::set<std::string>& found) {
  if (node.IsSequence()) {
    for (const auto& one : node) collect_references(one, found);
  } else if (node.IsMap()) {
    for (const auto& member : node) {
      if (member.first.Scalar() == "$ref") found.insert(member.second.Scalar());
      collect_references(member.second, found);
    }
  }
}

TEST(OpenApi, EveryRouteIsInTheDocument) {
  std::set<std::string> documented;
  for (const Operation& operation : document().operations()) documented.insert(named(operation));
  for (const Route& route : routes())
    EXPECT_TRUE(documented.contains(named(route)))
        << named(route) << " is a route that docs/openapi.yaml does not tell of";
}

TEST(OpenApi, EveryOperationIsARoute) {
  const auto operations = document().operations();
  EXPECT_EQ(operations.size(), routes().size());
  for (const Operation& operation : operations)
    EXPECT_NE(route_of(operation), nullptr) << named(operation) << " is no route";
}

TEST(OpenApi, WhatStandsInAPathIsAParameter) {
  for (const auto& path : document().root()["paths"]) {
    std::string rebuilt = path.first.Scalar();
    for (const auto& unresolved : path.second["parameters"]) {
      const YAML::Node parameter = document().resolved(unresolved);
      if (parameter["in"].Scalar() != "path") continue;
      EXPECT_EQ(parameter["required"].Scalar(), "true");
      const std::string name = "{" + parameter["name"].Scalar() + "}";
      const auto at = rebuilt.find(name);
      ASSERT_NE(at, rebuilt.npos) << path.first.Scalar() << " has no " << name;
      rebuilt.erase(at, name.size());
    }
    EXPECT_EQ(rebuilt.find('{'), rebuilt.npos) << path.first.Scalar();
  }
}

/// A token or a session, each with the role of the route, and what a session needs to change
/// anything; or a receipt.
TEST(OpenApi, RolesAreTheRoutes) {
  for (const Operation& operation : document().operations()) {
    const Route* route = route_of(operation);
    if (route == nullptr) continue;
    using Alternative = std::map<std::string, std::vector<std::string>>;
    const std::vector<std::string> role =
        route->role ? std::vector{std::string(name_of(*route->role))} : std::vector<std::string>{};
    Alternative session{{"session", role}};
    if (route->method != Method::get) session.emplace("csrf", std::vector<std::string>{});
    std::vector<Alternative> wanted;
    if (route->staff_too) wanted = {{}, {{"token", {std::string(name_of(Role::moderator))}}}};
    if (route->role && !route->by_person) wanted.push_back({{"token", role}});
    if (route->role || route->own_session) wanted.push_back(session);
    const bool is_in_path = route->pattern.find("{token}") != std::string_view::npos;
    if (route->by_link && !is_in_path) wanted.push_back({{"receipt", {}}});
    const YAML::Node said = operation.node["security"];
    EXPECT_EQ(said.IsDefined(), !wanted.empty()) << named(operation);
    if (said.IsDefined()) {
      EXPECT_EQ(said.as<std::vector<Alternative>>(), wanted) << named(operation);
    }
  }
  const YAML::Node schemes = document().root()["components"]["securitySchemes"];
  for (const char* name : {"token", "session", "csrf", "receipt"})
    EXPECT_TRUE(schemes[name]) << name;
  EXPECT_EQ(schemes.size(), 4U);
}

TEST(OpenApi, ProblemsAreTheTables) {
  std::set<std::string> known;
  for (const ProblemKind& kind : problem_kinds())
    known.insert("/problems/" + std::string(kind.name));
  const auto listed = document()
                          .at("#/components/schemas/Problem/properties/type/enum")
                          .as<std::vector<std::string>>();
  EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), known);
  EXPECT_EQ(listed.size(), known.size()) << "one stands there twice";
}

TEST(OpenApi, EveryReferenceLeadsSomewhereAndEveryComponentIsUsed) {
  std::set<std::string> references;
  collect_references(document().root(), references);
  EXPECT_GT(references.size(), 50U);
  for (const std::string& reference : references)
    EXPECT_NO_THROW(document().at(reference)) << reference;
  for (const auto& kind : document().root()["components"]) {
    if (kind.first.Scalar() == "securitySchemes") continue;
    for (const auto& component : kind.second) {
      const std::string place =
          "#/components/" + kind.first.Scalar() + "/" + component.first.Scalar();
      EXPECT_TRUE(references.contains(place)) << place << " is used by nobody";
    }
  }
}

TEST(OpenApi, EveryOperationSaysWhatItIsAndHowItEnds) {
  std::set<std::string> tags;
  for (const auto& tag : document().root()["tags"]) tags.insert(tag["name"].Scalar());
  std::set<std::string> ids;
  for (const Operation& operation : document().operations()) {
    const YAML::Node& node = operation.node;
    EXPECT_TRUE(ids.insert(node["operationId"].Scalar()).second) << named(operation);
    EXPECT_FALSE(node["summary"].Scalar().empty()) << named(operation);
    ASSERT_EQ(node["tags"].size(), 1U) << named(operation);
    EXPECT_TRUE(tags.contains(node["tags"][0].Scalar())) << named(operation);
    bool can_be_well = false;
    for (const auto& response : node["responses"]) {
      const std::string status = response.first.Scalar();
      can_be_well |= status.front() == '2' || status.front() == '3';
      EXPECT_FALSE(document().resolved(response.second)["description"].Scalar().empty())
          << named(operation) << " " << status;
    }
    EXPECT_TRUE(can_be_well) << named(operation);
    EXPECT_TRUE(node["responses"]["default"]) << named(operation);
  }
}

/// Under each `content` and beside each `schema`.
void check_examples(const YAML::Node& node, const std::string& place, int& checked) {
  if (node.IsSequence()) {
    for (const auto& one : node) check_examples(one, place, checked);
  } else if (node.IsMap()) {
    for (const auto& member : node) {
      const std::string name = member.first.Scalar();
      const bool is_json = name.ends_with("json") && name != "application/x-ndjson";
      if (is_json && member.second["example"]) {
        const json example = json_of(member.second["example"]);
        EXPECT_EQ(SchemaCheck{document()}.wrong_with(example, member.second["schema"]), "")
            << place;
        ++checked;
      }
      check_examples(member.second, place + " " + name, checked);
    }
  }
}

TEST(OpenApi, ExamplesFitTheirSchemas) {
  int checked = 0;
  check_examples(document().root(), "", checked);
  EXPECT_GE(checked, 15);
}

/// The page /docs/ reads lines; here a parser has read them.
TEST(OpenApi, TheLinesSayWhatTheParserReads) {
  const auto operations = document().operations();
  const auto lines = documented_operations(embedded_file("docs/openapi.yaml").value());
  ASSERT_EQ(lines.size(), operations.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].method, operations[i].method);
    EXPECT_EQ(lines[i].path, operations[i].path);
    EXPECT_EQ(lines[i].tag, operations[i].node["tags"][0].Scalar());
    EXPECT_EQ(lines[i].summary, operations[i].node["summary"].Scalar());
  }
}

}  // namespace
}  // namespace copytaster::http::testing
