#pragma once
// Comments that readers report, and the queue as moderators see it then.

#include <functional>

#include "postgres/queue_store.hpp"
#include "postgres/report_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {

using Texts = std::vector<std::string>;

class ReportRowsTest : public PeopleTest {
 protected:
  bool report(CommentId id, const std::string& who, const std::string& reason = "",
              Instant at = noon) {
    return ReportRows{pool_}.add_report({site_, id, {test::digest_of(who)}, reason}, at);
  }
  void report_often(CommentId id, int times) {
    for (int n = 0; n < times; ++n) EXPECT_TRUE(report(id, "reader " + number()));
  }
  CommentId shown(const std::string& text, Instant at = noon) {
    return add_one({.text = text, .state = State::approved, .at = at});
  }

  QueueQuery waiting(int limit = 50, Order order = Order::oldest) const {
    QueueQuery query;
    query.site = site_;
    query.limit = limit;
    query.order = order;
    return query;
  }
  QueuePage list(const QueueQuery& query) { return QueueRows{pool_}.list_queue(query); }
  Texts texts(const QueueQuery& query) {
    Texts texts;
    for (const auto& one : list(query).comments) texts.push_back(one.comment.text);
    return texts;
  }
  Texts all_pages(
      QueueQuery query, const std::function<void()>& between_pages = []() noexcept {}) {
    Texts texts;
    for (int page = 0; page < 50; ++page) {
      const QueuePage got = list(query);
      EXPECT_LE(got.comments.size(), static_cast<std::size_t>(query.limit));
      for (const auto& one : got.comments) texts.push_back(one.comment.text);
      if (!got.next) return texts;
      query.after = got.next;
      between_pages();
    }
    ADD_FAILURE() << "the pages do not end";
    return texts;
  }

  std::string queued(CommentId id) const {
    return owner_sees("SELECT reports FROM queue WHERE comment_id = " + std::to_string(id.value));
  }
  std::string unsettled() const { return count("report WHERE settled_at IS NULL AND " + here()); }
  std::string state_of(CommentId id) const {
    return owner_sees("SELECT state || ' ' || version FROM comment WHERE id = " +
                      std::to_string(id.value));
  }
  DecidedBatch undo(BatchId batch) {
    DecisionRows decisions{pool_};
    return std::get<DecidedBatch>(undo_batch(batch, moderator_, noon + 1h, {decisions, chain_}));
  }
};

}  // namespace copytaster::postgres::testing
