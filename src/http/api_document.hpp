// What docs/openapi.yaml says of each operation in one line, for a page that lists them.
#pragma once

#include <string_view>
#include <vector>

namespace copytaster::http {

/// All of it looks into the document.
struct DocumentedOperation {
  std::string_view method;  ///< as it stands there: "get"
  std::string_view path;
  std::string_view tag;
  std::string_view summary;
  bool operator==(const DocumentedOperation&) const = default;
};

/// In the document's order. No YAML: it goes by the lines and their indentation, which the tests
/// hold against a real parser.
std::vector<DocumentedOperation> documented_operations(std::string_view document);

}  // namespace copytaster::http
