// Nearly the same text many times: one line of the queue, its members, and how many they are.

#include <algorithm>

#include "copytaster/app/claim_comments.hpp"
#include "postgres/claim_store.hpp"
#include "postgres/receipt_store.hpp"
#include "tests/postgres/reports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class QueueCampaignsTest : public ReportRowsTest {
 protected:
  using Ids = std::vector<CommentId>;

  QueueQuery folded(Order order = Order::oldest, int limit = 50) const {
    QueueQuery query = waiting(limit, order);
    query.now = noon;
    query.is_folded = true;
    return query;
  }
  QueueQuery members(std::int64_t campaign, int limit = 50) const {
    QueueQuery query = waiting(limit);
    query.campaign = CampaignId{campaign};
    return query;
  }
  CommentId add_to(std::int64_t campaign, const std::string& text, const std::string& article = "1",
                   State state = State::pending) {
    return add_one({.text = text,
                    .state = state,
                    .article = article,
                    .at = noon + 1min * ++minute_,
                    .campaign = campaign});
  }
  /// What the list tells of the one with these words.
  std::optional<QueuedCampaign> campaign_of(const QueueQuery& query, const std::string& text) {
    for (const QueuedComment& one : list(query).comments) {
      if (one.comment.text == text) return one.campaign;
    }
    ADD_FAILURE() << text << " does not stand there";
    return std::nullopt;
  }
  /// Its author's, after which it waits.
  bool edit(CommentId id, Version version, State from, std::int64_t campaign) {
    ReceiptRows receipts{pool_};
    const AuthorsMove move{site_, id, version, {from, State::pending}, receipts.new_attempt()};
    const NewWords words{"new",
                         {"sealed"},
                         "{\"score\":0,\"hits\":[{\"explanation\":\"\\\"campaign\\\":9\"}],"
                         "\"facts\":{\"campaign\":" +
                             std::to_string(campaign) + "}}"};
    return receipts.record_edit(move, words, noon);
  }
  std::string kept(CommentId id) const {
    return owner_sees("SELECT campaign FROM queue WHERE comment_id = " + std::to_string(id.value));
  }

 private:
  int minute_ = 0;
};

TEST_F(QueueCampaignsTest, OfEachTheEarliestStandsInTheListInEachOrder) {
  const Texts sent{"a1", "alone", "b1", "a2", "no number", "b2", "a3", "last"};
  for (const std::string& text : sent) {
    const std::int64_t campaign = text[0] == 'a' && text != "alone" ? 5 : text[0] == 'b' ? 6 : 0;
    add_to(text == "alone" ? 7 : campaign, text);
  }
  const Texts oldest{"a1", "alone", "b1", "no number", "last"};
  EXPECT_EQ(texts(folded()), oldest);
  EXPECT_EQ(all_pages(folded(Order::oldest, 1)), oldest);
  EXPECT_EQ(all_pages(folded(Order::oldest, 2)), oldest);
  const Texts newest{oldest.rbegin(), oldest.rend()};
  EXPECT_EQ(texts(folded(Order::newest)), newest);
  EXPECT_EQ(all_pages(folded(Order::newest, 1)), newest);
  EXPECT_EQ(texts(folded(Order::score)), oldest) << "no rule has hit";
  EXPECT_EQ(texts(waiting()).size(), sent.size()) << "where nobody folds it";
  EXPECT_EQ(all_pages(members(5, 1)), (Texts{"a1", "a2", "a3"}));
  EXPECT_EQ(texts(members(8)), Texts{});
}

TEST_F(QueueCampaignsTest, ByScoreTheStrictestStandsForTheOthers) {
  const auto first = add_to(5, "first");
  const auto strict = add_to(5, "strict");
  const auto other = add_to(6, "other");
  add_to(5, "third");
  const auto score = [&](CommentId id, int hundredths) {
    owner_sees("UPDATE queue SET score = " + std::to_string(hundredths) +
               " WHERE comment_id = " + std::to_string(id.value) + " RETURNING 1");
  };
  score(other, 500);
  score(first, 100);
  score(strict, 900);
  EXPECT_EQ(texts(folded(Order::score)), (Texts{"strict", "other"}));
  EXPECT_EQ(all_pages(folded(Order::score, 1)), (Texts{"strict", "other"}));
  QueueQuery strictest = members(5);
  strictest.order = Order::score;
  EXPECT_EQ(texts(strictest), (Texts{"strict", "first", "third"}));
  decide(strict, {1}, Decision::spam);
  EXPECT_EQ(texts(folded(Order::score)), (Texts{"other", "first"}));
}

