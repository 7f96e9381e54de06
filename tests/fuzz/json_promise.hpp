// JSON beside a second reader that shares nothing with the first: what ours takes, nlohmann's
// takes, with the same values; what ours refuses, it refuses, or it breaks a rule of our own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/json.hpp"

namespace copytaster::http::testing {

/// What nlohmann's reader sees beyond the values: depth, names that stand twice, numbers that no
/// 64 bits hold.
class JsonSeen : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::size_t depth_max = 0;
  bool duplicates = false;
  bool big_number = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t& text) override {
    big_number = big_number || text.find_first_not_of("-0123456789") == text.npos;
    return true;
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return deeper(); }
  bool key(string_t& name) override {
    duplicates = !names_.back().insert(name).second || duplicates;
    return true;
  }
  bool end_object() override { return higher(); }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override { return higher(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  std::vector<std::set<std::string>> names_;

  bool deeper() {
    names_.emplace_back();
    depth_max = std::max(depth_max, names_.size());
    return true;
  }
  bool higher() {
    names_.pop_back();
    return true;
  }
};

inline bool same_value(const JsonValue& ours, const nlohmann::json& theirs) {
  if (theirs.is_null()) return std::holds_alternative<Null>(ours);
  if (const auto* text = std::get_if<std::string>(&ours))
    return theirs.is_string() && theirs.get_ref<const std::string&>() == *text;
  if (const auto* flag = std::get_if<bool>(&ours))
    return theirs.is_boolean() && theirs.get<bool>() == *flag;
  if (const auto* number = std::get_if<std::int64_t>(&ours))
    return theirs.is_number_integer() && theirs == *number;
  const bool other = theirs.is_structured() || theirs.is_number_float() ||
                     (theirs.is_number_unsigned() && theirs.get<std::uint64_t>() > INT64_MAX);
  return other && std::holds_alternative<OtherType>(ours);
}

/// Half of a surrogate pair is one field's fault here, and the whole body's for nlohmann.
inline bool has_half_a_pair(std::string_view text) {
  return text.find("\\ud") != text.npos || text.find("\\uD") != text.npos;
}

inline const char* json_promise(std::string_view text) {
  constexpr std::size_t our_depth_max = 16;
  const std::string body(text);
  const auto ours = JsonObject::parse(body);
  // For nlohmann's reader a NUL ends the text; in JSON it stands nowhere.
  if (text.find('\0') != text.npos) return ours ? "NUL is taken" : nullptr;
  JsonSeen seen;
  const bool theirs_takes = nlohmann::json::sax_parse(body, &seen);
  if (!theirs_takes) return ours && !has_half_a_pair(text) ? "what is not JSON is taken" : nullptr;
  const auto theirs = nlohmann::json::parse(body);
  if (!ours) {
    const bool rule_of_ours = !theirs.is_object() || seen.duplicates || seen.big_number ||
                              seen.depth_max > our_depth_max || text.starts_with("\xEF\xBB\xBF");
    return rule_of_ours ? nullptr : "what is JSON is refused";
  }
  if (seen.duplicates) return "a name stands twice";
  if (seen.depth_max > our_depth_max + 1) return "too deep";  // one more where it is empty
  for (const auto& [name, value] : theirs.items())
    if (!same_value(ours->member(name), value)) return "another value";
  return nullptr;
}

}  // namespace copytaster::http::testing
