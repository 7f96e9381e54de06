// What the service answers, told by itself: the OpenAPI document, and a page with a line for every
// route. The routes are the table's; only their words come from the document.

#include <algorithm>

#include "embedded_files.hpp"
#include "http/api_document.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"

namespace copytaster::http {
namespace {

using Operations = std::vector<DocumentedOperation>;

std::string_view openapi() {
  const auto document = embedded_file("docs/openapi.yaml");
  if (!document) throw TemplateFault("no such file: docs/openapi.yaml");
  return *document;
}

/// A route that nobody has documented stands there without words: better than not at all.
DocumentedOperation operation_of(const Route& route, const Operations& operations) {
  const auto found = std::ranges::find_if(operations, [&route](const DocumentedOperation& one) {
    return one.path == route.pattern && equal_ignoring_case(one.method, name_of(route.method));
  });
  return found == operations.end() ? DocumentedOperation{} : *found;
}

std::string who_may(const Route& route) {
  if (route.role) return std::string(name_of(*route.role));
  return route.own_session ? "whoever is signed in" : "";
}

Markup door_of(const Route& route, const DocumentedOperation& operation) {
  return fill(web_file("docs_door.html"), {{"method", std::string(name_of(route.method))},
                                           {"path", std::string(route.pattern)},
                                           {"who", who_may(route)},
                                           {"summary", std::string(operation.summary)}});
}

Markup section_of(std::string_view tag, const Operations& operations) {
  std::string title{tag.empty() ? "others" : tag};
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  Markup doors;
  for (const Route& route : routes()) {
    const auto operation = operation_of(route, operations);
    if (operation.tag == tag) doors += door_of(route, operation);
  }
  return fill("<h2>{{title}}</h2>\n<dl>\n{{{doors}}}</dl>\n", {{"title", title}, {"doors", doors}});
}

/// In the order in which the table has their first route.
std::vector<std::string_view> tags_of(const Operations& operations) {
  std::vector<std::string_view> tags;
  for (const Route& route : routes()) {
    const auto tag = operation_of(route, operations).tag;
    if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
  }
  return tags;
}

Markup problems() {
  Markup html;
  for (const ProblemKind& kind : problem_kinds())
    html += fill(web_file("docs_problem.html"), {{"name", std::string(kind.name)},
                                                 {"status", std::to_string(kind.status)},
                                                 {"title", std::string(kind.title)},
                                                 {"detail", std::string(kind.detail)}});
  return html;
}

Reply docs_page() {
  const Operations operations = documented_operations(openapi());
  Markup sections;
  for (const auto tag : tags_of(operations)) sections += section_of(tag, operations);
  return page_reply(
      200, fill(web_file("docs.html"), {{"sections", sections}, {"problems", problems()}}).html());
}

}  // namespace

void get_docs(const CallPtr& call) { call->reply(redirect(302, "/docs/")); }

void get_docs_page(const CallPtr& call) {
  static const CachedPage page{docs_page()};
  call->reply(page);
}

void get_openapi(const CallPtr& call) {
  static const CachedPage page{
      {200, {{"Content-Type", "application/yaml"}}, std::string(openapi())}};
  call->reply(page);
}

}  // namespace copytaster::http
