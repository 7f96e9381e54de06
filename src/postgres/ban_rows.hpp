#pragma once
// The columns of a ban as values, for all who read some.

#include <pqxx/result>
#include <pqxx/transaction_base>

#include "copytaster/app/bans.hpp"

namespace copytaster::postgres {

/// Columns kind, digest, pattern, until.
Ban ban_in(const pqxx::row& row);

/// Of `FROM ban b LEFT JOIN principal p`; what follows narrows it to some of a site's, which is $1.
extern const char* const kept_bans_sql;
KeptBan kept_ban_in(const pqxx::row& row);

}  // namespace copytaster::postgres
