#pragma once
// Where submissions become durable: one query for what is known of a batch, one statement to
// write it.

#include "copytaster/app/submit_comment.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class IntakeRows final : public IntakeStore {
 public:
  explicit IntakeRows(Pool& pool) : pool_(pool) {}

  std::vector<IntakeFacts> facts_for(std::span<const WaitingComment> waiting, Instant now) override;
  void create_articles(std::span<const WaitingComment* const> waiting, Instant now) override;
  std::vector<CommentId> take_ids(std::size_t count) override;
  std::vector<std::optional<EarlierAnswer>> add(std::span<const NewComment> comments,
                                                Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
