// Accounts, one-time codes and sessions, on both sides of each limit.

#include "postgres/session_store.hpp"

#include <thread>

#include "postgres/moderator_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

std::string hash(const std::string& of) { return of + std::string(32 - of.size(), '.'); }

class SessionStoreTest : public RowsTest {
 protected:
  SessionStoreTest() {
    name_ = "Ann " + number();
    ann_ = moderators_.add_moderator({name_, {{site_, Role::editor, {}, true}}}, noon).value();
  }
  std::optional<Session> open(const std::string& token, Instant at = noon) {
    return sessions_.open_session(ann_, {hash(token), at});
  }
  std::optional<Session> find(const std::string& token, Instant at, AskedBy by = AskedBy::person) {
    return sessions_.find_session(hash(token), limits_, at, by);
  }
  std::size_t listed(Instant at = noon) {
    return sessions_.list_sessions(ann_, limits_, at).size();
  }

  const SessionLimits limits_{30min, 12h};
  ModeratorRows moderators_{pool_};
  SessionRows sessions_{pool_};
  std::string name_;
  ModeratorId ann_;
};

TEST_F(SessionStoreTest, ACodeOpensOneSessionWithinAQuarterOfAnHour) {
  const std::string n = number();
  const auto code = hash("code" + n);
  moderators_.put_login_code(ann_, code, noon);
  EXPECT_FALSE(sessions_.redeem_code(hash("other" + n), {hash("a" + n), noon}));
  const auto session = sessions_.redeem_code(code, {hash("b" + n), noon + 15min - 1us});
  ASSERT_TRUE(session);
  EXPECT_EQ(session->moderator.name, name_);
  EXPECT_TRUE(session->by_code);
  EXPECT_FALSE(session->has_password);
  ASSERT_EQ(session->moderator.roles.size(), 1U);
  EXPECT_EQ(session->moderator.roles[0].role, Role::editor);
  EXPECT_FALSE(sessions_.redeem_code(code, {hash("c" + n), noon})) << "used";
  moderators_.put_login_code(ann_, code, noon);
  EXPECT_FALSE(sessions_.redeem_code(code, {hash("d" + n), noon + 15min})) << "expired";
  EXPECT_FALSE(sessions_.redeem_code(code, {hash("e" + n), noon})) << "gone";
}

// B21
TEST_F(SessionStoreTest, ANewCodeReplacesTheOneBefore) {
  const std::string n = number();
  moderators_.put_login_code(ann_, hash("first" + n), noon);
  moderators_.put_login_code(ann_, hash("second" + n), noon);
  EXPECT_FALSE(sessions_.redeem_code(hash("first" + n), {hash("f" + n), noon}));
  EXPECT_TRUE(sessions_.redeem_code(hash("second" + n), {hash("g" + n), noon}));
}

TEST_F(SessionStoreTest, OfManyWhoHaveACodeOneGetsIn) {
  const std::string n = number();
  moderators_.put_login_code(ann_, hash("race" + n), noon);
  std::atomic<int> opened = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&, i] {
      if (sessions_.redeem_code(hash("race" + n), {hash("r" + std::to_string(i) + n), noon}))
        ++opened;
    });
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(opened, 1);
}

TEST_F(SessionStoreTest, ASessionEndsWhenIdleAndLivesWhenUsed) {
  open("idle" + number());
  const std::string token = "used" + number();
  open(token);
  EXPECT_FALSE(find(token, noon + 30min)) << "idle";
  for (Instant at = noon; at < noon + 11h + 50min; at += 25min)
    ASSERT_TRUE(find(token, at)) << rfc3339(at);
  EXPECT_TRUE(find(token, noon + 12h - 1s));
  EXPECT_FALSE(find(token, noon + 12h)) << "the whole limit";
}

TEST_F(SessionStoreTest, APageThatAsksByItselfKeepsNothingAlive) {
  const std::string token = "page" + number();
  open(token);
  for (Instant at = noon; at < noon + 30min; at += 5min)
    ASSERT_TRUE(find(token, at, AskedBy::page)) << rfc3339(at);
  EXPECT_FALSE(find(token, noon + 30min));
}

