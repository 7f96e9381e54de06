// One comment's record: what stands around it, each list within its bound, and whose look is noted.

#include "copytaster/app/reveal_comment.hpp"
#include "postgres/comment_record_store.hpp"
#include "postgres/receipt_store.hpp"
#include "tests/postgres/reports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using Ids = std::vector<CommentId>;

Ids ids_of(const std::vector<NearComment>& near) {
  Ids ids;
  for (const NearComment& one : near) ids.push_back(one.id);
  return ids;
}

class CommentRecordTest : public ReportRowsTest {
 protected:
  std::optional<CommentRecord> find(CommentId id, std::vector<std::string> sections = {}) {
    return records_.read_record({site_, id, std::move(sections)}, noon);
  }
  CommentRecord record(CommentId id) { return find(id).value(); }
  CommentId shown_below(std::optional<CommentId> parent, const std::string& email,
                        Instant at = noon) {
    Wanted wanted{.text = "below", .state = State::approved, .email = email, .at = at};
    if (parent) wanted.parent = parent->value;
    return add_one(wanted);
  }
  std::string looks() const { return count("audit_entry WHERE decision = 'reveal' AND " + here()); }

  CommentRecordRows records_{pool_};
};

TEST_F(CommentRecordTest, OfAnotherSiteOrSectionNothingIsThere) {
  put_article("sport", "sport");
  const auto id = add_one({.article = "sport"});
  EXPECT_TRUE(find(id));
  EXPECT_TRUE(find(id, {"politics", "sport"}));
  EXPECT_FALSE(find(id, {"politics"}));
  EXPECT_FALSE(records_.read_record({{site_.value + 1}, id, {}}, noon));
  EXPECT_FALSE(find({id.value + 1'000'000}));
}

TEST_F(CommentRecordTest, TheQueuesMembersAreInIt) {
  const auto id = add("first");
  EXPECT_EQ(record(id).queued.state, State::pending);
  decide(id, {1}, Decision::approve, noon + 1h);
  report(id, "one", "rude");
  const auto found = record(id);
  EXPECT_EQ(found.queued.comment.text, "first");
  EXPECT_EQ(found.queued.version.value, 2);
  EXPECT_EQ(found.queued.state, State::approved);
  EXPECT_EQ(found.queued.reports, 1);
  EXPECT_EQ(found.queued.approved_before, 1);
  EXPECT_EQ(found.article_url, "https://news.example/1");
  EXPECT_EQ(found.decided_by, "Mo");
  EXPECT_EQ(found.decided_at, noon + 1h);
  EXPECT_EQ(found.published_at, noon + 1h);
  ASSERT_EQ(found.reports.size(), 1U);
  EXPECT_EQ(found.reports[0].reason, "rude");
  EXPECT_FALSE(found.reports[0].settled_at);
}

TEST_F(CommentRecordTest, ItsParentsAreFiveAtMostTheNearestFirst) {
  Ids chain{shown_below({}, "a@example.com")};
  for (int i = 0; i < 6; ++i) chain.push_back(shown_below(chain.back(), "a@example.com"));
  const auto parents = ids_of(record(chain.back()).parents);
  EXPECT_EQ(parents, (Ids{chain[5], chain[4], chain[3], chain[2], chain[1]}));
  EXPECT_EQ(ids_of(record(chain[1]).parents), Ids{chain[0]});
  EXPECT_TRUE(record(chain[0]).parents.empty());
}

TEST_F(CommentRecordTest, ItsRepliesAreTheFirstTwentyAlsoThoseThatWaitOrAreRemoved) {
  const auto id = shown_below({}, "a@example.com");
  const auto removed = shown_below(id, "b@example.com", noon + 1s);
  decide(removed, {1}, Decision::spam);
  const auto waits = add_one({.parent = id.value, .email = "c@example.com", .at = noon + 2s});
  for (int i = 0; i < 20; ++i) shown_below(id, "d@example.com", noon + 1min);
  const auto replies = record(id).replies;
  ASSERT_EQ(replies.size(), static_cast<std::size_t>(record_replies_max));
  EXPECT_EQ(replies[0].id, removed);
  EXPECT_EQ(replies[0].state, State::spam);
  EXPECT_EQ(replies[1].id, waits);
  EXPECT_EQ(replies[1].state, State::pending);
  EXPECT_EQ(replies[2].parent, id);
}

TEST_F(CommentRecordTest, BesideItStandHalfBeforeAndHalfBehind) {
  put_article("beside");
  Ids top;
  for (int i = 0; i < 30; ++i)
    top.push_back(add_one({.text = "top",
                           .state = State::approved,
                           .article = "beside",
                           .email = "t" + std::to_string(i) + "@example.com",
                           .at = noon + std::chrono::seconds{i}}));
  const auto siblings = ids_of(record(top[15]).siblings);
  Ids wanted(top.begin() + 5, top.begin() + 15);
  wanted.insert(wanted.end(), top.begin() + 16, top.begin() + 26);
  EXPECT_EQ(siblings, wanted);
  EXPECT_EQ(ids_of(record(top[0]).siblings), Ids(top.begin() + 1, top.begin() + 11));

  const auto parent = shown_below({}, "a@example.com");
  const auto one = shown_below(parent, "b@example.com", noon + 1s);
  const auto two = shown_below(parent, "c@example.com", noon + 2s);
  EXPECT_EQ(ids_of(record(one).siblings), Ids{two});
  EXPECT_EQ(ids_of(record(two).siblings), Ids{one});
}

