#include <gtest/gtest.h>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/text.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_reading;
using test::a_rule;
using test::a_submission;
using test::rules_of;
using test::some_rules;

/// What a rule's hit on these words would be.
std::optional<Hit> hit_of(const std::string& rule, const Reading& reading) {
  for (Hit& hit : judge(reading, {.known_author = true}, {}).hits)
    if (hit.rule == rule) return std::move(hit);
  return std::nullopt;
}

std::string words_at(const Reading& reading, const Span& span) {
  return reading.public_text.substr(span.start, span.end - span.start);
}

TEST(ReadText, LeavesAnOrdinaryCommentAlone) {
  const auto submission = a_submission({.url = "https://ann.example", .text = "Plain & simple <3"});
  const auto reading = read_text(submission, some_rules());
  EXPECT_EQ(reading.public_author, submission.author());
  EXPECT_EQ(reading.public_url, submission.url());
  EXPECT_EQ(reading.public_text, submission.text());
  EXPECT_FALSE(reading.changed_by_masking);
  EXPECT_TRUE(reading.found.empty());
  EXPECT_EQ(reading.rules->version(), "test");
}

TEST(ReadText, HidesAddressesInEveryPublicField) {
  const auto reading = read_text(a_submission({.author = "ann@example.com",
                                               .url = "https://x.example/?m=ann@example.com",
                                               .text = "write to ann@example.com"}),
                                 some_rules());
  EXPECT_EQ(reading.public_author, "Reader") << "a masked name reads Reader";
  EXPECT_EQ(reading.public_url, std::nullopt) << "a masked url is dropped";
  EXPECT_EQ(reading.public_text, "write to [email hidden]");
  EXPECT_TRUE(reading.changed_by_masking);
  EXPECT_EQ(reading.hidden_addresses.size(), 2U);
  EXPECT_EQ(reading.measured[static_cast<std::size_t>(Metric::addresses)], 3);
}

TEST(ReadText, TellsOfAnAddressWithItsPlace) {
  EXPECT_FALSE(hit_of("address_in_text", a_reading("no address")));
  const auto hit = hit_of("address_in_text", a_reading("I am at ann@example.com."));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->spans, (std::vector<Span>{{Field::text, 8, 8 + 14}}));
}

TEST(ReadText, FindsWordsInEveryFieldInCodePoints) {
  const auto reading = read_text(
      a_submission({.author = "Casino Carl", .text = "für viagra, viagra"}), some_rules());
  const auto hit = hit_of("blocked_words", reading);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->explanation, "blocked: casino, viagra");
  EXPECT_EQ(hit->spans, (std::vector<Span>{
                            {Field::author, 0, 6}, {Field::text, 4, 10}, {Field::text, 12, 18}}));
}

TEST(ReadText, PointsIntoTheMaskedText) {
  const auto reading = a_reading("ann@example.com sells viagra");
  const auto hit = hit_of("blocked_words", reading);
  ASSERT_TRUE(hit);
  EXPECT_EQ(words_at(reading, hit->spans.at(0)), "viagra");
}

TEST(ReadText, ShowsAMarkerWhole) {
  const auto rules = rules_of({a_rule("sells", [](RuleSpec& rule) {
    rule.evidence = RegexSpec{"mail me.{0,12}", {}, false};
  })});
  const auto reading = read_text(a_submission({.text = "Mail me: ann@example.com now"}), rules);
  ASSERT_EQ(reading.found.size(), 1U);
  EXPECT_EQ(words_at(reading, reading.found[0].spans.at(0)), "Mail me: [email hidden]");
}

TEST(ReadText, FindsNoWordsInAMarkerThatNobodyWrote) {
  const auto rules =
      rules_of({a_rule("inside",
                       [](RuleSpec& rule) {
                         rule.evidence = a_list({"hidden", "email"});
                       }),
                a_rule("whole", [](RuleSpec& rule) { rule.evidence = a_list({"email hidden"}); })});
  const auto reading = read_text(a_submission({.text = "I am ann@example.com"}), rules);
  ASSERT_EQ(reading.found.size(), 1U) << "only the words of the whole marker";
  EXPECT_EQ(reading.found[0].rule, 1U);
  EXPECT_EQ(words_at(reading, reading.found[0].spans.at(0)), hidden_marker);
  EXPECT_EQ(read_text(a_submission({.text = "my email is hidden"}), rules).found.size(), 1U);
}

TEST(ReadText, LooksOnlyInTheFieldsOfARule) {
  const auto rules = rules_of({a_rule("in_names", [](RuleSpec& rule) {
    rule.evidence = a_list({"casino"});
    rule.fields = {Field::author};
  })});
  EXPECT_TRUE(read_text(a_submission({.text = "casino"}), rules).found.empty());
  EXPECT_FALSE(read_text(a_submission({.author = "Casino"}), rules).found.empty());
}

TEST(ReadText, KnowsNamesOfStaffHoweverTheyAreWritten) {
  const auto rules = rules_of({a_rule("impersonation", [](RuleSpec& rule) {
    rule.evidence = NamesSpec{{{"The Editor", {}}}};
    rule.explanation = "{found}";
  })});
  for (const std::string name :
       {"The Editor", "the  editor", "TheEditor", "Ｔｈｅ Editor", "The Edit0r"}) {
    const auto hit = hit_of("impersonation", read_text(a_submission({.author = name}), rules));
    ASSERT_TRUE(hit) << name;
    EXPECT_EQ(hit->explanation, "The Editor");
    EXPECT_EQ(hit->spans, (std::vector<Span>{{Field::author, 0, code_points(name)}}));
  }
  for (const std::string name : {"The Editor's Mother", "Editor", "Theo Editor"})
    EXPECT_FALSE(hit_of("impersonation", read_text(a_submission({.author = name}), rules))) << name;
}

