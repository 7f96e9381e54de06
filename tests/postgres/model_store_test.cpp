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
  /// The wanted ones first.
  std::vector<DecidedComment> decided() {
    std::vector<DecidedComment> all;
    for (const bool wanted : {true, false})
      rows_.decided(site_, wanted, [&](std::span<const DecidedComment> comments) {
        all.insert(all.end(), comments.begin(), comments.end());
        return true;
      });
    return all;
  }
  std::vector<DecidedComment> published(Instant from = noon - 1h, Instant to = noon + 1h) {
    std::vector<DecidedComment> all;
    each_stands_for_ = rows_.published(site_, from, to, [&](auto comments) {
      all.insert(all.end(), comments.begin(), comments.end());
      return true;
    });
    return all;
  }
  void owner_does(const std::string& sql, CommentId id) {
    pqxx::connection owner{database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec(sql + " WHERE " + here() +
                                     " AND id = " + std::to_string(id.value));
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
  double each_stands_for_ = 0;
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
  EXPECT_EQ(all[0].id, good);
  EXPECT_TRUE(all[0].wanted);
  ASSERT_TRUE(all[0].by);
  EXPECT_EQ(all[0].by->value, moderator_.token.value);
  EXPECT_EQ(all[1].id, rude);
  EXPECT_FALSE(all[1].wanted);
  EXPECT_EQ(all[2].id, bad);
  EXPECT_EQ(all[2].words.text, "pills");
  EXPECT_EQ(all[2].decided_at, noon + 2min);
  EXPECT_EQ(all[0].author, all[2].author) << "the same address";
  EXPECT_NE(all[0].author, 0U);
  const DecidedSoFar so_far = rows_.decided_so_far(site_, 20);
  EXPECT_EQ(so_far.wanted, 1U);
  EXPECT_EQ(so_far.unwanted, 2U);
  EXPECT_EQ(so_far.newest, rude);
  EXPECT_EQ(rows_.decided_so_far(site_, 1).unwanted, 1U);
}

TEST_F(ModelRowsTest, CountsWhatWasDecidedSince) {
  const auto early = add("early");
  const auto first = decided_comment("first", Decision::approve, noon + 1min);
  const LearnedUntil until{noon + 1min, first};
  EXPECT_EQ(rows_.decided_after(site_, until, 20), 0U);
  decide(early, {1}, Decision::spam, noon + 2min);
  EXPECT_EQ(rows_.decided_after(site_, until, 20), 1U) << "an old comment, decided only now";
  decided_comment("second", Decision::approve, noon + 3min);
  decided_comment("third", Decision::spam, noon + 4min);
  EXPECT_EQ(rows_.decided_after(site_, until, 20), 3U);
  EXPECT_EQ(rows_.decided_after(site_, until, 2), 2U);
}

TEST_F(ModelRowsTest, WhatIsNoDecisionAnyMoreIsNeitherReadNorCounted) {
  const LearnedUntil until{noon, decided_comment("first", Decision::approve, noon)};
  const auto undone = add("undone");
  const DecidedBatch batch = decide(undone, {1}, Decision::spam, noon + 1min);
  DecisionRows decisions{pool_};
  undo_batch(batch.batch, moderator_, noon + 2min, {decisions, chain_});
  const auto kept = add("published, reported, kept", State::approved);
  decide(kept, {1}, Decision::approve, noon + 1min);
  const auto withdrawn = decided_comment("withdrawn", Decision::approve, noon + 1min);
  owner_does("UPDATE comment SET state = 4", withdrawn);
  EXPECT_EQ(decided().size(), 1U);
  EXPECT_EQ(rows_.decided_after(site_, until, 20), 0U);
  EXPECT_EQ(rows_.decided_so_far(site_, 20).unwanted, 0U);
}

TEST_F(ModelRowsTest, KnowsOfNoOtherSite) {
  decided_comment("here", Decision::approve, noon + 1min);
  add("published here", State::approved);
  const SiteId other = ensure_sites(pool_, {"other" + number()}).begin()->second;
  std::size_t seen = 0;
  const auto take = [&seen](std::span<const DecidedComment> comments) noexcept {
    seen += comments.size();
    return true;
  };
  rows_.decided(other, true, take);
  rows_.published(other, noon - 1h, noon + 1h, take);
  EXPECT_EQ(seen, 0U);
  EXPECT_EQ(rows_.decided_after(other, {}, 20), 0U);
  EXPECT_EQ(rows_.decided_so_far(other, 20).wanted, 0U);
}

TEST_F(ModelRowsTest, WhatWasBroughtInHasNobodyBehindIt) {
  const auto id = add("brought in", State::approved);
  owner_does("UPDATE comment SET decided_by = 0, decided_at = now()", id);
  const auto all = decided();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_FALSE(all[0].by);
  EXPECT_EQ(all[0].decided_at, noon) << "when it was written";
  EXPECT_EQ(rows_.decided_after(site_, {noon + 1h, {id.value - 1}}, 20), 1U) << "by its number";
  EXPECT_EQ(rows_.decided_after(site_, {noon + 1h, id}, 20), 0U);
}

TEST_F(ModelRowsTest, WhatItsAuthorChangedSinceIsNotWhatWasDecided) {
  const auto id = decided_comment("first words", Decision::approve, noon + 1min);
  ASSERT_EQ(decided().size(), 1U);
  owner_does("UPDATE comment SET edited_at = decided_at + '1 second'", id);
  EXPECT_TRUE(decided().empty());
}

TEST_F(ModelRowsTest, ReadsMoreThanOnePiece) {
  std::vector<Wanted> many(401);
  std::vector<DecisionRequest> requests;
  for (const Added& one : add_all(many))
    requests.push_back({one.id, {1}, Decision::approve, std::nullopt, std::nullopt});
  DecisionRows decisions{pool_};
  for (std::size_t at = 0; at < requests.size(); at += 100)
    decide_comments(
        std::span{requests}.subspan(at, std::min<std::size_t>(100, requests.size() - at)),
        moderator_, noon + 1min, {decisions, chain_});
  EXPECT_EQ(decided().size(), 401U);
}

TEST_F(ModelRowsTest, TellsWhatWasPublishedAndNobodyLookedAt) {
  const auto unread = add("published by the rules", State::approved);
  decided_comment("decided", Decision::approve, noon + 1min);
  add("waits");
  const auto reported = add("reported", State::approved);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec(
      "INSERT INTO report (site_id, comment_id, reporter, reason, at) VALUES (" +
      std::to_string(site_.value) + ", " + std::to_string(reported.value) +
      ", '\\x00000000000000000000000000000000', '', now())");
  const auto all = published();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, unread);
  EXPECT_EQ(all[0].decided_at, noon);
  EXPECT_TRUE(all[0].wanted);
  EXPECT_FALSE(all[0].by);
  EXPECT_EQ(each_stands_for_, 1);
  EXPECT_TRUE(published(noon + 1s, noon + 1h).empty());
  EXPECT_TRUE(published(noon - 1h, noon).empty());
}

