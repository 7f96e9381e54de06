#include "copytaster/app/submit_comment.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using test::a_waiting;

const Instant noon{std::chrono::hours{12}};

class Submit : public testing::Test {
 protected:
  Submit() {
    Article article;
    article.id = {1};
    article.url = "https://news.example/a";
    store.articles["1"] = article;
  }

  std::vector<SubmitOutcome> submit(std::vector<WaitingComment> waiting, Instant now = noon) {
    return submit_comments(waiting, now, {store, vault, lately});
  }
  SubmitOutcome submit(const WaitingComment& waiting, Instant now = noon) {
    return submit(std::vector<WaitingComment>{waiting}, now).at(0);
  }

  test::FakeIntakeStore store;
  test::FakeVault vault;
  test::FakeLately lately;
};

template <class Outcome>
const Outcome& as(const SubmitOutcome& outcome) {
  return std::get<Outcome>(outcome);
}

TEST_F(Submit, HoldsByDefaultAndAnswersWithTheId) {
  const auto outcome = submit(a_waiting());
  EXPECT_EQ(as<Accepted>(outcome).state, State::pending);
  EXPECT_FALSE(as<Accepted>(outcome).replayed);
  EXPECT_EQ(as<Accepted>(outcome).article_url, "https://news.example/a");
  ASSERT_EQ(store.stored.size(), 1U);
  EXPECT_EQ(store.stored[0].id, as<Accepted>(outcome).id);
}

TEST_F(Submit, StoresWhichCampaignItIsOf) {
  const std::string text = "My neighbour lost his job last spring and earns 8450 dollars a month";
  submit({a_waiting({.text = text}, "1"), a_waiting({.text = text + " at home"}, "2"),
          a_waiting({.text = "Too short."}, "3")});
  ASSERT_EQ(store.stored.size(), 3U);
  EXPECT_EQ(store.stored[0].facts.campaign, campaign_of(likeness_of(text)));
  EXPECT_EQ(store.stored[1].facts.campaign, store.stored[0].facts.campaign);
  EXPECT_EQ(store.stored[2].facts.campaign, std::nullopt);
}

TEST_F(Submit, WritesABatchWithOneQueryAndOneInsert) {
  std::vector<WaitingComment> waiting;
  for (int i = 0; i < 50; ++i) waiting.push_back(a_waiting({.text = std::to_string(i)}));
  const auto outcomes = submit(waiting);
  EXPECT_EQ(store.facts_queries, 1);
  EXPECT_EQ(store.inserts, 1);
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    EXPECT_EQ(as<Accepted>(outcomes[i]).id, store.stored[i].id);
}

TEST_F(Submit, RefusesInTheContractsOrder) {
  lately.wait_s = 9;
  EXPECT_TRUE(std::holds_alternative<UnknownArticle>(submit(a_waiting({.parent = 5}, "", "2"))));
  store.articles["1"].state = ArticleState::closed;
  EXPECT_TRUE(std::holds_alternative<ArticleClosed>(submit(a_waiting({.parent = 5}))));
  store.articles["1"].state = ArticleState::open;
  EXPECT_TRUE(std::holds_alternative<ParentNotApproved>(submit(a_waiting({.parent = 5}))));
  store.parents.insert({5});
  EXPECT_EQ(as<TooFast>(submit(a_waiting({.parent = 5}))).retry_after_s, 9);
  EXPECT_TRUE(store.stored.empty()) << "nothing is stored of what is refused";
  lately.wait_s = 0;
  EXPECT_EQ(as<Accepted>(submit(a_waiting({.parent = 5}))).state, State::pending);
}

TEST_F(Submit, TheSameKeyGetsTheFirstAnswerAgain) {
  const auto first = submit(a_waiting({}, "k"));
  store.articles["1"].state = ArticleState::closed;
  lately.wait_s = 9;
  const auto again = submit(a_waiting({}, "k"), noon + std::chrono::hours{47});
  EXPECT_EQ(as<Accepted>(again).id, as<Accepted>(first).id);
  EXPECT_TRUE(as<Accepted>(again).replayed);
  EXPECT_EQ(lately.admitted, 1) << "repeats of a known key never count";
  EXPECT_EQ(store.stored.size(), 1U);
}

TEST_F(Submit, TheSameKeyWithOtherContentIsMisused) {
  submit(a_waiting({}, "k"));
  EXPECT_TRUE(std::holds_alternative<KeyReused>(submit(a_waiting({.text = "other"}, "k"))));
  EXPECT_EQ(store.stored.size(), 1U);
}