TEST(ReadText, StaysSmallOnAHostileText) {
  std::vector<std::string> words;
  std::string text;
  for (int word = 0; word < 60; ++word) {
    words.push_back("word" + std::to_string(word));
    text += words.back() + " ";
  }
  const std::string once = text;
  while (text.size() + once.size() < text_bytes_max) text += once;
  const auto hit =
      hit_of("blocked_words", read_text(a_submission({.text = text}), some_rules(words)));
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->spans.size(), spans_max);
  EXPECT_EQ(hit->explanation, "blocked: word0, word1, word2, word3, word4");
}

TEST(ReadText, HidesNothingBehindWhatIsRepeated) {
  const auto rules =
      rules_of({a_rule("common", [](RuleSpec& rule) { rule.evidence = a_list({"casino"}); }),
                a_rule("rare", [](RuleSpec& rule) {
                  rule.evidence = RegexSpec{"my spell", {}, false};
                })});
  std::string text;
  while (text.size() < 60'000) text += "casino ";
  const auto reading = read_text(a_submission({.text = text + "my spell"}), rules);
  EXPECT_EQ(reading.found.size(), 2U);
  EXPECT_TRUE(reading.is_whole);
}

std::shared_ptr<const RuleSet> keys(const std::vector<std::string>& words, std::size_t hits_max) {
  return rules_of({a_rule("keys", [&](RuleSpec& rule) {
    rule.evidence = a_list(words, Match::substring);
    rule.fields = {Field::text, Field::email};
    rule.hits_max = hits_max;
  })});
}

TEST(ReadText, OfAnAddressTellsNothingButTheTermThatIsPartOfIt) {
  const auto rules = keys({"mailinator.example", "bad@mailinator.example"}, 1);
  const auto reading = read_text(a_submission({.email = "bad@mailinator.example"}), rules);
  ASSERT_EQ(reading.found.size(), 1U);
  EXPECT_EQ(reading.found[0].named,
            (std::vector<std::string>{"[email hidden] in the e-mail address",
                                      "mailinator.example in the e-mail address"}))
      << "a term that is an address is hidden, too";
  EXPECT_TRUE(reading.found[0].spans.empty());
  EXPECT_TRUE(read_text(a_submission({.email = "good@example.com"}), rules).found.empty());
}

TEST(ReadText, CountsATermOnceThatStandsInTheTextAndInTheAddress) {
  const auto submission = a_submission({.email = "ann@casino.example", .text = "my casino"});
  const auto reading = read_text(submission, keys({"casino"}, 9));
  ASSERT_EQ(reading.found.size(), 1U);
  EXPECT_EQ(reading.found[0].different, 1U);
  EXPECT_EQ(reading.found[0].named, (std::vector<std::string>{"casino"}));
  EXPECT_EQ(reading.found[0].spans, (std::vector<Span>{{Field::text, 3, 9}}));
}

TEST(ReadText, LooksAtAnAddressOnlyWhereAListSaysSo) {
  const auto rules =
      rules_of({a_rule("words", [](RuleSpec& rule) { rule.evidence = a_list({"casino"}); }),
                a_rule("keys", [](RuleSpec& rule) {
                  rule.evidence = a_list({"other"});
                  rule.fields = {Field::email};
                })});
  EXPECT_TRUE(read_text(a_submission({.email = "ann@casino.example"}), rules).found.empty());
  EXPECT_TRUE(read_text(a_submission({.text = "other"}), rules).found.empty());
  EXPECT_EQ(read_text(a_submission({.email = "ann@other.example"}), rules).found.size(), 1U);
}

TEST(ReadText, ASealedAddressIsNotLookedAtAgain) {
  const auto rules = keys({"example"}, 1);
  EXPECT_TRUE(read_stored({"Ann", {}, "A fair point.", 0, {}}, rules).found.empty());
}

TEST(ReadText, ReadsWhatIsStoredAsItReadWhatCameIn) {
  const auto submission = a_submission(
      {.author = "Casino Carl", .text = "für ann@example.com, viagra", .sending = {true, 2, true}});
  const auto first = read_text(submission, some_rules());
  const auto again = read_stored(
      {first.public_author, first.public_url, first.public_text, 1, {true, 2, true}}, some_rules());
  EXPECT_EQ(again.sending, first.sending);
  EXPECT_EQ(again.measured, first.measured);
  EXPECT_EQ(again.hidden_addresses, first.hidden_addresses);
  ASSERT_EQ(again.found.size(), first.found.size());
  EXPECT_EQ(again.found[0].spans, first.found[0].spans);
}

TEST(ReadText, TakesNoMoreMarkersForHiddenAddressesThanThereWere) {
  const auto reading =
      read_stored({"Ann", {}, "[email hidden] or [email hidden]", 1, {}}, some_rules());
  EXPECT_EQ(reading.hidden_addresses, (std::vector<Span>{{Field::text, 0, 14}}));
  EXPECT_TRUE(
      read_stored({"Ann", {}, "[email hidden]", 0, {}}, some_rules()).hidden_addresses.empty());
}

}  // namespace
}  // namespace copytaster
