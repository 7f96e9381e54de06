#include "copytaster/domain/instant.hpp"

#include <cstdint>
#include <span>

namespace copytaster {
namespace {

/// Reads digits of a fixed layout one after the other; any miss makes the whole a miss.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int number = 0;
    if (rest_.size() < count) return fail();
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }
  bool skip(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!skip(wanted)) fail();
  }
  bool done() const { return ok_ && rest_.empty(); }
  bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  int fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// Digits below the microsecond are cut off; ten or more of them are nobody's clock.
std::chrono::microseconds fraction(Scanner& scanner) {
  std::int64_t us = 0;
  int places = 0;
  for (; places < 9 && scanner.next_is_digit(); ++places) {
    const int digit = scanner.digits(1);
    if (places < 6) us = us * 10 + digit;
  }
  if (places == 0) scanner.fail();
  for (; places < 6; ++places) us *= 10;
  return std::chrono::microseconds{us};
}

std::optional<std::chrono::minutes> offset(Scanner& scanner) {
  if (scanner.skip('Z') || scanner.skip('z')) return std::chrono::minutes{0};
  const int sign = scanner.skip('+') ? 1 : scanner.skip('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  const int hours = scanner.digits(2);
  scanner.expect(':');
  const int minutes = scanner.digits(2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return std::chrono::minutes{sign * (hours * 60 + minutes)};
}

/// Fills `places` from the right.
void put_digits(std::span<char> places, std::int64_t number) {
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    *place = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace

// An export writes two of these for each comment: printf would take longer than all the rest of it.
std::string rfc3339(Instant instant) {
  constexpr int four_digits_max = 9999;
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::milliseconds>(instant - day)};
  const int year = static_cast<int>(date.year());
  std::string text = "0000-00-00T00:00:00.000Z";
  const std::span<char> places{text};
  put_digits(places.subspan(0, 4), year);
  put_digits(places.subspan(5, 2), static_cast<unsigned>(date.month()));
  put_digits(places.subspan(8, 2), static_cast<unsigned>(date.day()));
  put_digits(places.subspan(11, 2), time.hours().count());
  put_digits(places.subspan(14, 2), time.minutes().count());
  put_digits(places.subspan(17, 2), time.seconds().count());
  put_digits(places.subspan(20, 3), time.subseconds().count());
  if (year > four_digits_max) text.replace(0, 4, std::to_string(year));
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner scanner{text};
  const std::chrono::year year{scanner.digits(4)};
  scanner.expect('-');
  const std::chrono::month month{static_cast<unsigned>(scanner.digits(2))};
  scanner.expect('-');
  const std::chrono::day day{static_cast<unsigned>(scanner.digits(2))};
  const std::chrono::year_month_day date{year, month, day};
  if (!date.ok() || year < std::chrono::year{1970}) return std::nullopt;
  const std::chrono::sys_days midnight{date};
  if (scanner.done()) return Instant{midnight};

  if (!scanner.skip('T') && !scanner.skip('t')) return std::nullopt;
  const int hour = scanner.digits(2);
  scanner.expect(':');
  const int minute = scanner.digits(2);
  scanner.expect(':');
  const int second = scanner.digits(2);
  const auto below_second = scanner.skip('.') ? fraction(scanner) : std::chrono::microseconds{0};
  const auto shift = offset(scanner);
  if (!shift || !scanner.done() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return Instant{midnight} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} + below_second - *shift;
}

}  // namespace copytaster
