#include "copytaster/domain/pseudonym_period.hpp"

namespace copytaster {
namespace {

Instant midnight_of(std::int64_t day) {
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::days{day})};
}

}  // namespace

PseudonymPeriod PseudonymPeriod::at(Instant now, int days) {
  const auto day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  return {day / days * days, days};
}

std::optional<PseudonymPeriod> PseudonymPeriod::parse(std::int64_t number) {
  constexpr std::int64_t number_max = 1'000'000'000;  // some 27,000 years
  const auto days = static_cast<int>(number % (days_max + 1));
  if (number <= 0 || number > number_max || days == 0) return std::nullopt;
  return PseudonymPeriod{number / (days_max + 1), days};
}

Instant PseudonymPeriod::begin() const { return midnight_of(first_day_); }
Instant PseudonymPeriod::end() const { return midnight_of(first_day_ + days_); }

}  // namespace copytaster
