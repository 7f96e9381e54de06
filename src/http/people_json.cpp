#include "http/people_json.hpp"

namespace copytaster::http {

void append_sections(std::string& out, const std::vector<std::string>& sections) {
  append_json_name(out, "sections");
  out += '[';
  for (const std::string& section : sections) {
    if (out.back() != '[') out += ',';
    append_json_string(out, section);
  }
  out += ']';
}

void append_place(std::string& out, const SiteRole& place) {
  append_json_member(out, "role", name_of(place.role));
  append_sections(out, place.sections);
  out += place.see_email ? ",\"see_email\":true" : ",\"see_email\":false";
}

void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at) {
  append_json_member(out, name, at ? std::optional{rfc3339(*at)} : std::nullopt);
}

RoleMaker role_maker(const Call& call) {
  return {call.site().id, call.principal().token, call.now()};
}

}  // namespace copytaster::http
