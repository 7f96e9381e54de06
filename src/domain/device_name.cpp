#include "copytaster/domain/device_name.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace copytaster {
namespace {

struct Mark {
  std::string_view within;
  std::string_view name;
};

// Nearly every browser claims to be the ones before it: whose mark is its own comes first.
constexpr std::array browsers = {
    Mark{"Edg/", "Edge"},        Mark{"EdgA/", "Edge"},       Mark{"EdgiOS/", "Edge"},
    Mark{"OPR/", "Opera"},       Mark{"Vivaldi/", "Vivaldi"}, Mark{"FxiOS/", "Firefox"},
    Mark{"Firefox/", "Firefox"}, Mark{"CriOS/", "Chrome"},    Mark{"Chrome/", "Chrome"},
    Mark{"Safari/", "Safari"},
};
constexpr std::array systems = {
    Mark{"Windows", "Windows"}, Mark{"iPhone", "an iPhone"}, Mark{"iPad", "an iPad"},
    Mark{"Mac OS X", "a Mac"},  Mark{"Android", "Android"},  Mark{"CrOS", "ChromeOS"},
    Mark{"Linux", "Linux"},
};

std::string_view first_of(std::span<const Mark> marks, std::string_view user_agent) {
  constexpr std::size_t looked_at_max = 1024;
  const auto text = user_agent.substr(0, looked_at_max);
  const auto found = std::find_if(marks.begin(), marks.end(), [text](const Mark& mark) {
    return text.find(mark.within) != std::string_view::npos;
  });
  return found == marks.end() ? std::string_view{} : found->name;
}

}  // namespace

std::string device_name(std::string_view user_agent) {
  const auto browser = first_of(browsers, user_agent);
  const auto system = first_of(systems, user_agent);
  if (browser.empty()) return "a program";
  if (system.empty()) return std::string{browser};
  return std::string{browser} + " on " + std::string{system};
}

}  // namespace copytaster
