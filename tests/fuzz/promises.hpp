// What must hold for every input there is, one promise per parser of what strangers send. Each
// takes any bytes and returns null, or what is broken. Fuzzers think of inputs (fuzz.cpp); a test
// plays their corpus and mutations of it (tests/http/fuzz_replay_test.cpp).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/client_address.hpp"
#include "http/form.hpp"
#include "http/header_lists.hpp"
#include "http/list_parameters.hpp"
#include "http/percent.hpp"
#include "tests/fuzz/framing_promise.hpp"
#include "tests/fuzz/import_promise.hpp"
#include "tests/fuzz/json_promise.hpp"
#include "tests/fuzz/text_promise.hpp"

namespace copytaster::http::testing {

inline std::size_t form_pieces(std::string_view text) {
  std::size_t pieces = 0;
  bool in_piece = false;
  for (const char c : text) {
    if (c != '&' && !in_piece) ++pieces;
    in_piece = c != '&';
  }
  return pieces;
}

inline std::string written(const FormFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields.all())
    text += "&" + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

/// Every piece becomes a field, and fields written again are read as the same.
inline const char* form_promise(std::string_view text) {
  const auto parsed = parse_form(text);
  const std::size_t pieces = form_pieces(text);
  if (const auto* error = std::get_if<FormError>(&parsed)) {
    if (*error == FormError::too_many_fields && pieces <= form_fields_max)
      return "too many fields, and there are few";
    if (*error == FormError::bad_percent_encoding && text.find('%') == text.npos)
      return "a bad escape, and there is none";
    return nullptr;
  }
  const auto& fields = std::get<FormFields>(parsed);
  if (fields.all().size() != pieces) return "a piece is not a field";
  if (pieces > form_fields_max) return "more fields than there may be";
  const auto again = parse_form(written(fields));
  const auto* same = std::get_if<FormFields>(&again);
  if (same == nullptr || same->all().size() != pieces) return "written again, it is refused";
  for (std::size_t i = 0; i < pieces; ++i) {
    if (fields.all()[i].name != same->all()[i].name) return "a name changes";
    if (fields.all()[i].value != same->all()[i].value) return "a value changes";
  }
  return nullptr;
}

/// Names stand once; what a list takes is within its limits, and a cursor is written as it is read.
inline const char* query_promise(std::string_view text) {
  const auto fields = parse_query(text);
  if (!fields) return nullptr;
  for (const auto& [name, value] : fields->all()) {
    if (fields->count(name) != 1 || fields->find(name) != value) return "a name stands twice";
    if (value.find('\0') != value.npos) return "a value holds NUL";
  }
  const auto parsed = list_parameters(*fields);
  if (const auto* errors = std::get_if<std::vector<NamedError>>(&parsed))
    return errors->empty() ? "refused for no reason" : nullptr;
  const auto& list = std::get<ListParameters>(parsed);
  if (list.limit < 1 || list.limit > list_limit_max) return "a limit beyond its limits";
  if (!list.after) return nullptr;
  const auto again = place_of(cursor_of(*list.after));
  const bool same = again && again->at == list.after->at && again->id.value == list.after->id.value;
  return same ? nullptr : "a cursor changes";
}

/// A value is a piece of the header; what stands later or without `=` changes nothing.
inline const char* cookie_promise(std::string_view header) {
  const auto value = cookie_value(header, "session");
  const std::string later = std::string(header) + "; session=later";
  if (cookie_value(later, "session") != value.value_or("later")) return "a later one counts";
  const std::string after_a_flag = "consent; " + std::string(header);
  if (cookie_value(after_a_flag, "session") != value) return "a piece without = counts";
  if (!value || value->empty()) return nullptr;
  if (value->find(';') != value->npos) return "a value holds a semicolon";
  const bool inside = value->data() >= header.data() &&
                      value->data() + value->size() <= header.data() + header.size();
  return inside ? nullptr : "a value from elsewhere";
}

inline const char* list_promise(std::string_view value) {
  const auto members = comma_list(value);
  std::string joined;
  for (const auto member : members) {
    if (member.empty() || member.find(',') != member.npos) return "a member that is none";
    if (trim_blanks(member) != member) return "blanks around a member";
    joined.append(member).append(",");
  }
  return comma_list(joined) == members ? nullptr : "joined again, another list";
}

/// Lists, ETags, codings, media types and forwarded addresses.
inline const char* header_promise(std::string_view value) {
  if (const char* broken = list_promise(value)) return broken;
  const std::string text(value);
  if (!etag_matches(text + ",\"x\"", "\"x\"")) return "an ETag at the end is not seen";
  if (!accepts_gzip("gzip," + text)) return "gzip is not taken";
  if (accepts_gzip("gzip;q=0," + text)) return "gzip is forced on somebody";
  if (is_media_type(text, "text/plain") && is_media_type(text + ";charset=x", "text/plain"))
    return "a charset beyond UTF-8";
  const auto peer = ClientAddress::parse("192.0.2.1").value();
  const std::array<std::string_view, 1> forwarded{value};
  if (client_of(peer, forwarded, {}).address != peer) return "a stranger is believed";
  const std::array<AddressRange, 1> trusted{AddressRange::parse("192.0.2.0/24").value()};
  const auto client = client_of(peer, forwarded, trusted);
  const std::size_t prefix_bytes = client.address.limit_prefix().size();
  return prefix_bytes == (client.address.is_v4() ? 4 : 8) ? nullptr : "an address of odd length";
}

}  // namespace copytaster::http::testing
