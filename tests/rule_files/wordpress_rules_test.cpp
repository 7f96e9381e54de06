// The set that judges as WordPress' "Discussion" settings do, and where ours answers differently:
// each of these tests says why ours is better.

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "copytaster/domain/rule_set.hpp"
#include "tests/domain/builders.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster {
namespace {

using Rules = std::shared_ptr<const RuleSet>;

Rules read_all(const RuleFiles& files) {
  const auto read = test::read(files);
  EXPECT_EQ(test::lines_of(read), "");
  return std::get<Rules>(read);
}

/// WordPress' set with a site's own keys.
Rules wordpress(const std::string& moderation_keys = "", const std::string& disallowed_keys = "") {
  auto files = test::wordpress_files();
  files["words/moderation_keys.txt"] += moderation_keys;
  files["words/disallowed_keys.txt"] += disallowed_keys;
  return read_all(files);
}

/// Our shipped set with a site's own words.
Rules ours(const std::string& words = "cialis\n") {
  auto files = test::shipped_files();
  files["words/blocked.txt"] = words;
  return read_all(files);
}

constexpr Facts known{.approved_before = 1, .known_author = true};

Verdict verdict_on(const test::FormParts& parts, const Rules& rules, const Facts& facts = known) {
  return judge(read_text(test::a_submission(parts), rules), facts,
               {.premoderation = Premoderation::rules});
}
State state_of(const std::string& text, const Rules& rules) {
  return verdict_on({.text = text}, rules).state;
}

TEST(WordPressRules, WithoutKeysOnlyLinksAndStrangersWait) {
  EXPECT_EQ(state_of("A fair point.", wordpress()), State::approved);
  EXPECT_EQ(state_of("www.a.example", wordpress()), State::approved);
  EXPECT_EQ(state_of("www.a.example www.b.example", wordpress()), State::pending);
  const std::string shown = "<a href=\"https://a.example\">https://a.example</a>";
  EXPECT_EQ(state_of(shown, wordpress()), State::approved) << "a link that shows itself is one";
  EXPECT_EQ(state_of(shown + " www.b.example", wordpress()), State::pending);
  const auto first = verdict_on({}, wordpress(), {});
  EXPECT_EQ(first.state, State::pending);
  ASSERT_EQ(first.hits.size(), 1U);
  EXPECT_EQ(first.hits[0].rule, "comment_previously_approved");
  EXPECT_EQ(first.hits[0].explanation, "the author has no approved comment yet");
}

TEST(WordPressRules, KeysAreFoundInEveryFieldAndLeaveNoTraceOfAnAddress) {
  const auto rules = wordpress("Acme\n", "mailinator.example\n");
  EXPECT_EQ(verdict_on({.author = "acmeist"}, rules).state, State::pending);
  EXPECT_EQ(verdict_on({.url = "https://acme.example"}, rules).state, State::pending);
  EXPECT_EQ(verdict_on({.email = "ann@acme.example"}, rules).state, State::pending);
  EXPECT_EQ(verdict_on({.text = "ACME!"}, rules).state, State::pending);
  const auto verdict =
      verdict_on({.email = "nobody-knows@mailinator.example", .text = "acme"}, rules);
  EXPECT_EQ(verdict.state, State::spam) << "the strictest wins";
  const std::string stored = verdict_json(verdict, known);
  EXPECT_EQ(stored.find("nobody-knows"), std::string::npos) << stored;
  EXPECT_NE(stored.find("disallowed key: mailinator.example in the e-mail address"),
            std::string::npos)
      << stored;
}

TEST(WordPressRules, AKeyThatIsAnAddressIsNotShownEither) {
  const auto verdict =
      verdict_on({.email = "ann@mailinator.example"}, wordpress("ann@mailinator.example\n"));
  EXPECT_EQ(verdict.state, State::pending);
  EXPECT_EQ(verdict.hits[0].explanation, "moderation key: [email hidden] in the e-mail address");
}

TEST(WordPressRules, AnyWordMayBeAKey) {
  for (const std::string word : {"a", "e", "http", "href=\"http", "fair point", "\u00e9", "..."})
    EXPECT_EQ(test::lines_of(test::read([&] {
                auto files = test::wordpress_files();
                files["words/moderation_keys.txt"] += word + "\n";
                return files;
              }())),
              "")
        << word;
}

TEST(WordPressRules, NoTotalDecides) {
  auto files = test::wordpress_files();
  for (const auto* word : {"score", "[scores]"})
    EXPECT_EQ(files["rules.d/wordpress.toml"].find(std::string{"\n"} + word), std::string::npos);
}

TEST(WordPressRules, WhatAModeratorHasBannedStaysOut) {
  EXPECT_EQ(verdict_on({}, wordpress(), {.known_author = true, .banned = true}).state,
            State::rejected);
}

// A list that finds its words inside of others makes people guess what they may not write.
TEST(WhereWeDiffer, ASpecialistIsNoPill) {
  EXPECT_EQ(state_of("She is a specialist.", wordpress("cialis\n")), State::pending);
  EXPECT_EQ(state_of("She is a specialist.", ours()), State::approved);
}

// Whoever means to be found by readers and not by a list writes so.
TEST(WhereWeDiffer, ADisguisedWordIsTheWord) {
  for (const std::string text : {"buy c1alis", "buy c.i.a.l.i.s", "buy cia&#108;is",
                                 "buy \u0441ialis", "buy cial\u200bis", "buy \uff43\uff49alis"}) {
    EXPECT_EQ(state_of(text, wordpress("cialis\n")), State::approved) << text;
    EXPECT_EQ(state_of(text, ours()), State::pending) << text;
  }
}

// "2" in the settings means two here; there it means that one is allowed.
TEST(WhereWeDiffer, AsManyLinksAsTheSettingSaysAreAllowed) {
  const std::string two =
      "The report is on https://www.parliament.example/report and its annex on "
      "https://www.parliament.example/annex, both of them long and worth the time it takes to "
      "read.";
  EXPECT_EQ(state_of(two, wordpress()), State::pending);
  EXPECT_EQ(state_of(two, ours()), State::approved);
}

// Whether strangers wait is the site's choice (premoderation), not hidden in a rule; where it is
// "rules" their first comment is read like any other.
TEST(WhereWeDiffer, AFirstCommentDoesNotWaitForBeingTheFirst) {
  EXPECT_EQ(verdict_on({}, wordpress(), {}).state, State::pending);
  EXPECT_EQ(verdict_on({}, ours(), {}).state, State::approved);
}

// Every hit counts and is shown: a moderator sees all of what is wrong, not just what came first.
TEST(WhereWeDiffer, EveryReasonIsTold) {
  const auto verdict =
      verdict_on({.text = "cialis www.a.example www.b.example www.c.example"}, ours());
  const auto told = [&](std::string_view rule) {
    return std::any_of(verdict.hits.begin(), verdict.hits.end(), [&](const Hit& hit) {
      return hit.rule == rule && !hit.explanation.empty();
    });
  };
  EXPECT_TRUE(told("blocked_words"));
  EXPECT_TRUE(told("too_many_links"));
}

// The same said again by the same author on another article: WordPress looks at one article alone.
TEST(WhereWeDiffer, WhatWasSaidElsewhereIsADuplicate) {
  const Facts again{.known_author = true, .said_before = true};
  EXPECT_EQ(verdict_on({}, wordpress(), again).state, State::approved);
  EXPECT_EQ(verdict_on({}, ours(), again).state, State::pending);
}

// WordPress makes a link of an address in a text; readers' addresses are nobody's to read. That is
// so whoever's rules judge.
TEST(WhereWeDiffer, AnAddressInATextIsHidden) {
  for (const Rules& rules : {ours(), wordpress()}) {
    const auto reading =
        read_text(test::a_submission({.text = "Write to ann@example.com."}), rules);
    EXPECT_EQ(reading.public_text, "Write to [email hidden].");
  }
}

}  // namespace
}  // namespace copytaster
