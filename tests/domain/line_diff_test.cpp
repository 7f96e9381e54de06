#include "copytaster/domain/line_diff.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  const std::string all = unified_diff({"a", before}, {"b", after});
  const std::string head = "--- a\n+++ b\n";
  return all.starts_with(head) ? all.substr(head.size()) : all;
}

/// What patch(1) would make of it: `before` with its lines gone and come.
std::string patched(std::string_view before, const std::string& diff) {
  std::string out;
  std::size_t line = 0;
  std::size_t from = 0;
  const auto pass = [&] {
    const std::size_t end = std::min(before.find('\n', from), before.size() - 1) + 1;
    std::string passed{before.substr(from, end - from)};
    from = end;
    ++line;
    return passed;
  };
  for (std::size_t at = 0; at < diff.size();) {
    const std::size_t end = diff.find('\n', at);
    const std::string one = diff.substr(at, end - at);
    at = end + 1;
    if (one.starts_with("@@")) {
      const std::size_t start = std::stoul(one.substr(4));
      const bool is_none = one.find(",0 +") != std::string::npos;
      while (line + (is_none ? 0 : 1) < start) out += pass();
    } else if (one.starts_with('+')) {
      out += one.substr(1) + '\n';
    } else if (one.starts_with('\\')) {
      if (!out.empty() && diff[at - one.size() - 2] != '\n') out.pop_back();
    } else if (const std::string passed = pass(); one.starts_with(' ')) {
      out += passed;
    }
  }
  while (from < before.size()) out += pass();
  return out;
}

TEST(LineDiff, NothingDiffers) {
  EXPECT_EQ(unified_diff({"a", "same\n"}, {"b", "same\n"}), "");
  EXPECT_EQ(unified_diff({"a", ""}, {"b", ""}), "");
}

TEST(LineDiff, WritesWhatDiffWrites) {
  EXPECT_EQ(
      unified_diff({"7/words/a.txt", "one\ntwo\nthree\n"}, {"8/words/a.txt", "one\n2\nthree\n"}),
      "--- 7/words/a.txt\n+++ 8/words/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
  EXPECT_EQ(diff("", "one\ntwo\n"), "@@ -0,0 +1,2 @@\n+one\n+two\n");
  EXPECT_EQ(diff("one\n", ""), "@@ -1 +0,0 @@\n-one\n");
  EXPECT_EQ(diff("one", "one\n"), "@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+one\n");
}

TEST(LineDiff, ThreeLinesStandAroundAndHunksThatTouchAreOne) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  std::string before;
  for (int i = 0; i < 30; ++i) before += std::to_string(i) + '\n';
  std::string near = before;
  near.replace(near.find("10\n"), 3, "ten\n").replace(near.find("17\n"), 3, "x\n");
  EXPECT_EQ(std::string{diff(before, near)}.find("@@ -18"), std::string::npos)
      << "six between them";
  std::string far = before;
  far.replace(far.find("10\n"), 3, "ten\n").replace(far.find("18\n"), 3, "x\n");
  EXPECT_NE(diff(before, far).find("@@ -16,7 +16,7 @@"), std::string::npos);
}

TEST(LineDiff, TheShortestWayIsFound) {
  EXPECT_EQ(diff("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n"),
            "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n")
      << "Myers' own example: five differences";
}

TEST(LineDiff, LeadsFromOneTextToTheOther) {
  std::string before;
  std::string after;
  for (unsigned i = 0, chance = 7; i < 300; ++i) {
    chance = chance * 1'103'515'245U + 12'345U;
    const unsigned drawn = chance >> 16U;
    const std::string line = std::to_string(drawn % 17) + '\n';
    if (drawn % 5 != 0) before += line;
    if (drawn % 7 != 0) after += line;
  }
  EXPECT_EQ(patched(before, diff(before, after)), after);
  EXPECT_EQ(patched(after, diff(after, before)), before);
  EXPECT_EQ(patched("", diff("", before)), before);
}

TEST(LineDiff, TextsThatShareNothingAreTwoBlocks) {
  std::string before;
  std::string after;
  for (int i = 0; i < differences_max; ++i) {
    before += "a" + std::to_string(i) + '\n';
    after += "b" + std::to_string(i) + '\n';
  }
  const std::string found = diff(before, after);
  EXPECT_TRUE(found.starts_with("@@ -1,1000 +1,1000 @@\n-a0\n"));
  EXPECT_EQ(patched(before, found), after);
}

}  // namespace
}  // namespace copytaster
