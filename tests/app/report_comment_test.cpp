#include "copytaster/app/report_comment.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/app/fakes.hpp"

namespace copytaster {
namespace {

class FakeReportStore final : public ReportStore {
 public:
  bool is_shown(SiteId, CommentId comment) override {
    ++questions;
    return shown.contains(comment);
  }
  bool add_report(const Report& report, Instant) override {
    if (decided_meanwhile) return false;
    reports.push_back(report);
    return true;
  }
  std::set<CommentId> shown{{1}, {2}};
  std::vector<Report> reports;
  int questions = 0;
  bool decided_meanwhile = false;
};

const Pseudonym ann{test::digest_of("ann")};
const Pseudonym ben{test::digest_of("ben")};

class ReportCommentTest : public testing::Test {
 protected:
  ReportOutcome report(const ReportRequest& request) {
    return report_comment(request, Instant{std::chrono::hours{1000}}, {store, vault, lately});
  }
  ReportOutcome report(CommentId comment, const Pseudonym& reader, std::string reason = "") {
    return report({{1}, comment, std::move(reason), {}, reader});
  }
  template <class Outcome>
  static bool is(const ReportOutcome& outcome) {
    return std::holds_alternative<Outcome>(outcome);
  }
  FakeReportStore store;
  test::FakeVault vault;
  test::FakeLately lately;
};

TEST_F(ReportCommentTest, TheReporterIsTheSameForTheSameCommentAlone) {
  for (const auto& [comment, reader] :
       {std::pair{CommentId{1}, ann}, {{1}, ann}, {{2}, ann}, {{1}, ben}})
    EXPECT_TRUE(is<Reported>(report(comment, reader)));
  EXPECT_EQ(store.reports[0].reporter, store.reports[1].reporter);
  EXPECT_NE(store.reports[0].reporter, store.reports[2].reporter) << "links nothing";
  EXPECT_NE(store.reports[0].reporter, store.reports[3].reporter);
  EXPECT_NE(store.reports[0].reporter.digest, ann.digest);
}

TEST_F(ReportCommentTest, TheReasonIsTrimmedAndMasked) {
  report({1}, ann, " He wrote to\r\nme from ben@example.com \n");
  report({2}, ann);
  EXPECT_EQ(store.reports[0].reason, "He wrote to\nme from [email hidden]");
  EXPECT_EQ(store.reports[1].reason, "");
}

TEST_F(ReportCommentTest, AReasonMayBe500BytesLong) {
  std::string umlauts;
  for (int n = 0; n < 250; ++n) umlauts += "ü";
  EXPECT_TRUE(is<Reported>(report({1}, ann, umlauts)));
  const auto outcome = report({2}, ann, umlauts + "x");
  ASSERT_TRUE(is<FaultyReason>(outcome));
  EXPECT_EQ(std::get<FaultyReason>(outcome).problem, Problem::too_long);
  EXPECT_EQ(store.reports.size(), 1U);
}

TEST_F(ReportCommentTest, WhatIsNoTextIsFaulty) {
  EXPECT_TRUE(is<FaultyReason>(report({1}, ann, std::string{"a\0b", 3})));
  EXPECT_TRUE(is<FaultyReason>(report({1}, ann, std::string{"\0", 1}))) << "not trimmed away";
  EXPECT_TRUE(is<FaultyReason>(report({{1}, {1}, "", Problem::wrong_type, ann})));
  EXPECT_TRUE(store.reports.empty());
}

TEST_F(ReportCommentTest, OfSeveralTheFirstOfTheContractIsAnswered) {
  const std::string long_reason(501, 'x');
  EXPECT_TRUE(is<FaultyReason>(report({{1}, {9}, long_reason, {}, {}})));
  EXPECT_TRUE(is<NoPseudonym>(report({{1}, {9}, "", {}, {}})));
  for (int n = 0; n < FloodLimits{}.burst; ++n) EXPECT_TRUE(is<NotShown>(report({9}, ann)));
  EXPECT_EQ(store.questions, FloodLimits{}.burst);
  EXPECT_TRUE(is<ReportsTooFast>(report({9}, ann)));
  EXPECT_EQ(store.questions, FloodLimits{}.burst) << "nobody is asked any more";
}

TEST_F(ReportCommentTest, WhoReportsTooFastWaitsAndMayCommentStill) {
  for (int n = 0; n < FloodLimits{}.burst; ++n) EXPECT_TRUE(is<Reported>(report({1}, ann)));
  const auto outcome = report({2}, ann);
  ASSERT_TRUE(is<ReportsTooFast>(outcome));
  EXPECT_GT(std::get<ReportsTooFast>(outcome).retry_after_s, 0);
  EXPECT_TRUE(is<Reported>(report({2}, ben)));
  EXPECT_EQ(lately.memory.flood().admit(ann, AuthorIndex{}, Instant{std::chrono::hours{1000}}), 0);
}

TEST_F(ReportCommentTest, WhatWasDecidedMeanwhileIsNotShown) {
  store.decided_meanwhile = true;
  EXPECT_TRUE(is<NotShown>(report({1}, ann)));
}

}  // namespace
}  // namespace copytaster
