#pragma once
// Where submissions become durable: one query for what is known of a batch, one statement to
// write it.

#include <chrono>
#include <deque>
#include <mutex>

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

  /// The newest attempts of the last 48 hours, the oldest of them first.
  std::vector<SaidBefore> said_lately(std::size_t most, Instant now);
  /// The same of the last 24 hours: what was said, as far as it still stands, and by whom.
  std::vector<Heard> heard_lately(std::size_t most, Instant now);

 private:
  Pool& pool_;
  std::mutex ids_mutex_;
  std::deque<CommentId> ids_;  // taken from the sequence, not yet given out
  std::chrono::steady_clock::time_point ids_since_;
};

}  // namespace copytaster::postgres
