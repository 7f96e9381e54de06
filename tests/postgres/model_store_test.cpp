#include "postgres/model_store.hpp"

#include "postgres/change_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class ModelRowsTest : public RowsTest {
 protected:
  ModelVersion a_version(Instant at = noon) const {
    ModelVersion version;
    version.made_at = at;
    version.until = {noon - 1h, {41}};
    version.examples = 812;
    version.rules_version = "h1";
    return version;
  }
  std::int64_t add_model(const std::string& bytes = "weights") {
    return rows_.add(site_, a_version(), bytes);
  }
  std::vector<DecidedComment> decided(const LearnedUntil& after = {}) {
    std::vector<DecidedComment> all;
    rows_.decided(site_, after, [&](std::span<const DecidedComment> comments) {
      all.insert(all.end(), comments.begin(), comments.end());
      return true;
    });
    return all;
  }
  ActiveModel active() {
    for (const ActiveModel& one : rows_.active_everywhere())
      if (one.site == site_) return one;
    return {site_, -1, false};
  }
  CommentId decided_comment(const std::string& text, Decision decision, Instant at) {
    const CommentId id = add(text);
    decide(id, {1}, decision, at);
    return id;
  }

  ModelRows rows_{pool_};
};

TEST_F(ModelRowsTest, AModelIsKeptAsItWasMade) {
  const std::string bytes{"\0\xFF'\\ weights", 12};
  EXPECT_EQ(add_model(bytes), 1);
  const auto versions = rows_.versions(site_);
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_EQ(versions[0].number, 1);
  EXPECT_EQ(versions[0].made_at, noon);
  EXPECT_EQ(versions[0].until.decision, noon - 1h);
  EXPECT_EQ(versions[0].until.comment, CommentId{41});
  EXPECT_EQ(versions[0].examples, 812U);
  EXPECT_EQ(versions[0].bytes, bytes.size());
  EXPECT_EQ(versions[0].rules_version, "h1");
  EXPECT_EQ(versions[0].active_since, noon);
  EXPECT_EQ(rows_.bytes_of(site_, 1), bytes);
  EXPECT_FALSE(rows_.bytes_of(site_, 2));
}

TEST_F(ModelRowsTest, ANewOneJudgesUnlessSomebodysChoiceStays) {
  add_model();
  add_model();
  EXPECT_EQ(active().number, 2);
  EXPECT_TRUE(rows_.activate(site_, 1, true, noon));
  add_model();
  EXPECT_EQ(active().number, 1);
  EXPECT_TRUE(active().stays);
  EXPECT_TRUE(rows_.activate(site_, 0, true, noon));
  add_model();
  EXPECT_EQ(active().number, 0) << "none was chosen";
  EXPECT_FALSE(rows_.activate(site_, 99, true, noon));
  EXPECT_EQ(active().number, 0);
  EXPECT_TRUE(rows_.activate(site_, 4, false, noon));
  add_model();
  EXPECT_EQ(active().number, 5);
}

TEST_F(ModelRowsTest, OtherInstancesAreTold) {
  const auto before = count("change WHERE article_id IS NULL AND " + here());
  add_model();
  rows_.activate(site_, 0, true, noon);
  EXPECT_EQ(std::stoi(count("change WHERE article_id IS NULL AND " + here())),
            std::stoi(before) + 2);
}

TEST_F(ModelRowsTest, KeepsTheLastFewAndTheOneThatJudges) {
  add_model();
  rows_.activate(site_, 1, true, noon);
  for (std::size_t i = 0; i < models_kept + 2; ++i) add_model();
  const auto versions = rows_.versions(site_);
  EXPECT_EQ(versions.size(), models_kept + 1);
  EXPECT_EQ(versions.back().number, 1);
  EXPECT_EQ(versions[versions.size() - 2].number, 4);
}

