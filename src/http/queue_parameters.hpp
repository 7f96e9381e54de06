#pragma once
// What the moderators' queue can be asked for. A cursor names the order and the filter of its list:
// in another list it is none.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "http/call.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

struct AskedQueue {
  QueueQuery query;
  std::string filter;  ///< that the cursors of this list name
};
std::variant<AskedQueue, std::vector<NamedError>> queue_parameters(const Call& call);

/// What is looked for in texts and names. Adds what is wrong with it.
std::optional<std::string> search_in(const FormFields& query, std::vector<NamedError>& errors);
/// A list's filter, equal where its parts are.
std::string filter_of(State state, const FormFields& query);

/// Opaque to clients.
std::string queue_cursor(const ListPlace& place, Order order, std::string_view filter);
std::optional<ListPlace> queue_place(std::string_view cursor, Order order, std::string_view filter);

}  // namespace copytaster::http
