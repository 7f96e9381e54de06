// What comes in as a reply: to what is there, to what comes later, to what never does.

#include "tests/postgres/imports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using ImportParentsTest = ImportsTest;

TEST_F(ImportParentsTest, AReplyFindsItsParentInTheBatchOrBeforeIt) {
  open();
  EXPECT_EQ(
      add({{.id = "12", .parent = "11"}, {.id = "11", .parent = "10"}, {.id = "10"}}).outcomes,
      (Outcomes{stored, stored, stored}));
  EXPECT_EQ(column("12", "parent_id"), column("11", "id"));
  EXPECT_EQ(column("11", "parent_id"), column("10", "id"));
  add({{.id = "13", .parent = "10"}});
  EXPECT_EQ(column("13", "parent_id"), column("10", "id"));
}

TEST_F(ImportParentsTest, AReplyWithoutItsParentWaits) {
  open();
  put_article("2");
  EXPECT_EQ(add({{.id = "12", .parent = "11"},
                 {.id = "13", .parent = "12"},
                 {.id = "14", .parent = "15"},
                 {.id = "15", .parent = "14"},
                 {.id = "20"}})
                .outcomes,
            (Outcomes{waits, waits, waits, waits, stored}));
  EXPECT_EQ(add({{.id = "11"}}).outcomes, Outcomes{stored});
  EXPECT_EQ(add({{.id = "12", .parent = "11"}, {.id = "13", .parent = "12"}}).outcomes,
            (Outcomes{stored, stored}));
}

TEST_F(ImportParentsTest, WhatAnswersACommentOfAnotherArticleAnswersNobody) {
  open();
  EXPECT_EQ(add({{.id = "20"}, {.id = "21", .parent = "20", .article = "2"}}).outcomes,
            (Outcomes{stored, stored}));
  EXPECT_EQ(add({{.id = "22", .parent = "20", .article = "3"}}).outcomes, Outcomes{stored});
  EXPECT_EQ(column("21", "parent_id") + column("22", "parent_id"), "");
}

TEST_F(ImportParentsTest, AParentThatDoesNotComeGetsAPlace) {
  open();
  const std::vector<Record> replies{{.id = "12", .parent = "11"},
                                    {.id = "13", .parent = "12", .at = noon + 1h},
                                    {.id = "14", .parent = "11"}};
  EXPECT_EQ(add(replies).outcomes, (Outcomes{waits, waits, waits})) << "it may still come";
  EXPECT_EQ(add(replies, true).outcomes, (Outcomes{stored, stored, stored}));
  const std::string place = column("12", "parent_id");
  EXPECT_EQ(owner_sees("SELECT state || author || text || sealed::text FROM comment WHERE " +
                       here() + " AND id = " + place),
            "4\\x");
  EXPECT_EQ(column("14", "parent_id"), place);
  EXPECT_EQ(column("13", "parent_id"), column("12", "id"));
  open();
  EXPECT_EQ(add({{.id = "15", .parent = "11"}}).outcomes, Outcomes{stored}) << "in a later run";
  EXPECT_EQ(column("15", "parent_id"), place);
}

TEST_F(ImportParentsTest, APlaceIsFilledByWhatComesLater) {
  open();
  add({{.id = "9"}, {.id = "12", .parent = "11"}}, true);
  const std::string place = column("12", "parent_id");
  open();
  EXPECT_EQ(rows_->known(std::vector{checked({.id = "11"})}), std::vector<bool>{false});
  EXPECT_EQ(add({{.id = "11", .parent = "9", .state = State::pending}}).outcomes, Outcomes{stored});
  EXPECT_EQ(column("11", "id"), place);
  EXPECT_EQ(column("11", "parent_id"), column("9", "id"));
  EXPECT_EQ(count("queue WHERE " + here()), "1");
  EXPECT_EQ(add({{.id = "11"}}).outcomes, Outcomes{known});
  EXPECT_EQ(count("comment WHERE " + here()), "3");
}

TEST_F(ImportParentsTest, WhatWasPreparedBeforeItsPlaceWasMadeComesAgain) {
  open();
  std::vector<CheckedImport> parent{checked({.id = "11"})};
  const auto early = rows_->take_ids(parent);
  add({{.id = "12", .parent = "11"}}, true);
  const std::vector<ReadyImport> ready_ones{ready(parent.front(), early.front(), site_, vault_)};
  EXPECT_EQ(rows_->add(ready_ones, true).outcomes, Outcomes{waits});
  EXPECT_EQ(add({{.id = "11"}}, true).outcomes, Outcomes{stored});
  EXPECT_EQ(column("11", "id"), column("12", "parent_id"));
}

TEST_F(ImportParentsTest, APlaceOnAnotherArticleIsLeft) {
  open();
  add({{.id = "12", .parent = "11"}}, true);
  const Record late{.id = "11", .article = "2"};
  EXPECT_EQ(add({late}, true).outcomes, Outcomes{waits});
  EXPECT_EQ(add({late}, true).outcomes, Outcomes{stored});
  EXPECT_NE(column("11", "id"), column("12", "parent_id"));
}

TEST_F(ImportParentsTest, ThoseThatAnswerEachOtherAreAllThere) {
  open();
  const std::vector<Record> circle{
      {.id = "14", .parent = "15"}, {.id = "15", .parent = "14"}, {.id = "16", .parent = "15"}};
  EXPECT_EQ(add(circle).outcomes, (Outcomes{waits, waits, waits}));
  EXPECT_EQ(add(circle, true).outcomes, (Outcomes{waits, waits, stored}));
  EXPECT_EQ(add({circle[0], circle[1]}, true).outcomes, (Outcomes{stored, stored}));
  EXPECT_EQ(column("14", "parent_id"), column("15", "id"));
  EXPECT_EQ(column("15", "parent_id"), "") << "or nobody could be shown first";
  EXPECT_EQ(column("16", "parent_id"), column("15", "id"));
}

TEST_F(ImportParentsTest, BelowWhatHasGoneIsAPlaceAndItStaysOne) {
  open();
  add({{.id = "11"}});
  owner_sees("DELETE FROM comment WHERE " + here() + " RETURNING id");
  open();
  EXPECT_EQ(add({{.id = "12", .parent = "11"}}, true).outcomes, Outcomes{stored});
  EXPECT_NE(column("12", "parent_id"), "");
  EXPECT_EQ(add({{.id = "11"}}, true).outcomes, Outcomes{known});
  owner_sees("DELETE FROM comment WHERE state = 4 AND " + here() + " RETURNING id");
  open();
  EXPECT_EQ(add({{.id = "13", .parent = "11"}}, true).outcomes, Outcomes{stored});
}

TEST_F(ImportParentsTest, RefusedOnesThatAreAnsweredHaveAPlace) {
  open();
  add({{.id = "10", .state = State::rejected},
       {.id = "11", .parent = "10"},
       {.id = "20", .state = State::spam},
       {.id = "30", .state = State::spam},
       {.id = "31", .parent = "30", .state = State::pending}});
  add({{.id = "21", .parent = "20"}});
  for (const char* answered : {"10", "20"})
    EXPECT_EQ(column(answered, "published_at = created_at"), "t") << answered;
  EXPECT_EQ(column("30", "published_at"), "") << "nobody sees its reply";
}

}  // namespace
}  // namespace copytaster::postgres::testing
