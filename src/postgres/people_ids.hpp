#pragma once
// Which comments are one person's, and how much time finding them may take.

#include <vector>

#include <pqxx/transaction_base>

#include "copytaster/app/people.hpp"

namespace copytaster::postgres {

/// For this transaction alone: a person may have written for years, and what waits has no index.
void lift_limits(pqxx::transaction_base& work);

/// In their order.
std::vector<CommentId> ids_of_person(pqxx::transaction_base& work, const PersonRequest& wanted);

/// For a bytea parameter.
std::string author_parameter(const PersonRequest& wanted);

}  // namespace copytaster::postgres
