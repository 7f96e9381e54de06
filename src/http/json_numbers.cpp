#include "http/json_numbers.hpp"

#include <array>
#include <charconv>

#include "copytaster/domain/text.hpp"

namespace copytaster::http {

void append_count(std::string& out, std::string_view name, std::size_t count) {
  append_json_name(out, name);
  out += std::to_string(count);
}

void append_fraction(std::string& out, std::string_view name, double fraction) {
  append_json_name(out, name);
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), fraction,
                                     std::chars_format::fixed, 6);
  out.append(digits.data(), written.ptr);
}

}  // namespace copytaster::http
