#include "postgres/translate_faults.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <pqxx/except>

#include "copytaster/app/faults.hpp"

namespace copytaster::postgres {
namespace {

template <class Fault>
Translated as(const std::string& text, bool connection_usable) {
  return {std::make_exception_ptr(Fault{text}), connection_usable};
}

Translated lost(const std::string& how) {
  return as<InDoubt>("the database connection was lost" + how, false);
}

bool is_one_of(std::string_view sqlstate, std::string_view list) {
  return list.find(sqlstate) != std::string_view::npos;
}

// The server undid the statement and says so; the connection lives on.
//   57014 statement_timeout, 55P03 lock_timeout; class 53 memory, disk or connections used up
bool is_passing(std::string_view sqlstate) {
  return is_one_of(sqlstate, "57014 55P03") || sqlstate.substr(0, 2) == "53";
}

// The server ends the connection: class 08 link, 57P0x shutdown or crash, 25P03 idle in
// transaction. Without a SQLSTATE libpq itself is speaking: the link is gone.
bool ends_the_connection(std::string_view sqlstate) {
  return sqlstate.empty() || sqlstate.substr(0, 2) == "08" || sqlstate.substr(0, 4) == "57P0" ||
         sqlstate == "25P03";
}

Translated from_sqlstate(const std::string& sqlstate) {
  const std::string shown = " (SQLSTATE " + (sqlstate.empty() ? "none" : sqlstate) + ")";
  if (ends_the_connection(sqlstate)) return lost(shown);
  if (is_passing(sqlstate)) return as<StoreUnavailable>("the database gave up" + shown, true);
  // 25006: this server has become a standby; a new connection finds the new primary.
  if (sqlstate == "25006") return as<StoreUnavailable>("the database is read-only" + shown, false);
  return as<StoreFault>("the database refused a statement" + shown, true);
}

}  // namespace

Translated translated(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const pqxx::in_doubt_error&) {
    return lost(" during a commit");
  } catch (const pqxx::statement_completion_unknown&) {
    return lost(" (SQLSTATE 40003)");
  } catch (const pqxx::broken_connection&) {
    return lost("");  // a single statement outside a transaction may have been committed
  } catch (const pqxx::transaction_rollback&) {
    return as<StoreUnavailable>("the database undid a transaction (SQLSTATE class 40)", true);
  } catch (const pqxx::sql_error& error) {
    return from_sqlstate(error.sqlstate());
  } catch (const pqxx::failure&) {
    return lost(" or out of step");
  } catch (const pqxx::pqxx_exception&) {
    return as<StoreFault>("a row of the database did not read as it must", true);
  } catch (...) {
    return {thrown, true};
  }
}

}  // namespace copytaster::postgres
