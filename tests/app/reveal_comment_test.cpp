// Who may see an address, and what is shown of what masking had changed.

#include "copytaster/app/reveal_comment.hpp"

#include <gtest/gtest.h>

#include "tests/app/fakes.hpp"

namespace copytaster {
namespace {

class FakeRecords final : public CommentRecordStore {
 public:
  std::optional<CommentRecord> read_record(const RecordAsked&, Instant) override { return {}; }
  std::optional<SealedWords> read_sealed(const RecordAsked&, TokenId by, Instant) override {
    looks.push_back(by);
    if (!is_there) return std::nullopt;
    return SealedWords{{"sealed"}, "Reader", std::nullopt, "write to [email hidden]"};
  }

  std::vector<TokenId> looks;
  bool is_there = true;
};

class RevealTest : public ::testing::Test {
 protected:
  RevealOutcome reveal(bool see_email = true) {
    const Principal by{{7}, {1}, Role::moderator, see_email, "Mo"};
    return reveal_comment({{1}, {12}, {}}, by, Instant{}, {records_, vault_});
  }
  static EmailAddress ann() { return EmailAddress::parse("ann@example.com").value(); }

  FakeRecords records_;
  test::FakeVault vault_;
};

TEST_F(RevealTest, WithoutThePermissionNothingIsRead) {
  EXPECT_TRUE(std::holds_alternative<MayNotReveal>(reveal(false)));
  EXPECT_TRUE(records_.looks.empty());
}

TEST_F(RevealTest, AnUnknownCommentIsNone) {
  records_.is_there = false;
  EXPECT_TRUE(std::holds_alternative<NoSuchComment>(reveal()));
}

TEST_F(RevealTest, WhatWasMaskedTakesItsPlaceAgain) {
  vault_.opened = Contact{ann(), "Ann ann@example.com", "https://a.example/ann@example.com",
                          "write to ann@example.com"};
  const auto words = std::get<RevealedWords>(reveal());
  EXPECT_EQ(words.email.value().reveal(), "ann@example.com");
  EXPECT_EQ(words.author, "Ann ann@example.com");
  EXPECT_EQ(words.url, "https://a.example/ann@example.com");
  EXPECT_EQ(words.text, "write to ann@example.com");
  EXPECT_EQ(records_.looks, std::vector{TokenId{7}});
}

TEST_F(RevealTest, WhatIsNoLongerHeldLeavesThePublicWords) {
  const auto words = std::get<RevealedWords>(reveal());
  EXPECT_FALSE(words.email);
  EXPECT_EQ(words.author, "Reader");
  EXPECT_FALSE(words.url);
  EXPECT_EQ(words.text, "write to [email hidden]");
}

}  // namespace
}  // namespace copytaster
