#pragma once

#include <pqxx/transaction_base>

#include "copytaster/app/comment_record.hpp"

namespace copytaster::postgres {

/// Adds to a record what stands around its comment, and what else its author has written.
void add_near(pqxx::transaction_base& read, const RecordAsked& asked, CommentRecord& record);

}  // namespace copytaster::postgres
