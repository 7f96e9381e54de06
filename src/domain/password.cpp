#include "copytaster/domain/password.hpp"

#include <algorithm>
#include <set>

#include "copytaster/domain/text.hpp"

namespace copytaster {

std::optional<Password> Password::typed(std::string_view text) {
  if (text.size() > bytes_max || !is_valid_utf8(text) || contains_nul(text)) return std::nullopt;
  return Password(composed(text));
}

std::optional<std::string_view> why_unfit(const Password& password, std::string_view name) {
  constexpr std::size_t different_min = 5;
  const std::string& text = password.reveal();
  if (code_points(text) < Password::characters_min) return "is shorter than 12 characters";
  if (std::set<char>(text.begin(), text.end()).size() < different_min)
    return "repeats a few characters";
  if (folded(text).find(folded(name)) != std::string::npos && code_points(name) >= 4)
    return "holds the account's name";
  return std::nullopt;
}

}  // namespace copytaster
