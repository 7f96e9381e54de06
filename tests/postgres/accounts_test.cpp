// Second factors, invitations, roles and tokens as the database keeps them, on both sides of each
// limit.

#include <thread>

#include "postgres/invitation_store.hpp"
#include "postgres/moderator_store.hpp"
#include "postgres/second_factor_store.hpp"
#include "postgres/session_store.hpp"
#include "postgres/token_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

std::string hash(const std::string& of) { return of + std::string(32 - of.size(), '.'); }

class AccountsTest : public RowsTest {
 protected:
  AccountsTest() : name_("Ann " + number()), ann_(add(name_, Role::admin)) {}

  ModeratorId add(const std::string& name, Role role) {
    return moderators_.add_moderator({name, {{site_, role}}}, noon).value();
  }
  std::int64_t audited(const std::string& decision, std::int64_t subject) {
    return pool_.with([&](pqxx::connection& connection) {
      pqxx::nontransaction read{connection};
      return read
          .exec_params1(
              "SELECT count(*) FROM audit_entry WHERE site_id = $1 AND decision = $2 AND "
              "version = $3 AND comment_id = 0",
              site_.value, decision, subject)[0]
          .as<std::int64_t>();
    });
  }
  StoredTotp waiting(Instant at = noon) {
    EXPECT_TRUE(factors_.put_waiting(ann_, sealed("s" + number()), at));
    return factors_.find_waiting(ann_, at).value();
  }
  static std::string sealed(const std::string& text) {
    return std::string("\x7F\x7F\x7F\x7F", 4) + text;  // a key that nobody has recorded
  }
  std::optional<Session> sign_in(const UsedFactor& used) {
    return sessions_.open_session_with(ann_, used, {hash("t" + number()), noon, "a program"});
  }
  RoleMaker maker(Instant at = noon) const { return {site_, {ann_.value}, at}; }
  bool change(ModeratorId moderator, const SiteRole& place) {
    return moderators_.change_place(moderator, {place, "words", {hash("salt"), hash("digest")}},
                                    maker());
  }
  auto invite(const std::string& name, const std::string& token, Instant expires = noon + 72h) {
    return invitations_.add_invitation(
        {{{}, name, {site_, Role::moderator, {"a,b", "c\"d"}}, {}, noon, expires},
         hash(token),
         {ann_.value},
         {hash("salt"), hash("digest")}});
  }

  ModeratorRows moderators_{pool_};
  SessionRows sessions_{pool_};
  SecondFactorRows factors_{pool_};
  InvitationRows invitations_{pool_};
  TokenRows tokens_{pool_};
  std::string name_;
  ModeratorId ann_;
};

TEST_F(AccountsTest, ANewSecretWaitsForAQuarterOfAnHourAndMayBeReplaced) {
  const StoredTotp first = waiting();
  const StoredTotp second = waiting();
  EXPECT_NE(first.sealed, second.sealed);
  EXPECT_TRUE(factors_.find_waiting(ann_, noon + 15min - 1us));
  EXPECT_FALSE(factors_.find_waiting(ann_, noon + 15min));
  EXPECT_FALSE(factors_.find_totp(ann_)) << "it is not in force";
  EXPECT_FALSE(sessions_.find_password(name_)->totp);
  const Session kept = sessions_.open_session(ann_, {hash("k" + number()), noon});
  EXPECT_FALSE(factors_.confirm({first, 5, {hash("r")}, kept.id, noon})) << "it was replaced";
  EXPECT_TRUE(factors_.confirm({second, 5, {hash("r")}, kept.id, noon}));
  EXPECT_FALSE(factors_.confirm({second, 5, {hash("r")}, kept.id, noon}));
  EXPECT_EQ(factors_.find_totp(ann_)->last_step, 5);
  EXPECT_EQ(sessions_.find_password(name_)->totp->sealed, second.sealed);
  EXPECT_FALSE(factors_.put_waiting(ann_, sealed("x"), noon)) << "one is in force";
  EXPECT_EQ(audited("totp", ann_.value), 1);
}

