// What the lists of a site's moderators, invitations and tokens have in common.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/moderators.hpp"
#include "copytaster/domain/text.hpp"
#include "http/call.hpp"
#include "http/list_parameters.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {

/// `,"sections":[…]`
void append_sections(std::string& out, const std::vector<std::string>& sections);
/// `,"role":…,"sections":[…],"see_email":…`
void append_place(std::string& out, const SiteRole& place);
/// None is null.
void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at);

/// Who asks, for the audit.
RoleMaker role_maker(const Call& call);

/// The cursor of a list whose places are numbers.
template <class Number>
std::optional<Number> number_cursor(const FormFields& query, std::vector<NamedError>& errors) {
  const auto cursor = parameter(query, "cursor");
  if (!cursor) return std::nullopt;
  const Number place{number_or_zero(*cursor)};
  if (place.value < 1) errors.push_back({"cursor", "is not a cursor of this list"});
  return place;
}

/// `{"items":[…],"next":…}` of a list that was asked for one more than it shows.
template <class Listed>
std::string page_json(std::vector<Listed> listed, std::size_t limit,
                      std::string (*json)(const Listed&)) {
  std::optional<std::string> next;
  if (listed.size() > limit) {
    listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(limit), listed.end());
    next = std::to_string(listed.back().id.value);
  }
  std::string body = "{\"items\":[";
  for (const Listed& one : listed) {
    if (body.back() != '[') body += ',';
    body += json(one);
  }
  body += ']';
  append_json_member(body, "next", next);
  return body + "}";
}

}  // namespace copytaster::http