TEST_F(SessionStoreTest, NotEveryReadingIsAWrite) {
  const std::string token = "read" + number();
  open(token);
  const auto seen = [&] { return sessions_.list_sessions(ann_, limits_, noon)[0].seen_at; };
  find(token, noon + 59s);
  EXPECT_EQ(seen(), noon);
  find(token, noon + 61s);
  EXPECT_EQ(seen(), noon + 61s);
}

TEST_F(SessionStoreTest, OnesOwnAreListedAndEnded) {
  const auto first = open("one" + number())->id;
  const auto second = open("two" + number())->id;
  const auto list = sessions_.list_sessions(ann_, limits_, noon);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].id, second);
  const auto bea = moderators_.add_moderator({"Bea " + number(), {{site_, Role::moderator}}}, noon);
  EXPECT_FALSE(sessions_.end_session(*bea, first)) << "not hers";
  EXPECT_TRUE(sessions_.end_session(ann_, first));
  EXPECT_FALSE(sessions_.end_session(ann_, first));
  EXPECT_EQ(listed(), 1U);
  EXPECT_EQ(listed(noon + 30min), 0U);
}

TEST_F(SessionStoreTest, TheOldestGoesWhenThereAreTooMany) {
  const std::string oldest = "s0" + number();
  open(oldest);
  for (int i = 1; i < sessions_max; ++i) open("s" + number());
  EXPECT_TRUE(find(oldest, noon));
  open("s" + number());
  EXPECT_FALSE(find(oldest, noon));
  EXPECT_EQ(listed(), static_cast<std::size_t>(sessions_max));
}

// B13, B21
TEST_F(SessionStoreTest, AChangedPasswordEndsAllOthersAndTheCode) {
  const std::string kept = "kept" + number();
  const std::string lost = "lost" + number();
  const auto id = open(kept)->id;
  open(lost);
  moderators_.put_login_code(ann_, hash("unused" + name_), noon);
  EXPECT_FALSE(sessions_.find_password(name_)->hash);
  sessions_.change_password(ann_, "$argon", id);
  EXPECT_EQ(sessions_.find_password(name_)->hash, "$argon");
  EXPECT_TRUE(find(kept, noon)->has_password);
  EXPECT_FALSE(find(lost, noon));
  EXPECT_FALSE(sessions_.redeem_code(hash("unused" + name_), {hash("x" + name_), noon}));
}

TEST_F(SessionStoreTest, NamesDifferByMoreThanLetterCase) {
  EXPECT_FALSE(sessions_.find_password("nobody"));
  std::string shouted = name_;
  shouted[0] = 'a';
  EXPECT_EQ(sessions_.find_password(shouted)->moderator, ann_);
  EXPECT_FALSE(moderators_.add_moderator({shouted, {{site_, Role::admin}}}, noon))
      << "she has her role here";
  const SiteId other = ensure_sites(pool_, {"o" + number()}).begin()->second;
  EXPECT_EQ(moderators_.add_moderator({shouted, {{other, Role::moderator}}}, noon), ann_);
  const auto all = moderators_.list_moderators();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one.moderator.id == ann_; });
  ASSERT_NE(found, all.end());
  EXPECT_EQ(found->moderator.roles.size(), 2U);
  EXPECT_FALSE(found->seen_at);
}

TEST_F(SessionStoreTest, WhoDecidedIsToldByName) {
  const auto id = add("held");
  moderator_ = principal_at(open("decides" + number())->moderator, site_).value();
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(decide(id, {1}, Decision::spam).results[0].standing->decided_by, name_);
}

TEST_F(SessionStoreTest, WhatIsOverIsPurged) {
  open("over" + number());
  moderators_.put_login_code(ann_, hash("old" + name_), noon);
  const std::string hers = "moderator_id = " + std::to_string(ann_.value);
  purge_sessions(pool_, limits_, noon + 15min - 1us);
  EXPECT_EQ(count("login_code WHERE " + hers) + count("session WHERE " + hers), "11");
  purge_sessions(pool_, limits_, noon + 15min);
  EXPECT_EQ(count("login_code WHERE " + hers) + count("session WHERE " + hers), "01");
  purge_sessions(pool_, limits_, noon + 30min);
  EXPECT_EQ(count("session WHERE " + hers), "0");
}

}  // namespace
}  // namespace copytaster::postgres::testing
