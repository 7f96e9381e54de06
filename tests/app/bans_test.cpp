#include "copytaster/app/bans.hpp"

#include <gtest/gtest.h>

#include "tests/app/fakes.hpp"

namespace copytaster::test {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::hours{12}};
constexpr BanMaker mo{{1}, TokenId{7}, noon};

/// Knows one comment, and keeps the ban that it is given.
class FakeBanStore final : public BanStore {
 public:
  std::optional<BannableComment> find_bannable(SiteId, CommentId id, Instant) override {
    if (id != CommentId{12}) return std::nullopt;
    return comment;
  }
  AddedBan add_ban(const NewBan& new_ban) override {
    made = new_ban;
    if (full) return TooManyBans{};
    if (banned) return BannedAlready{};
    return new_ban.ban;
  }
  bool end_ban(BanId, const BanMaker&) override { return false; }
  std::vector<KeptBan> list_bans(SiteId, std::optional<BanId>, std::size_t, Instant) override {
    return {};
  }
  std::vector<Ban> living_bans(SiteId, Instant) override { return {}; }

  BannableComment comment{"Best Bets", "https://www.casino.example/win", {digest_of("ann")}, {}};
  std::optional<NewBan> made;
  bool full = false;
  bool banned = false;
};

class MakeBan : public ::testing::Test {
 protected:
  MakeBanOutcome make(const BanRequest& request) {
    return make_ban(request, mo, {store_, vault_, chain_});
  }
  KeptBan of_comment(BanKind kind, std::optional<Instant> until = {}) {
    return std::get<KeptBan>(make({.kind = kind, .comment = CommentId{12}, .until = until}));
  }
  KeptBan typed(BanKind kind, const std::string& value) {
    return std::get<KeptBan>(make({.kind = kind, .value = value}));
  }
  /// "member: reason", each on its line.
  std::string faults(const BanRequest& request) {
    const auto outcome = make(request);
    std::string all;
    if (const auto* faults = std::get_if<BanFaults>(&outcome)) {
      for (const BanFault& fault : *faults)
        all += std::string{fault.member} + ": " + std::string{fault.reason} + "\n";
    }
    return all;
  }

  FakeBanStore store_;
  FakeVault vault_;
  FakeAuditChain chain_;
};

TEST_F(MakeBan, OfAnAddressKeepsItsIndexAlone) {
  const KeptBan ban = typed(BanKind::author, " Ann@Example.com ");
  const auto email = EmailAddress::parse("ann@example.com").value();
  EXPECT_EQ(std::get<AuthorIndex>(ban.ban.whom), vault_.author_index({1}, email));
  EXPECT_EQ(told(ban.ban.whom).size(), 32U);
  EXPECT_EQ(told(ban.ban.whom).find("ann"), std::string::npos);
  EXPECT_FALSE(store_.made->of) << "it is of no comment";
  EXPECT_FALSE(ban.ban.until);
}

TEST_F(MakeBan, OfACommentTakesWhatItSays) {
  store_.comment.reader = {{digest_of("reader")}, noon + 48h};
  EXPECT_EQ(std::get<AuthorIndex>(of_comment(BanKind::author).ban.whom).digest, digest_of("ann"));
  EXPECT_EQ(told(of_comment(BanKind::name).ban.whom), "best bets");
  EXPECT_EQ(told(of_comment(BanKind::domain).ban.whom), "casino.example");
  const KeptBan ban = of_comment(BanKind::pseudonym);
  EXPECT_EQ(std::get<Pseudonym>(ban.ban.whom).digest, digest_of("reader"));
  EXPECT_EQ(ban.comment, CommentId{12});
  EXPECT_EQ(store_.made->of->digest, digest_of("ann")) << "so that it can be erased with her";
}

TEST_F(MakeBan, OfAPseudonymEndsWithItsKey) {
  store_.comment.reader = {{digest_of("reader")}, noon + 48h};
  EXPECT_EQ(of_comment(BanKind::pseudonym).ban.until, noon + 48h);
  EXPECT_EQ(of_comment(BanKind::pseudonym, noon + 49h).ban.until, noon + 48h);
  EXPECT_EQ(of_comment(BanKind::pseudonym, noon + 1h).ban.until, noon + 1h);
}

TEST_F(MakeBan, OfACommentThatDoesNotSayIsAFault) {
  store_.comment = {"Star*", std::nullopt, {digest_of("ann")}, {}};
  const auto of = [&](BanKind kind) { return faults({.kind = kind, .comment = CommentId{12}}); };
  EXPECT_EQ(of(BanKind::pseudonym), "comment: is too old: its pseudonym is gone\n");
  EXPECT_EQ(of(BanKind::name), "comment: has a name that cannot be banned\n");
  EXPECT_EQ(of(BanKind::domain), "comment: has no website with a domain\n");
  EXPECT_EQ(faults({.comment = CommentId{13}}), "comment: is not the number of a comment\n");
  EXPECT_FALSE(store_.made);
}

TEST_F(MakeBan, WhatWasTypedIsNeverRepeated) {
  for (const BanKind kind : {BanKind::author, BanKind::pseudonym, BanKind::name, BanKind::domain}) {
    const std::string told = faults({.kind = kind, .value = "*canary@canary@example*"});
    EXPECT_TRUE(told.starts_with("value: ")) << name_of(kind);
    EXPECT_EQ(told.find("canary"), std::string::npos) << told;
  }
  EXPECT_EQ(faults({.kind = BanKind::author, .value = "example.com"}),
            "value: is not an e-mail address\n");
}

TEST_F(MakeBan, IsOfACommentOrOfAValue) {
  const std::string one_of_both = "value: or comment must be given, one of both\n";
  EXPECT_EQ(faults({}), one_of_both);
  EXPECT_EQ(faults({.comment = CommentId{12}, .value = "ann@example.com"}), one_of_both);
}

TEST_F(MakeBan, EndsInTheFuture) {
  BanRequest request{.kind = BanKind::name, .value = "ann", .until = noon};
  EXPECT_EQ(faults(request), "until: is not in the future\n");
  request.until = noon + 1us;
  EXPECT_EQ(std::get<KeptBan>(make(request)).ban.until, noon + 1us);
}

TEST_F(MakeBan, HasAReasonOfSomeLength) {
  const auto because = [](std::string reason) {
    return BanRequest{.kind = BanKind::name, .value = "ann", .reason = std::move(reason)};
  };
  EXPECT_EQ(faults(because(std::string(500, 'r'))), "");
  EXPECT_EQ(store_.made->bound.digest, std::string(500, 'r') + "|name") << "both are bound";
  EXPECT_EQ(faults(because(std::string(501, 'r'))), "reason: must be 1 to 500 bytes\n");
  EXPECT_EQ(faults(because("")), "reason: must be 1 to 500 bytes\n");
  EXPECT_EQ(faults(because(std::string("a\0b", 3))), "reason: holds a NUL character\n");
}

TEST_F(MakeBan, IsMadeOnceAndNotBeyondTheLimit) {
  const BanRequest request{.kind = BanKind::name, .value = "ann"};
  store_.banned = true;
  EXPECT_TRUE(std::holds_alternative<BannedAlready>(make(request)));
  store_.full = true;
  EXPECT_TRUE(std::holds_alternative<TooManyBans>(make(request)));
}

}  // namespace
}  // namespace copytaster::test
