#pragma once
// Completes the connection string an operator gave (key = value pairs or a URL, several hosts
// allowed) with what the service needs of every connection.

#include <string>
#include <string_view>
#include <vector>

namespace copytaster::postgres {

/// Quoted for a conninfo string.
std::string conninfo_value(std::string_view value);

/// The same target as key = 'value' pairs. What the operator says wins over our time limits
/// (connecting 2 s per host, unanswered TCP 5 s), name and target: where several hosts are named,
/// the one that takes writes. UTF-8 is not open to choice. Nothing here is session state, nor a
/// startup parameter that pgbouncer refuses: statement limits belong to the role (sql/roles.sql).
/// Throws std::invalid_argument, without quoting what may hold a password.
std::string completed_conninfo(const std::string& given);

/// A completed conninfo as it may stand among a program's words, which everyone on the machine can
/// read, and the rest for its environment.
struct OpenConninfo {
  std::string conninfo;
  std::vector<std::string> environment;
};
OpenConninfo without_password(const std::string& given);

}  // namespace copytaster::postgres
