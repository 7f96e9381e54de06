#pragma once
// One comment's record: each list is bounded and found by an index, or in the queue.

#include "copytaster/app/comment_record.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class CommentRecordRows final : public CommentRecordStore {
 public:
  explicit CommentRecordRows(Pool& pool) : pool_(pool) {}
  std::optional<CommentRecord> read_record(const RecordAsked& asked, Instant now) override;
  std::optional<SealedWords> read_sealed(const RecordAsked& asked, TokenId by,
                                         Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