TEST_F(Submit, WithoutAKeyTheContentIsTheKeyForTenMinutes) {
  const auto first = submit(a_waiting());
  EXPECT_EQ(as<Accepted>(submit(a_waiting(), noon + minutes{10})).id, as<Accepted>(first).id);
  auto waiting = a_waiting();
  waiting.key = vault.intake_key({}, "the same in the next ten minutes");
  waiting.earlier_key = a_waiting().key;
  EXPECT_EQ(as<Accepted>(submit(waiting, noon + minutes{10})).id, as<Accepted>(first).id);
  const auto later = submit(waiting, noon + minutes{10} + seconds{1});
  EXPECT_FALSE(as<Accepted>(later).replayed);
  EXPECT_EQ(store.stored.size(), 2U);
}

TEST_F(Submit, WhatTheStoreHoldsNoLongerIsNotAnsweredFromMemory) {
  for (const Door door : {Door::own, Door::wordpress}) {
    auto waiting = a_waiting();
    waiting.door = door;
    const auto first = submit(waiting);
    store.stored.clear();  // erased
    const auto second = submit(waiting, noon + seconds{30});
    EXPECT_FALSE(as<Accepted>(second).replayed);
    EXPECT_NE(as<Accepted>(second).id, as<Accepted>(first).id);
    store.stored.clear();
  }
}

TEST_F(Submit, NoKeySealsForLongerThanOneAttemptToWrite) {
  store.lost_links = 1;
  submit(a_waiting());
  EXPECT_EQ(vault.seals, 2);
}

TEST_F(Submit, ADifferentKeyIsADifferentAttempt) {
  submit(a_waiting({}, "k1"));
  EXPECT_FALSE(as<Accepted>(submit(a_waiting({}, "k2"))).replayed);
  EXPECT_EQ(store.stored.size(), 2U);
}

TEST_F(Submit, AtTheWordPressDoorASecondClickIsAnsweredForAMinute) {
  auto waiting = a_waiting();
  waiting.door = Door::wordpress;
  const auto first = submit(waiting);
  EXPECT_EQ(as<Accepted>(submit(waiting, noon + seconds{60})).id, as<Accepted>(first).id);
  EXPECT_TRUE(std::holds_alternative<SaidAlready>(submit(waiting, noon + seconds{61})));
  waiting.key = vault.intake_key({}, "the same in another ten minutes");
  EXPECT_TRUE(std::holds_alternative<SaidAlready>(submit(waiting, noon + std::chrono::hours{47})));
  waiting.reader = {test::digest_of("another reader")};
  EXPECT_TRUE(std::holds_alternative<Accepted>(submit(waiting, noon + std::chrono::hours{47})))
      << "who guesses an address is not told that it was right";
}

TEST_F(Submit, WhereWordPressRulesJudgeItsDoorRefusesASecondClickAtOnce) {
  SitePolicy policy;
  policy.rules_mode = RulesMode::wordpress;
  auto waiting = a_waiting();
  waiting.policy = std::make_shared<SitePolicy>(policy);
  const auto first = submit(waiting);
  EXPECT_EQ(as<Accepted>(submit(waiting, noon + seconds{1})).id, as<Accepted>(first).id)
      << "our own door answers it";
  waiting.door = Door::wordpress;
  EXPECT_TRUE(std::holds_alternative<SaidAlready>(submit(waiting, noon + seconds{1})));
  EXPECT_EQ(store.stored.size(), 1U);
}

TEST_F(Submit, AClickWithoutAKeyAfterOneWithAKeyIsTheSameAttempt) {
  const auto first = submit(a_waiting({}, "k"));
  EXPECT_EQ(as<Accepted>(submit(a_waiting(), noon + minutes{1})).id, as<Accepted>(first).id);
}

bool is_duplicate(const Hit& hit) { return hit.rule == "duplicate"; }

TEST_F(Submit, TheSameWordsElsewhereAreAHitOfTheirOwnAlsoInOneBatch) {
  store.articles["2"] = store.articles["1"];
  submit({a_waiting({}, "k1"), a_waiting({}, "k2", "2")});
  EXPECT_TRUE(std::ranges::none_of(store.stored[0].verdict.hits, is_duplicate));
  EXPECT_TRUE(std::ranges::any_of(store.stored[1].verdict.hits, is_duplicate));
}

TEST_F(Submit, WhatIsBannedIsStoredAsRejectedAndNoRuleIsNamed) {
  store.articles["1"].premoderation = Premoderation::none;
  auto waiting = a_waiting();
  waiting.ban = BanKind::pseudonym;
  const auto outcome = submit(waiting);
  EXPECT_EQ(as<Refused>(outcome).id, store.stored.at(0).id);
  EXPECT_EQ(store.stored[0].verdict.state, State::rejected);
  EXPECT_EQ(store.stored[0].verdict.hits.at(0).explanation, "banned by a moderator: pseudonym");
  EXPECT_TRUE(as<Refused>(submit(waiting)).replayed)
      << "a ban that ended meanwhile changes nothing";
}

