#include "security/audit_chain.hpp"

#include <gtest/gtest.h>

namespace copytaster::security {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

MasterKey key_of(std::uint8_t byte) {
  MasterKey key;
  key.fill(byte);
  return key;
}

AuditEntry an_entry() {
  return {{7}, {3}, {11}, TokenId{2}, "approve", 0, 1, {2}, noon, std::string(32, 'd')};
}

class AuditChainTest : public testing::Test {
 protected:
  std::string hash(const AuditEntry& entry, const AuditSeal& seal = {1, {{7}}, "", noon},
                   const std::string& previous = "", SiteId site = {1}) const {
    return chain_.hash_of(site, previous, seal, std::span{&entry, 1});
  }
  SodiumAuditChain chain_{key_of(1)};
};

TEST_F(AuditChainTest, ASealCoversEveryColumn) {
  const std::string right = hash(an_entry());
  EXPECT_EQ(right.size(), 32U);
  EXPECT_EQ(right, hash(an_entry()));
  const auto with = [](const auto& change) {
    AuditEntry entry = an_entry();
    change(entry);
    return entry;
  };
  const AuditEntry changes[] = {with([](auto& entry) { entry.id.value = 8; }),
                                with([](auto& entry) { entry.batch.value = 4; }),
                                with([](auto& entry) { entry.comment.value = 12; }),
                                with([](auto& entry) { entry.by.reset(); }),
                                with([](auto& entry) { entry.by = TokenId{0}; }),
                                with([](auto& entry) { entry.decision = "spam"; }),
                                with([](auto& entry) { entry.from = 2; }),
                                with([](auto& entry) { entry.to = 2; }),
                                with([](auto& entry) { entry.version.value = 3; }),
                                with([](auto& entry) { entry.at += 1us; }),
                                with([](auto& entry) { entry.detail_digest.reset(); }),
                                with([](auto& entry) { entry.detail_digest->back() = 'e'; }),
                                with([](auto& entry) { entry.detail_digest = ""; }),
                                with([](auto& entry) { entry.reason_code = "abusive"; })};
  for (std::size_t i = 0; i < std::size(changes); ++i) EXPECT_NE(hash(changes[i]), right) << i;
}

TEST_F(AuditChainTest, ASealCoversItsPlaceInTheChain) {
  const std::string right = hash(an_entry());
  EXPECT_NE(hash(an_entry(), {2, {{7}}, "", noon}), right);
  EXPECT_NE(hash(an_entry(), {1, {{7}}, "", noon + 1us}), right);
  EXPECT_NE(hash(an_entry(), {1, {{7}}, "", noon}, "before"), right);
  EXPECT_NE(hash(an_entry(), {1, {{7}}, "", noon}, "", {2}), right);
  const AuditEntry twice[] = {an_entry(), an_entry()};
  EXPECT_NE(chain_.hash_of({1}, "", {1, {{7}}, "", noon}, twice), right);
  const SodiumAuditChain other{key_of(2)};
  EXPECT_NE(other.hash_of({1}, "", {1, {{7}}, "", noon}, std::span{twice, 1}), right)
      << "nobody makes it without the key";
}

std::string in_hexadecimal(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

/// What other services have sealed must verify for good: both forms, as another program hashes
/// them.
TEST_F(AuditChainTest, TheFormsThatAreStoredStay) {
  AuditEntry entry = an_entry();
  EXPECT_EQ(in_hexadecimal(hash(entry)),
            "636c37702eb0c4aacdde5f6f817885e5d43667840c6b6fed2b9b2ca75ee2adeb");
  entry.reason_code = "abusive";
  EXPECT_EQ(in_hexadecimal(hash(entry)),
            "2ef4eb0fb93e048ad9f97a4baab89c1077e65a826f34436772fce6bfdec2b2f1");
}

TEST_F(AuditChainTest, WordsAreBoundWithASaltOfTheirOwn) {
  const auto first = chain_.bind("reason", "note");
  const auto second = chain_.bind("reason", "note");
  EXPECT_EQ(first.salt.size(), 16U);
  EXPECT_EQ(first.digest.size(), 32U);
  EXPECT_NE(first.salt, second.salt);
  EXPECT_NE(first.digest, second.digest) << "equal words do not show";
  EXPECT_TRUE(chain_.is_bound({first.salt, "reason", "note"}, first.digest));
  for (const AuditDetail& changed :
       {AuditDetail{second.salt, "reason", "note"}, AuditDetail{first.salt, "reason", "nota"},
        AuditDetail{first.salt, "reason", std::nullopt}, AuditDetail{first.salt, "reaso", "nnote"},
        AuditDetail{first.salt, "note", "reason"}})
    EXPECT_FALSE(chain_.is_bound(changed, first.digest));
  const auto empty = chain_.bind("", std::nullopt);
  EXPECT_FALSE(chain_.is_bound({empty.salt, std::nullopt, ""}, empty.digest));
  EXPECT_FALSE(chain_.is_bound({empty.salt, "", std::nullopt}, "short"));
}

}  // namespace
}  // namespace copytaster::security