TEST_F(AccountsTest, WhatTurnsItOnOrOffEndsTheOtherSessions) {
  const std::string mine = hash("m" + number());
  const std::string other = hash("o" + number());
  const SessionLimits limits{30min, 12h};
  const auto is_there = [&](const std::string& token) {
    return sessions_.find_session(token, limits, noon, AskedBy::page).has_value();
  };
  const Session kept = sessions_.open_session(ann_, {mine, noon});
  sessions_.open_session(ann_, {other, noon});
  ASSERT_TRUE(factors_.confirm({waiting(), 5, {hash("r")}, kept.id, noon}));
  EXPECT_TRUE(is_there(mine));
  EXPECT_FALSE(is_there(other));
  EXPECT_TRUE(sessions_.find_session(mine, limits, noon, AskedBy::page)->has_totp);
  const std::string third = hash("3" + number());
  sessions_.open_session(ann_, {third, noon});
  EXPECT_FALSE(factors_.end_totp(ann_, UsedStep{5}, kept.id, noon)) << "it was used";
  EXPECT_TRUE(is_there(third));
  EXPECT_TRUE(factors_.end_totp(ann_, UsedStep{6}, kept.id, noon));
  EXPECT_TRUE(is_there(mine));
  EXPECT_FALSE(is_there(third));
  EXPECT_FALSE(factors_.end_totp(ann_, UsedStep{7}, kept.id, noon));
  EXPECT_EQ(audited("untotp", ann_.value), 1);
}

// B20
TEST_F(AccountsTest, EachStepAndEachRecoveryCodeIsGoodOnceAlsoAtTheSameTime) {
  const Session kept = sessions_.open_session(ann_, {hash("k" + number()), noon});
  ASSERT_TRUE(factors_.confirm({waiting(), 5, {hash("r1"), hash("r2")}, kept.id, noon}));
  EXPECT_FALSE(sign_in(UsedStep{5}));
  EXPECT_FALSE(sign_in(UsedStep{4}));
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, token = hash("j" + number())] {
        if (sessions_.open_session_with(ann_, UsedStep{6}, {token, noon})) ++opened;
      });
  }
  EXPECT_EQ(opened, 1);
  EXPECT_FALSE(sign_in(UsedRecoveryCode{hash("r3")}));
  EXPECT_TRUE(sign_in(UsedRecoveryCode{hash("r1")}));
  EXPECT_FALSE(sign_in(UsedRecoveryCode{hash("r1")}));
  EXPECT_TRUE(sign_in(UsedRecoveryCode{hash("r2")}));
  EXPECT_EQ(audited("recovery", ann_.value), 2);
}

TEST_F(AccountsTest, AResetTakesItAndAllSessions) {
  EXPECT_FALSE(factors_.reset_totp(ann_, noon)) << "there is none";
  const std::string mine = hash("m" + number());
  const Session kept = sessions_.open_session(ann_, {mine, noon});
  ASSERT_TRUE(factors_.confirm({waiting(), 5, {hash("r")}, kept.id, noon}));
  EXPECT_TRUE(factors_.reset_totp(ann_, noon));
  EXPECT_FALSE(sessions_.find_session(mine, {30min, 12h}, noon, AskedBy::page));
  EXPECT_FALSE(sessions_.find_password(name_)->totp);
  EXPECT_FALSE(sign_in(UsedRecoveryCode{hash("r")}));
  EXPECT_EQ(audited("untotp", ann_.value), 1);
}

TEST_F(AccountsTest, AChangeOfKeysReplacesWhatItReadAndNothingElse) {
  const StoredTotp read = waiting();
  EXPECT_TRUE(factors_.replace(read, sealed("fresh")));
  EXPECT_FALSE(factors_.replace(read, sealed("late")));
  const auto page = factors_.page({ann_.value - 1}, 1);
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].sealed, sealed("fresh"));
}

