#include "postgres/statement.hpp"

#include <string_view>

namespace copytaster::postgres {

bool is_pooler_between(const pqxx::sql_error& error) {
  const std::string_view state = error.sqlstate();
  return state == "26000" || state == "42P05";
}

}  // namespace copytaster::postgres
