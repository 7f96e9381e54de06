#include "postgres/change_store.hpp"

#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class ChangeRowsTest : public RowsTest {
 protected:
  /// The articles of this site that have changed since, in order.
  std::vector<std::string> changed_since(std::uint64_t settled) {
    std::vector<std::string> articles;
    for (const Change& change : changes_.changes_from(settled).changes) {
      if (change.site == site_) articles.push_back(change.article);
    }
    return articles;
  }
  std::uint64_t settled_now() { return changes_.changes_from(1).settled; }

  ChangeRows changes_{pool_};
};

using Articles = std::vector<std::string>;

TEST_F(ChangeRowsTest, ADecisionChangesItsArticle) {
  const auto id = add("held");
  const auto before = settled_now();
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(changed_since(before), Articles{"1"});
  EXPECT_TRUE(changed_since(settled_now()).empty());
}

TEST_F(ChangeRowsTest, AChangeSaysHowItsCommentStands) {
  const auto id = add("held");
  const auto before = settled_now();
  decide(id, {1}, Decision::spam);
  put_article("1");
  std::vector<Change> here;
  for (const Change& change : changes_.changes_from(before).changes) {
    if (change.site == site_) here.push_back(change);
  }
  ASSERT_EQ(here.size(), 2U);
  ASSERT_TRUE(here[0].comment);
  EXPECT_EQ(here[0].comment->id, id);
  EXPECT_EQ(here[0].comment->version, Version{2});
  EXPECT_EQ(here[0].comment->state, State::spam);
  EXPECT_FALSE(here[1].comment) << "the article itself";
}

TEST_F(ChangeRowsTest, AnArticleChangesWhenItIsPutAgainAndNotWhenItIsNew) {
  const auto before = settled_now();
  put_article("2");
  EXPECT_TRUE(changed_since(before).empty());
  put_article("2");
  EXPECT_EQ(changed_since(before), Articles{"2"});
}

TEST_F(ChangeRowsTest, NothingIsSettledBehindATransactionThatIsStillOpen) {
  const auto before = settled_now();
  const auto quick = add("quick");
  pqxx::connection connection{database().owner_conninfo()};
  pqxx::work slow{connection};
  slow.exec(
      "INSERT INTO change (site_id, article_id, at) SELECT site_id, id, now() FROM article "
      "WHERE " +
      here());
  decide(quick, {1}, Decision::approve);
  EXPECT_EQ(changed_since(before), Articles{"1"});
  const auto meanwhile = settled_now();
  slow.commit();
  EXPECT_EQ(changed_since(meanwhile), (Articles{"1", "1"}));
}

TEST_F(ChangeRowsTest, SaysWhenThereAreMoreThanItTells) {
  const auto before = settled_now();
  const auto add_changes = [this](int number) {
    owner_sees(
        "INSERT INTO change (site_id, article_id, at) SELECT site_id, id, now() FROM "
        "article, generate_series(1, " +
        std::to_string(number) + ") WHERE " + here());
  };
  add_changes(10'000);
  EXPECT_TRUE(changes_.changes_from(before).is_whole);
  add_changes(1);
  EXPECT_FALSE(changes_.changes_from(before).is_whole);
}

}  // namespace
}  // namespace copytaster::postgres::testing