TEST_F(AccountsTest, AnInvitationMakesAnAccountOnce) {
  const std::string n = number();
  const auto made = invite("Mo " + n, "i" + n);
  ASSERT_TRUE(std::holds_alternative<Invitation>(made));
  const auto& invitation = std::get<Invitation>(made);
  EXPECT_EQ(invitation.made_by, name_);
  EXPECT_EQ(audited("invite", invitation.id.value), 1);
  EXPECT_EQ(invitations_.list_invitations(site_, noon).front().id, invitation.id);
  EXPECT_EQ(invitations_.find_invitation(hash("i" + n), noon)->place.sections,
            (std::vector<std::string>{"a,b", "c\"d"}));
  EXPECT_FALSE(invitations_.find_invitation(hash("x" + n), noon));
  const auto joined = invitations_.accept(hash("i" + n), "argon", noon);
  ASSERT_TRUE(std::holds_alternative<ModeratorId>(joined));
  const auto mo = std::get<ModeratorId>(joined);
  EXPECT_EQ(audited("join", mo.value), 1);
  EXPECT_EQ(sessions_.find_password("mo " + n)->hash, "argon");
  const auto place = moderators_.find_at(site_, mo)->place;
  EXPECT_EQ(place.role, Role::moderator);
  EXPECT_EQ(place.sections, (std::vector<std::string>{"a,b", "c\"d"}));
  EXPECT_TRUE(
      std::holds_alternative<NoSuchInvitation>(invitations_.accept(hash("i" + n), "argon", noon)));
  EXPECT_TRUE(std::holds_alternative<NameTaken>(invite("MO " + n, "j" + n)));
}

TEST_F(AccountsTest, AnInvitationEndsWithItsTimeOrItsWithdrawal) {
  const std::string n = number();
  const auto made = std::get<Invitation>(invite("Zoe " + n, "z" + n, noon + 1h));
  EXPECT_TRUE(std::holds_alternative<NameTaken>(invite("zoe " + n, "y" + n))) << "one is open";
  EXPECT_TRUE(invitations_.find_invitation(hash("z" + n), noon + 1h - 1us));
  EXPECT_FALSE(invitations_.find_invitation(hash("z" + n), noon + 1h));
  EXPECT_TRUE(std::holds_alternative<NoSuchInvitation>(
      invitations_.accept(hash("z" + n), "argon", noon + 1h)));
  EXPECT_FALSE(invitations_.withdraw(made.id, maker(noon + 1h)));
  EXPECT_FALSE(invitations_.withdraw(
      made.id, {ensure_sites(pool_, {"elsewhere"}).at("elsewhere"), {ann_.value}, noon}));
  EXPECT_TRUE(invitations_.withdraw(made.id, maker()));
  EXPECT_FALSE(invitations_.withdraw(made.id, maker()));
  EXPECT_FALSE(invitations_.find_invitation(hash("z" + n), noon));
  EXPECT_EQ(audited("uninvite", made.id.value), 1);
}

TEST_F(AccountsTest, OpenInvitationsHaveALimit) {
  const SiteId site = ensure_sites(pool_, {"crowded"}).at("crowded");
  const auto add = [&](int i) {
    const std::string n = "crowd " + std::to_string(i);
    return invitations_.add_invitation(
        {{{}, n, {site, Role::editor}, {}, noon, noon + 1h}, hash(n), {ann_.value}, {}});
  };
  for (int i = 0; i < static_cast<int>(invitations_max); ++i)
    ASSERT_TRUE(std::holds_alternative<Invitation>(add(i))) << i;
  EXPECT_TRUE(std::holds_alternative<TooManyInvitations>(add(1000)));
}

TEST_F(AccountsTest, ASiteKeepsAnAdmin) {
  const SiteId site = ensure_sites(pool_, {"lonely"}).at("lonely");
  const auto one = moderators_.add_moderator({"One " + number(), {{site, Role::admin}}}, noon);
  const auto two = moderators_.add_moderator({"Two " + number(), {{site, Role::admin}}}, noon);
  const auto put = [&](ModeratorId who, const SiteRole& place) {
    return moderators_.change_place(who, {place, "words", {}}, {site, {one->value}, noon});
  };
  std::atomic<int> demoted = 0;
  {
    std::jthread first{[&] { demoted += put(*one, {site, Role::editor}) ? 1 : 0; }};
    std::jthread second{[&] { demoted += put(*two, {site, Role::editor}) ? 1 : 0; }};
  }
  EXPECT_EQ(demoted, 1) << "two who demote each other at once";
  const ModeratorId left = moderators_.find_at(site, *one)->place.role == Role::admin ? *one : *two;
  EXPECT_FALSE(put(left, {site, Role::admin, {}, false, true})) << "disabled is as good as gone";
  EXPECT_TRUE(put(left, {site, Role::admin, {}, true}));
}

