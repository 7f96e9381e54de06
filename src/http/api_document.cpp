#include "http/api_document.hpp"

#include <algorithm>

namespace copytaster::http {
namespace {

constexpr std::size_t path_indent = 2;
constexpr std::size_t method_indent = 4;
constexpr std::size_t member_indent = 6;

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// What stands behind "name: "; empty when it is another member.
std::string_view value_of(std::string_view member, std::string_view name) {
  if (!member.starts_with(name) || !member.substr(name.size()).starts_with(": ")) return {};
  return member.substr(name.size() + 2);
}

std::string_view without_brackets(std::string_view list) {
  const bool has_both = list.starts_with('[') && list.ends_with(']');
  return has_both ? list.substr(1, list.size() - 2) : list;
}

/// `parameters:` stands beside the methods of a path.
bool is_method(std::string_view name) {
  return name == "get" || name == "post" || name == "put" || name == "patch" || name == "delete";
}

}  // namespace

std::vector<DocumentedOperation> documented_operations(std::string_view document) {
  std::vector<DocumentedOperation> operations;
  std::string_view path;
  bool in_paths = false;
  bool in_operation = false;
  while (!document.empty()) {
    const auto line = next_line(document);
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) continue;
    const auto member = line.substr(indent);
    const auto name = member.substr(0, member.rfind(':'));
    if (indent == 0) in_paths = line == "paths:";
    if (!in_paths || member.starts_with('#')) continue;
    if (indent == path_indent) path = name;
    if (indent <= method_indent) in_operation = indent == method_indent && is_method(name);
    if (!in_operation) continue;
    if (indent == method_indent) operations.push_back({name, path, {}, {}});
    if (indent != member_indent) continue;
    if (const auto tags = value_of(member, "tags"); !tags.empty())
      operations.back().tag = without_brackets(tags);
    if (const auto summary = value_of(member, "summary"); !summary.empty())
      operations.back().summary = summary;
  }
  return operations;
}

}  // namespace copytaster::http
