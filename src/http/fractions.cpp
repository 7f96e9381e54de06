#include "http/fractions.hpp"

#include <array>
#include <charconv>

#include "copytaster/domain/text.hpp"

namespace copytaster::http {

void append_fraction(std::string& out, std::string_view name, double fraction) {
  append_json_name(out, name);
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), fraction,
                                     std::chars_format::fixed, 6);
  out.append(digits.data(), written.ptr);
}

}  // namespace copytaster::http