TEST_F(AccountsTest, WhoHasNoLivingRoleIsSignedOutAndStaysOut) {
  const std::string name = "Kim " + number();
  const ModeratorId kim = add(name, Role::moderator);
  const std::string token = hash("k" + number());
  const Session session = sessions_.open_session(kim, {token, noon, "Firefox on Linux"});
  sessions_.change_password(kim, "argon", session.id);
  EXPECT_EQ(sessions_.list_sessions(kim, {30min, 12h}, noon).front().device, "Firefox on Linux");
  const auto find = [&] {
    return sessions_.find_session(token, {30min, 12h}, noon, AskedBy::page);
  };
  ASSERT_TRUE(change(kim, {site_, Role::moderator, {"politics"}, true}));
  EXPECT_EQ(find()->moderator.roles[0].sections, std::vector<std::string>{"politics"});
  EXPECT_TRUE(find()->moderator.roles[0].see_email);
  ASSERT_TRUE(change(kim, {site_, Role::moderator, {}, false, true}));
  EXPECT_FALSE(find());
  EXPECT_FALSE(sessions_.find_password(name)->hash);
  moderators_.put_login_code(kim, hash("c" + name), noon);
  EXPECT_FALSE(sessions_.redeem_code(hash("c" + name), {hash("n" + number()), noon}));
  ASSERT_TRUE(change(kim, {site_, Role::editor}));
  EXPECT_FALSE(find()) << "it has ended for good";
  EXPECT_EQ(sessions_.find_password(name)->hash, "argon");
  EXPECT_EQ(audited("role", kim.value), 3);
}

TEST_F(AccountsTest, TokensAreListedNotedAndRevoked) {
  const std::string n = number();
  NewToken wanted{site_, Role::exporter, "archive " + n, true, noon + 48h, hash("t" + n)};
  wanted.made_by = TokenId{ann_.value};
  const TokenId id = tokens_.create_token(wanted, noon);
  EXPECT_EQ(audited("token", id.value), 1);
  const auto listed = [&] { return tokens_.list_tokens(site_, TokenId{id.value + 1}, 1).front(); };
  EXPECT_EQ(listed().name, "archive " + n);
  EXPECT_FALSE(listed().seen_at);
  EXPECT_TRUE(tokens_.find_token(hash("t" + n), noon + 90min));
  EXPECT_EQ(listed().seen_at, noon + 1h);
  EXPECT_TRUE(tokens_.find_token(hash("t" + n), noon + 2h - 1us));
  EXPECT_EQ(listed().seen_at, noon + 1h);
  EXPECT_TRUE(tokens_.find_token(hash("t" + n), noon + 2h));
  EXPECT_EQ(listed().seen_at, noon + 2h);
  const auto living = tokens_.count_tokens(site_, noon);
  const SiteId elsewhere = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_FALSE(tokens_.revoke_token(elsewhere, id, {ann_.value}, noon));
  EXPECT_TRUE(tokens_.revoke_token(site_, id, {ann_.value}, noon));
  EXPECT_FALSE(tokens_.revoke_token(site_, id, {ann_.value}, noon));
  EXPECT_FALSE(tokens_.find_token(hash("t" + n), noon));
  EXPECT_EQ(tokens_.count_tokens(site_, noon), living - 1);
  EXPECT_EQ(listed().revoked_at, noon);
  EXPECT_EQ(audited("untoken", id.value), 1);
}

}  // namespace
}  // namespace copytaster::postgres::testing