TEST_F(ModelRowsTest, TellsWhatPeopleDecidedTheNewestFirst) {
  const auto good = decided_comment("kept", Decision::approve, noon + 1min);
  const auto bad = decided_comment("pills", Decision::spam, noon + 2min);
  const auto rude = decided_comment("rude", Decision::reject, noon + 3min);
  add("waits");
  add("published by the rules", State::approved);
  const auto all = decided();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].id, rude);
  EXPECT_FALSE(all[0].wanted);
  EXPECT_EQ(all[1].id, bad);
  EXPECT_EQ(all[1].words.text, "pills");
  EXPECT_EQ(all[1].decided_at, noon + 2min);
  EXPECT_EQ(all[2].id, good);
  EXPECT_TRUE(all[2].wanted);
  ASSERT_TRUE(all[2].by);
  EXPECT_EQ(all[2].by->value, moderator_.token.value);
  EXPECT_EQ(rows_.decided_after(site_, {}, 2), 2U);
  EXPECT_EQ(rows_.decided_after(site_, {}, 20), 3U);
}

TEST_F(ModelRowsTest, GoesOnWhereItHasEnded) {
  const auto early = add("early");
  decided_comment("first", Decision::approve, noon + 1min);
  const LearnedUntil until{noon + 1min, {early.value + 1'000'000}};
  EXPECT_TRUE(decided(until).empty());
  decide(early, {1}, Decision::spam, noon + 2min);
  const auto all = decided(until);
  ASSERT_EQ(all.size(), 1U) << "an old comment that was decided only now";
  EXPECT_EQ(all[0].id, early);
  EXPECT_EQ(rows_.decided_after(site_, until, 20), 1U);
}

TEST_F(ModelRowsTest, WhatWasBroughtInHasNobodyBehindIt) {
  const auto id = add("brought in", State::approved);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec("UPDATE comment SET decided_by = 0, decided_at = now() WHERE " +
                                   here() + " AND id = " + std::to_string(id.value));
  const auto all = decided({noon + 1h, {id.value - 1}});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_FALSE(all[0].by);
  EXPECT_EQ(all[0].decided_at, noon) << "when it was written";
  EXPECT_TRUE(decided({noon + 1h, id}).empty());
}

TEST_F(ModelRowsTest, WhatItsAuthorChangedSinceIsNotWhatWasDecided) {
  const auto id = decided_comment("first words", Decision::approve, noon + 1min);
  ASSERT_EQ(decided().size(), 1U);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec("UPDATE comment SET edited_at = decided_at + '1 second' WHERE " +
                                   here() + " AND id = " + std::to_string(id.value));
  EXPECT_TRUE(decided().empty());
}

TEST_F(ModelRowsTest, ReadsMoreThanOnePiece) {
  std::vector<Wanted> many(1'001);
  std::vector<DecisionRequest> requests;
  for (const Added& one : add_all(many))
    requests.push_back({one.id, {1}, Decision::approve, std::nullopt, std::nullopt});
  DecisionRows decisions{pool_};
  for (std::size_t at = 0; at < requests.size(); at += 100)
    decide_comments(
        std::span{requests}.subspan(at, std::min<std::size_t>(100, requests.size() - at)),
        moderator_, noon + 1min, {decisions, chain_});
  EXPECT_EQ(decided().size(), 1'001U);
  EXPECT_EQ(decided({noon, {0}}).size(), 1'001U);
}

TEST_F(ModelRowsTest, OneInstanceAtATimeHasItsTurn) {
  EXPECT_TRUE(rows_.take_turn(site_, noon, noon + 1min));
  EXPECT_FALSE(rows_.take_turn(site_, noon + 59s, noon + 2min));
  rows_.end_turn(site_);
  EXPECT_TRUE(rows_.take_turn(site_, noon, noon + 1min));
  EXPECT_TRUE(rows_.take_turn(site_, noon + 1min, noon + 2min)) << "who had it has died";
}

}  // namespace
}  // namespace copytaster::postgres::testing
