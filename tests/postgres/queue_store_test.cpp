#include "postgres/queue_store.hpp"

#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using QueueRowsTest = RowsTest;

TEST_F(QueueRowsTest, TheQueueIsOldestFirstFilteredAndPaged) {
  QueueRows queue{pool_};
  put_article("s", "sport");
  const auto first = add_one({.text = "first", .at = noon});
  const auto second = add_one({.text = "second", .article = "s", .at = noon + 1min});
  const auto third = add_one({.text = "third", .at = noon + 2min});
  add("shown", State::approved);
  QueueQuery query;
  query.site = site_;
  const auto ids = [&] {
    std::vector<CommentId> listed;
    for (const auto& one : queue.list_queue(query).comments) listed.push_back(one.comment.id);
    return listed;
  };
  EXPECT_EQ(ids(), (std::vector{first, second, third}));
  query.order = Order::newest;
  EXPECT_EQ(ids(), (std::vector{third, second, first}));
  query.section = "sport";
  EXPECT_EQ(ids(), std::vector{second});
  query.section.reset();
  query.article = "s";
  EXPECT_EQ(ids(), std::vector{second});
  query.article.reset();
  query.limit = 2;
  const auto page = queue.list_queue(query);
  ASSERT_TRUE(page.next);
  query.after = page.next;
  EXPECT_EQ(ids(), std::vector{first});
  EXPECT_FALSE(queue.list_queue(query).next);
  query = {};
  query.site = site_;
  query.state = State::approved;
  EXPECT_EQ(queue.list_queue(query).comments.size(), 1U);
}

TEST_F(QueueRowsTest, OfWhatIsDecidedAPlaceIsToldByItsTimeAlone) {
  const auto shown = add("shown", State::approved);
  QueueRows queue{pool_};
  QueueQuery query;
  query.site = site_;
  query.state = State::approved;
  query.after = {noon - 1min, {1}, 2};  // as a cursor of the queue says it
  for (const auto& article : {std::optional<std::string>{}, std::optional<std::string>{"1"}}) {
    query.article = article;
    const auto listed = queue.list_queue(query).comments;
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].comment.id, shown);
  }
}

TEST_F(QueueRowsTest, TheQueueShowsTheVerdictAndTheHistory) {
  add("earlier", State::approved);
  add("held");
  QueueRows queue{pool_};
  QueueQuery query;
  query.site = site_;
  const auto held = queue.list_queue(query).comments.at(0);
  EXPECT_EQ(held.approved_before, 1);
  EXPECT_TRUE(held.verdict_json.starts_with("{\"state\":\"pending\"")) << held.verdict_json;
  EXPECT_EQ(held.article, "1");
  EXPECT_EQ(held.version, Version{1});
}

}  // namespace
}  // namespace copytaster::postgres::testing