TEST_F(QueueCampaignsTest, TellsHowManyAreAlikeWhereThereAreOthers) {
  add_to(5, "a1");
  add_to(5, "a2");
  add_to(6, "alone");
  add("no number");
  for (const QueueQuery& query : {folded(), waiting()}) {
    EXPECT_EQ(campaign_of(query, "a1"), (QueuedCampaign{{5}, 2}));
    EXPECT_EQ(campaign_of(query, "alone"), std::nullopt);
    EXPECT_EQ(campaign_of(query, "no number"), std::nullopt);
  }
  EXPECT_EQ(campaign_of(members(5), "a2"), (QueuedCampaign{{5}, 2}));
  QueueQuery decided = waiting();
  decided.state = State::approved;
  add_to(5, "shown", "1", State::approved);
  EXPECT_EQ(campaign_of(decided, "shown"), std::nullopt) << "of what waits alone";
}

TEST_F(QueueCampaignsTest, AreCountedUpToAThousandAndOne) {
  std::vector<Wanted> all(static_cast<std::size_t>(campaign_size_max) - 1);
  for (Wanted& one : all) one = {.text = "again", .campaign = 5};
  add_all(all);
  EXPECT_EQ(list(folded(Order::oldest, 1)).comments.at(0).campaign->size, 1'000);
  add_all(all);
  EXPECT_EQ(list(folded(Order::oldest, 1)).comments.at(0).campaign->size, 1'001);
}

TEST_F(QueueCampaignsTest, WhereTheFirstIsDecidedTheNextLeads) {
  const auto first = add_to(5, "first");
  add_to(6, "other");
  add_to(5, "second");
  add_to(5, "third");
  const auto page = list(folded(Order::oldest, 1));
  const auto decided = decide(first, {1}, Decision::spam);
  EXPECT_EQ(texts(folded()), (Texts{"other", "second"}));
  EXPECT_EQ(campaign_of(folded(), "second"), (QueuedCampaign{{5}, 2}));
  QueueQuery next = folded();
  next.after = page.next;
  EXPECT_EQ(texts(next), (Texts{"other", "second"})) << "nor is it lost between two pages";
  undo(decided.batch);
  EXPECT_EQ(kept(first), "5");
  EXPECT_EQ(texts(folded()), (Texts{"first", "other"}));
  EXPECT_EQ(campaign_of(folded(), "first"), (QueuedCampaign{{5}, 3}));
}

TEST_F(QueueCampaignsTest, NobodyLosesSightOfWhatStandsInHerSections) {
  put_article("s", "sport");
  put_article("p", "politics");
  add_to(5, "politics 1", "p");
  add_to(5, "sport 1", "s");
  add_to(5, "none 1");
  add_to(5, "sport 2", "s");
  QueueQuery hers = folded();
  hers.sections = {"sport"};
  EXPECT_EQ(all_pages(hers), Texts{"sport 1"});
  EXPECT_EQ(campaign_of(hers, "sport 1"), (QueuedCampaign{{5}, 2})) << "that she sees";
  hers.sections = {"sport", "politics"};
  EXPECT_EQ(texts(hers), Texts{"politics 1"});
  hers.section = "sport";
  EXPECT_EQ(texts(hers), Texts{"sport 1"}) << "that she asks for";
  for (const Order order : {Order::oldest, Order::newest, Order::score}) {
    QueueQuery asked = folded(order);
    asked.section = "sport";
    EXPECT_EQ(texts(asked), Texts{"sport 1"});
    EXPECT_EQ(campaign_of(asked, "sport 1"), (QueuedCampaign{{5}, 2}));
  }
  QueueQuery of_section = members(5);
  of_section.section = "sport";
  EXPECT_EQ(texts(of_section), (Texts{"sport 1", "sport 2"}));
  of_section.sections = {"politics"};
  EXPECT_EQ(texts(of_section), Texts{});
  QueueQuery bound = members(5);
  bound.sections = {"politics"};
  EXPECT_EQ(texts(bound), Texts{"politics 1"});
}

TEST_F(QueueCampaignsTest, OtherSitesHaveTheirOwn) {
  const auto first = add_to(5, "here");
  add_to(5, "here, too");
  const SiteId elsewhere = ensure_sites(pool_, {"elsewhere" + number()}).begin()->second;
  QueueQuery query = members(5);
  query.site = elsewhere;
  EXPECT_EQ(texts(query), Texts{});
  owner_sees("UPDATE queue SET site_id = " + std::to_string(elsewhere.value) +
             " WHERE comment_id = " + std::to_string(first.value) + " RETURNING 1");
  EXPECT_EQ(texts(folded()), Texts{"here, too"});
  EXPECT_EQ(campaign_of(folded(), "here, too"), std::nullopt);
}

TEST_F(QueueCampaignsTest, WhatIsReportedStandsForItself) {
  const auto shown = add_to(5, "shown", "1", State::approved);
  add_to(5, "first");
  add_to(5, "second");
  report(shown, "ann");
  EXPECT_EQ(texts(folded()), (Texts{"shown", "first"}));
  EXPECT_EQ(campaign_of(folded(), "first"), (QueuedCampaign{{5}, 2}));
  decide(shown, {1}, Decision::reject);
  EXPECT_EQ(texts(folded()), Texts{"first"});
}

TEST_F(QueueCampaignsTest, WhatWaitsAgainWithReportsStandsForItself) {
  const auto held = add_to(5, "held");
  add_to(5, "second");
  const auto approval = decide(held, {1}, Decision::approve);
  report(held, "ann");
  undo(approval.batch);
  EXPECT_EQ(queued(held), "1");
  EXPECT_EQ(texts(folded()), (Texts{"held", "second"}));
  EXPECT_TRUE(edit(held, {3}, State::pending, 5));
  EXPECT_EQ(kept(held), "0") << "whatever its author makes of it";
}

TEST_F(QueueCampaignsTest, AnAuthorsEditMovesItIntoItsNewOne) {
  const auto held = add_to(5, "held");
  const auto shown = add_to(5, "shown", "1", State::approved);
  EXPECT_TRUE(edit(held, {1}, State::pending, 4'503'599'627'370'495));
  EXPECT_EQ(kept(held), "4503599627370495");
  EXPECT_TRUE(edit(shown, {1}, State::approved, 7));
  EXPECT_EQ(kept(shown), "7");
}

TEST_F(QueueCampaignsTest, AVerdictOfOtherHandsHasNone) {
  for (const char* verdict : {"", "{}", "{\"facts\":{\"campaign\":true}}",
                              "{\"facts\":{\"campaign\":99999999999999999999}}"})
    EXPECT_EQ(owner_sees("SELECT verdict_campaign('" + std::string{verdict} + "')"), "0")
        << verdict;
}

TEST_F(QueueCampaignsTest, AClaimTellsOfThem) {
  add_to(5, "a1");
  add_to(5, "a2");
  ClaimRows claims{pool_};
  const auto claimed = claims.claim({moderator_, 1, {}}, noon, noon + 5min);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed.at(0).campaign, (QueuedCampaign{{5}, 2}));
}

TEST_F(QueueCampaignsTest, ALookEndsInTheMidstOfALargeOneAndGoesOn) {
  std::vector<Wanted> all(2'500);
  for (Wanted& one : all) one = {.text = "again", .campaign = 5};
  for (int times = 0; times < 9; ++times) add_all(all);
  add_to(6, "behind it");
  const auto first = list(folded());
  ASSERT_EQ(first.comments.size(), 1U);
  ASSERT_TRUE(first.next) << "after 20,000 rows";
  QueueQuery next = folded();
  next.after = first.next;
  const auto second = list(next);
  ASSERT_EQ(second.comments.size(), 1U);
  EXPECT_EQ(second.comments.at(0).comment.text, "behind it");
  EXPECT_FALSE(second.next);
}

TEST_F(QueueCampaignsTest, AnInstanceThatStartsKnowsTheirNumbers) {
  const std::string words = "I have read this twice and can still not agree with it";
  const Instant far = noon + 24h * 900;
  add_one({.text = words, .at = far, .campaign = 5});
  add_one({.text = words + " at all", .at = far + 1min});
  const auto heard = intake_.heard_lately(10, far + 1h);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].campaign, CampaignId{5});
  EXPECT_EQ(heard[1].campaign, std::nullopt) << "stored before there were any";
}

}  // namespace
}  // namespace copytaster::postgres::testing
