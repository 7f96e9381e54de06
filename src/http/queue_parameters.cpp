#include "http/queue_parameters.hpp"

#include <array>
#include <cstdint>

#include "copytaster/domain/text.hpp"
#include "http/list_parameters.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t rule_bytes_max = 64;
constexpr std::size_t name_bytes_max = 245;
constexpr std::array filters{"section", "article", "rule", "author", "author_of", "q"};
/// Came later: a cursor of a list without them is what it was.
constexpr std::array later_filters{"campaign", "fold"};
/// What a queue that is folded is not searched for.
constexpr std::array not_folded{"article", "rule", "author", "author_of", "q", "campaign"};

std::string_view mark_of(Order order) {
  switch (order) {
    case Order::oldest: return "o";
    case Order::newest: return "n";
    case Order::score: return "s";
  }
  return "";
}

Order order_in(const FormFields& query, State state, std::vector<NamedError>& errors) {
  const auto order = parameter(query, "order").value_or("oldest");
  if (order == "newest") return Order::newest;
  if (order == "score" && state == State::pending) return Order::score;
  if (order == "score")
    errors.push_back({"order", "is score, which only what is pending has"});
  else if (order != "oldest")
    errors.push_back({"order", "is not oldest, newest or score"});
  return Order::oldest;
}

std::optional<std::string> rule_in(const FormFields& query, std::vector<NamedError>& errors) {
  auto rule = parameter(query, "rule");
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  if (rule &&
      (rule->size() > rule_bytes_max || rule->find_first_not_of(allowed) != std::string::npos))
    errors.push_back({"rule", "is not the name of a rule"});
  return rule;
}

std::optional<NameIndex> author_in(const Call& call, std::vector<NamedError>& errors) {
  const auto author = parameter(call.query(), "author");
  if (!author) return std::nullopt;
  if (author->size() <= name_bytes_max)
    return call.services().vault.name_index(call.site().id, folded(*author));
  errors.push_back({"author", "is longer than " + std::to_string(name_bytes_max) + " bytes"});
  return std::nullopt;
}

std::optional<CommentId> author_of_in(const FormFields& query, std::vector<NamedError>& errors) {
  const auto text = parameter(query, "author_of");
  if (!text) return std::nullopt;
  const CommentId id{number_or_zero(*text)};
  if (id.value < 1) errors.push_back({"author_of", "is not the number of a comment"});
  return id;
}

std::optional<CampaignId> campaign_in(const FormFields& query, State state,
                                      std::vector<NamedError>& errors) {
  const auto text = parameter(query, "campaign");
  if (!text) return std::nullopt;
  const CampaignId id{number_or_zero(*text)};
  if (id.value < 1) errors.push_back({"campaign", "is not the number of a campaign"});
  if (state != State::pending)
    errors.push_back({"campaign", "is asked for, which only what is pending has"});
  return id;
}

bool is_folded_in(const FormFields& query, State state, std::vector<NamedError>& errors) {
  const auto fold = parameter(query, "fold");
  if (!fold) return false;
  if (*fold != "campaigns") errors.push_back({"fold", "is not campaigns"});
  if (state != State::pending)
    errors.push_back({"fold", "is asked for, which only what is pending can be"});
  for (const char* name : not_folded) {
    if (parameter(query, name)) errors.push_back({"fold", "does not go with " + std::string(name)});
  }
  return true;
}

}  // namespace

std::optional<std::string> search_in(const FormFields& query, std::vector<NamedError>& errors) {
  auto text = parameter(query, "q");
  if (!text) return std::nullopt;
  const std::size_t chars = code_points(*text);
  if (chars < search_chars_min || chars > search_chars_max)
    errors.push_back({"q", "is not " + std::to_string(search_chars_min) + " to " +
                               std::to_string(search_chars_max) + " characters long"});
  return text;
}

// FNV-1a: whoever makes up a cursor gets another page of what she may see anyway.
std::string filter_of(State state, const FormFields& query) {
  constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
    hash = (hash ^ 0xFFU) * prime;  // which no UTF-8 has
  };
  add(name_of(state));
  for (const char* name : filters) add(parameter(query, name).value_or(""));
  for (const char* name : later_filters) {
    if (const auto given = parameter(query, name)) add(name + *given);
  }
  return std::to_string(hash >> 40U);
}

std::string queue_cursor(const ListPlace& place, Order order, std::string_view filter) {
  return std::string{mark_of(order)} + std::string{filter} + "." + cursor_of(place);
}

std::optional<ListPlace> queue_place(std::string_view cursor, Order order,
                                     std::string_view filter) {
  const std::string list = std::string{mark_of(order)} + std::string{filter} + ".";
  if (cursor.starts_with(list)) return place_of(cursor.substr(list.size()));
  // As they were before they named their list: programs may have kept one.
  return order == Order::score ? std::nullopt : place_of(cursor);
}

std::variant<AskedQueue, std::vector<NamedError>> queue_parameters(const Call& call) {
  std::vector<NamedError> errors;
  const FormFields& asked = call.query();
  const auto state = parse_state(parameter(asked, "state").value_or("pending"));
  if (!state) errors.push_back({"state", "is not a state of a comment"});
  QueueQuery query;
  query.site = call.site().id;
  query.sections = call.principal().sections;
  query.now = call.now();
  query.state = state.value_or(State::pending);
  query.section = parameter(asked, "section");
  query.article = parameter(asked, "article");
  query.rule = rule_in(asked, errors);
  query.author = author_in(call, errors);
  query.author_of = author_of_in(asked, errors);
  query.text = search_in(asked, errors);
  query.campaign = campaign_in(asked, query.state, errors);
  query.is_folded = is_folded_in(asked, query.state, errors);
  query.limit = limit_in(asked, errors);
  query.order = order_in(asked, query.state, errors);
  std::string filter = filter_of(query.state, asked);
  if (const auto cursor = parameter(asked, "cursor")) {
    query.after = queue_place(*cursor, query.order, filter);
    if (!query.after) errors.push_back({"cursor", "is not a cursor of this list"});
  }
  if (!errors.empty()) return errors;
  return AskedQueue{std::move(query), std::move(filter)};
}

}  // namespace copytaster::http
