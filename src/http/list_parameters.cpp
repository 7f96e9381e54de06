#include "http/list_parameters.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace copytaster::http {
namespace {

template <class Number>
bool read_whole(std::string_view text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stopped == end && !text.empty();
}

std::string joined(std::int64_t first, std::int64_t second) {
  return std::to_string(first) + "-" + std::to_string(second);
}

/// Between the place in time and the rank, where there is one.
constexpr char rank_mark = '~';

/// What joined() wrote of numbers that are not negative.
std::optional<std::pair<std::int64_t, std::int64_t>> numbers_in(std::string_view cursor) {
  const auto dash = cursor.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  std::int64_t first = 0;
  std::int64_t second = 0;
  if (!read_whole(cursor.substr(0, dash), first) || !read_whole(cursor.substr(dash + 1), second) ||
      first < 0 || second < 0)
    return std::nullopt;
  return std::pair{first, second};
}

}  // namespace

std::optional<std::string> parameter(const FormFields& query, std::string_view name) {
  const auto value = query.find(name);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

std::string cursor_of(const ListPlace& place) {
  const std::string cursor = joined(place.at.time_since_epoch().count(), place.id.value);
  return place.rank == 0 ? cursor : cursor + rank_mark + std::to_string(place.rank);
}

std::optional<ListPlace> place_of(std::string_view cursor) {
  constexpr std::int64_t us_max = 253'402'300'800'000'000;  // the year 10000
  int rank = 0;
  const auto mark = std::min(cursor.find(rank_mark), cursor.size());
  if (mark < cursor.size() && (!read_whole(cursor.substr(mark + 1), rank) || rank < 1))
    return std::nullopt;
  const auto numbers = numbers_in(cursor.substr(0, mark));
  if (!numbers || numbers->first >= us_max) return std::nullopt;
  return ListPlace{Instant{std::chrono::microseconds{numbers->first}}, {numbers->second}, rank};
}

std::string cursor_of(const AuditPlace& place) { return joined(place.seal, place.entry); }

std::optional<AuditPlace> audit_place_of(std::string_view cursor) {
  const auto numbers = numbers_in(cursor);
  if (!numbers) return std::nullopt;
  return AuditPlace{numbers->first, numbers->second};
}

int limit_in(const FormFields& query, std::vector<NamedError>& errors) {
  const auto text = parameter(query, "limit");
  if (!text) return list_limit_default;
  int limit = 0;
  if (!read_whole(*text, limit) || limit < 1 || limit > list_limit_max)
    errors.push_back({"limit", "is not a number from 1 to " + std::to_string(list_limit_max)});
  return limit;
}

std::variant<ListParameters, std::vector<NamedError>> list_parameters(const FormFields& query) {
  ListParameters list;
  std::vector<NamedError> errors;
  list.limit = limit_in(query, errors);
  if (const auto order = parameter(query, "order")) {
    if (*order == "newest")
      list.order = Order::newest;
    else if (*order != "oldest")
      errors.push_back({"order", "is neither oldest nor newest"});
  }
  if (const auto cursor = parameter(query, "cursor")) {
    list.after = place_of(*cursor);
    if (!list.after) errors.push_back({"cursor", "is not a cursor of this list"});
  }
  if (!errors.empty()) return errors;
  return list;
}

}  // namespace copytaster::http