TEST_F(ModelRowsTest, OfManyPublishedOnesASampleStandsForAll) {
  const std::size_t many = 3 * published_max;
  for (std::size_t at = 0; at < many; at += 1'000)
    add_all(std::vector<Wanted>(1'000, {.text = "published", .state = State::approved}));
  const auto sample = published();
  EXPECT_LE(sample.size(), published_max);
  EXPECT_GE(sample.size(), published_max / 2);
  EXPECT_NEAR(each_stands_for_ * static_cast<double>(sample.size()), static_cast<double>(many),
              0.1 * static_cast<double>(many));
}

// However many comments there are that nobody has decided, an index ends the search.
TEST_F(ModelRowsTest, LooksOnlyAtWhatWasDecided) {
  add_all(std::vector<Wanted>(2'000, {.text = "published", .state = State::approved}));
  decided_comment("decided", Decision::approve, noon + 1min);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction ask{owner};
  ask.exec("ANALYZE comment");
  std::string plan;
  for (const auto& row :
       ask.exec("EXPLAIN SELECT c.id FROM comment c WHERE c.site_id = 1 AND (c.state = 1)::int = 0 "
                "AND c.id < 99 AND c.decided_by IS NOT NULL AND c.state BETWEEN 1 AND 3 "
                "ORDER BY c.id DESC LIMIT 200"))
    plan += row[0].c_str();
  EXPECT_NE(plan.find("comment_decided"), std::string::npos) << plan;
}

TEST_F(ModelRowsTest, OneInstanceAtATimeHasItsTurn) {
  EXPECT_TRUE(rows_.take_turn(site_, noon, noon + 1min));
  EXPECT_FALSE(rows_.take_turn(site_, noon + 59s, noon + 2min));
  rows_.end_turn(site_, noon + 1min);
  EXPECT_TRUE(rows_.take_turn(site_, noon, noon + 1min));
  EXPECT_TRUE(rows_.take_turn(site_, noon + 1min, noon + 2min)) << "who had it has died";
  rows_.end_turn(site_, noon + 1min);
  EXPECT_FALSE(rows_.take_turn(site_, noon + 1min, noon + 3min)) << "it is another's by now";
}

}  // namespace
}  // namespace copytaster::postgres::testing
