// The parameters that all lists have: limit, order and cursor.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "copytaster/app/seal_audit.hpp"
#include "http/form.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

struct ListParameters {
  Order order = Order::oldest;
  int limit = list_limit_default;
  std::optional<ListPlace> after;
};

std::variant<ListParameters, std::vector<NamedError>> list_parameters(const FormFields& query);

/// The default where none is given.
int limit_in(const FormFields& query, std::vector<NamedError>& errors);

/// Opaque to clients.
std::string cursor_of(const ListPlace& place);
std::optional<ListPlace> place_of(std::string_view cursor);
std::string cursor_of(const AuditPlace& place);
std::optional<AuditPlace> audit_place_of(std::string_view cursor);

/// One of the query's values as text; none when it is missing or empty.
std::optional<std::string> parameter(const FormFields& query, std::string_view name);

}  // namespace copytaster::http