TEST_F(CommentRecordTest, ALongTextBesideItIsCut) {
  const auto id = shown_below({}, "a@example.com");
  const std::string long_text(static_cast<std::size_t>(record_excerpt_chars_max), 'x');
  const auto whole = add_one({.text = long_text, .parent = id.value, .email = "b@example.com"});
  const auto cut = add_one({.text = long_text + "y", .parent = id.value, .email = "c@example.com"});
  for (const NearComment& one : record(id).replies) {
    EXPECT_EQ(one.text, long_text);
    EXPECT_EQ(one.cut, one.id == cut) << whole.value;
  }
}

TEST_F(CommentRecordTest, TheAuthorsLastTwentyComeInEveryStateAndNobodyElses) {
  put_article("sport", "sport");
  const auto id = add_one({.email = "one@example.com"});
  add_one({.email = "other@example.com"});
  const auto refused = add_one({.email = "one@example.com", .at = noon + 1h});
  decide(refused, {1}, Decision::reject);
  const auto waits = add_one({.article = "sport", .email = "one@example.com", .at = noon + 2h});
  EXPECT_EQ(ids_of(record(id).by_author), (Ids{waits, refused}));
  EXPECT_EQ(record(id).by_author[1].state, State::rejected);
  EXPECT_EQ(ids_of(find(id, {""}).value().by_author), Ids{refused});
  for (int i = 0; i < 20; ++i)
    add_one({.text = std::to_string(i), .email = "one@example.com", .at = noon - 1h});
  EXPECT_EQ(record(id).by_author.size(), static_cast<std::size_t>(record_by_author_max));
}

TEST_F(CommentRecordTest, AnErasedOneIsNobodysAndStillHasItsDecisions) {
  const auto id = submit({});
  submit({.text = "another"});
  decide(id, {1}, Decision::approve);
  erase("ann@example.com");
  const auto found = record(id);
  EXPECT_EQ(found.queued.comment.text, "");
  EXPECT_TRUE(found.by_author.empty());
  ASSERT_EQ(found.decisions.size(), 2U);
  EXPECT_EQ(found.decisions[0].entry.decision, "erase");
}

TEST_F(CommentRecordTest, WhatWasDecidedIsTheAuditTheNewestFirst) {
  const auto id = add("first");
  decide(id, {1}, Decision::reject, noon + 1h);
  undo(decide(id, {2}, Decision::approve, noon + 2h).batch);
  const auto decisions = record(id).decisions;
  ASSERT_EQ(decisions.size(), 3U);
  EXPECT_EQ(decisions[0].entry.decision, "undo");
  EXPECT_EQ(decisions[1].entry.decision, "approve");
  EXPECT_EQ(decisions[2].entry.decision, "reject");
  EXPECT_EQ(decisions[2].by_name, "Mo");
  EXPECT_EQ(decisions[2].detail.value().reason, "reason");
  EXPECT_EQ(decisions[2].detail.value().note, "note");
}

TEST_F(CommentRecordTest, AnEditSaysWhatStoodThereAsLongAsThatIsKept) {
  const auto id = submit({.text = "before"});
  ReceiptRows receipts{pool_};
  const AuthorsMove move{site_, id, {1}, {State::pending, State::pending}, receipts.new_attempt()};
  ASSERT_TRUE(receipts.record_edit(move, {"after", {"sealed"}, "{}"}, noon + 1min));
  auto edits = record(id).edits;
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0].version.value, 2);
  EXPECT_EQ(edits[0].at, noon + 1min);
  EXPECT_EQ(edits[0].text, "before");
  owner_sees("DELETE FROM revision WHERE comment_id = " + std::to_string(id.value) +
             " RETURNING 1");
  edits = record(id).edits;
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_FALSE(edits[0].text);
}

TEST_F(CommentRecordTest, ARevealIsInTheAuditAndOpensWhatWasSealed) {
  const auto id =
      submit({.email = "ann.canary@example.com", .text = "write to ann.canary@example.com"});
  const Principal by{moderator_.token, site_, Role::moderator, true, "Mo"};
  const auto reveal = [&](const RecordAsked& asked) {
    return reveal_comment(asked, by, noon + 1h, {records_, vault_});
  };
  EXPECT_TRUE(std::holds_alternative<NoSuchComment>(reveal({site_, id, {"sport"}})));
  EXPECT_EQ(looks(), "0");
  const auto words = std::get<RevealedWords>(reveal({site_, id, {}}));
  EXPECT_EQ(words.email.value().reveal(), "ann.canary@example.com");
  EXPECT_EQ(words.text, "write to ann.canary@example.com");
  EXPECT_EQ(looks(), "1");
  EXPECT_EQ(owner_sees("SELECT concat_ws(' ', comment_id, token_id, from_state, to_state, version) "
                       "FROM audit_entry WHERE decision = 'reveal' AND " +
                       here()),
            std::to_string(id.value) + " " + std::to_string(moderator_.token.value) + " 0 0 1");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "1");
}

TEST_F(CommentRecordTest, WhoCannotReadTheSealedColumnReadsItByTheDoorAlone) {
  const auto id = submit({});
  pqxx::connection service{database().service_conninfo()};
  pqxx::nontransaction read{service};
  EXPECT_THROW(read.exec("SELECT sealed FROM comment WHERE id = " + std::to_string(id.value)),
               pqxx::insufficient_privilege);
  EXPECT_TRUE(records_.read_sealed({site_, id, {}}, moderator_.token, noon));
}

}  // namespace
}  // namespace copytaster::postgres::testing