TEST_F(Submit, WhatWasNotStoredWasNotSaidBefore) {
  store.away = true;
  EXPECT_THROW(submit(a_waiting({}, "k1")), StoreUnavailable);
  store.away = false;
  submit(a_waiting({}, "k2"));
  EXPECT_TRUE(std::ranges::none_of(store.stored.at(0).verdict.hits, is_duplicate));
}

TEST_F(Submit, AFirstAnswerKeepsItsAddress) {
  submit(a_waiting({}, "k"));
  store.kept_url = "https://news.example/where-it-was";
  EXPECT_EQ(as<Accepted>(submit(a_waiting({}, "k"))).article_url, store.kept_url);
}

TEST_F(Submit, AskedAgainWithTheSameCommentsNothingIsStoredOrCountedTwice) {
  std::vector<WaitingComment> waiting{a_waiting({}, "k")};
  store.lost_links = 3;
  EXPECT_THROW(submit_comments(waiting, noon, {store, vault, lately}), InDoubt);
  store.lost_links = 2;
  const auto outcome = submit_comments(waiting, noon, {store, vault, lately}).at(0);
  EXPECT_EQ(as<Accepted>(outcome).id, store.stored.at(0).id);
  EXPECT_EQ(store.stored.size(), 1U);
  EXPECT_EQ(lately.admitted, 1);
}

TEST_F(Submit, ClicksThatShareABatchAreOneComment) {
  const auto outcomes = submit({a_waiting(), a_waiting(), a_waiting({}, "k"), a_waiting({}, "k"),
                                a_waiting({.text = "other"}, "k")});
  EXPECT_EQ(store.stored.size(), 2U);
  EXPECT_EQ(as<Accepted>(outcomes[0]).id, as<Accepted>(outcomes[1]).id);
  EXPECT_FALSE(as<Accepted>(outcomes[0]).replayed);
  EXPECT_TRUE(as<Accepted>(outcomes[1]).replayed);
  EXPECT_EQ(as<Accepted>(outcomes[2]).id, as<Accepted>(outcomes[3]).id);
  EXPECT_TRUE(std::holds_alternative<KeyReused>(outcomes[4]));
  EXPECT_EQ(lately.admitted, 2);
}

TEST_F(Submit, APageOfOurOwnMakesItsArticleKnown) {
  auto waiting = a_waiting({}, "", "new");
  waiting.page_url = "https://news.example/new";
  EXPECT_EQ(as<Accepted>(submit(waiting)).article_url, "https://news.example/new");
  EXPECT_EQ(store.articles.at("new").url, "https://news.example/new");
}

TEST_F(Submit, TheArticlesOwnModeWins) {
  store.articles["1"].premoderation = Premoderation::none;
  EXPECT_EQ(as<Accepted>(submit(a_waiting())).state, State::approved);
}

TEST_F(Submit, SealsTheOriginalsOfWhatWasMasked) {
  submit(a_waiting());
  submit(a_waiting({.author = "ann@example.com",
                    .url = "https://a.example/?ann@example.com",
                    .text = "ann@example.com"}));
  EXPECT_EQ(store.stored[0].sealed, "sealed for 1");
  EXPECT_EQ(store.stored[1].sealed, "sealed for 2 author url text");
}

TEST_F(Submit, AnotherWriterWithTheSameKeyWins) {
  // The facts were asked before the other writer committed: only the insert can tell.
  class LateStore final : public IntakeStore {
   public:
    explicit LateStore(test::FakeIntakeStore& inner) : inner_(inner) {}
    std::vector<IntakeFacts> facts_for(std::span<const WaitingComment> w, Instant now) override {
      auto facts = inner_.facts_for(w, now);
      for (auto& known : facts) known.same_key.reset();
      return facts;
    }
    void create_articles(std::span<const WaitingComment* const>, Instant) override {}
    std::vector<CommentId> take_ids(std::size_t n) override { return inner_.take_ids(n); }
    std::vector<std::optional<EarlierAnswer>> add(std::span<const NewComment> comments,
                                                  Instant now) override {
      return inner_.add(comments, now);
    }

   private:
    test::FakeIntakeStore& inner_;
  };
  const auto first = submit(a_waiting({}, "k"));
  LateStore late{store};
  std::vector<WaitingComment> same = {a_waiting({}, "k")};
  std::vector<WaitingComment> other = {a_waiting({.text = "other"}, "k")};
  const auto again = submit_comments(same, noon, {late, vault, lately});
  EXPECT_EQ(as<Accepted>(again.at(0)).id, as<Accepted>(first).id);
  EXPECT_TRUE(as<Accepted>(again.at(0)).replayed);
  const auto misused = submit_comments(other, noon, {late, vault, lately});
  EXPECT_TRUE(std::holds_alternative<KeyReused>(misused.at(0)));
}

}  // namespace
}  // namespace copytaster
