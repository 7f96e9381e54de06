#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_rule;
using test::a_submission;
using test::rules_of;

using Rules = std::vector<RuleSpec>;

RuleSpec a_word(const std::string& id, const std::string& word, double score,
                std::optional<Action> action = {}) {
  return a_rule(id, [&](RuleSpec& rule) {
    rule.evidence = a_list({word});
    rule.score = score;
    rule.action = action;
  });
}

std::vector<Condition> known() { return {{Metric::known_author, Comparison::at_least, 1, false}}; }

RuleSpec trust(const std::string& id, double score, std::set<std::string> exempts) {
  return a_rule(id, [&](RuleSpec& rule) {
    rule.when = known();
    rule.score = score;
    rule.action = {};
    rule.exempts = std::move(exempts);
  });
}

Verdict judged(const Rules& rules, const std::string& text,
               const Facts& facts = {.known_author = true},
               const Policy& policy = {.premoderation = Premoderation::rules}) {
  return judge(read_text(a_submission({.text = text}), rules_of(rules)), facts, policy);
}

State state_of(const Rules& rules, const std::string& text) { return judged(rules, text).state; }

State under(Premoderation mode, const Rules& rules, const std::string& text) {
  return judged(rules, text, {}, {.premoderation = mode}).state;
}

TEST(Judge, AddsScoresUpToEachThreshold) {
  const auto rules = [](double score) {
    return Rules{a_word("one", "one", score), a_word("two", "two", 1)};
  };
  EXPECT_EQ(state_of(rules(1.9), "one two"), State::approved);
  EXPECT_EQ(state_of(rules(2), "one two"), State::pending);
  EXPECT_EQ(state_of(rules(6.9), "one two"), State::pending);
  EXPECT_EQ(state_of(rules(7), "one two"), State::spam);
  EXPECT_EQ(state_of(rules(13.9), "one two"), State::spam);
  EXPECT_EQ(state_of(rules(14), "one two"), State::rejected);
}

TEST(Judge, AddsTenthsAsOnPaper) {
  const Rules rules = {a_word("a", "aa", 0.1), a_word("b", "bb", 0.2), a_word("c", "cc", 2.7)};
  EXPECT_EQ(state_of(rules, "aa bb cc"), State::pending);
}

TEST(Judge, LetsTheStrictestActionWin) {
  const Rules rules = {a_word("a", "aa", 0, Action::approve), a_word("h", "hh", 0, Action::hold),
                       a_word("s", "ss", 0, Action::spam), a_word("r", "rr", 0, Action::reject)};
  EXPECT_EQ(state_of(rules, "aa"), State::approved);
  EXPECT_EQ(state_of(rules, "aa hh"), State::pending);
  EXPECT_EQ(state_of(rules, "aa hh ss"), State::spam);
  EXPECT_EQ(state_of(rules, "ss rr aa hh"), State::rejected);
  EXPECT_EQ(judged(rules, "ss").score, 8) << "what the action stands for";
}

TEST(Judge, ApprovesUnderPremoderationOnlyWhereNothingAsksForMore) {
  const Rules rules = {a_word("staff", "aa", 0, Action::approve),
                       a_word("h", "hh", 0, Action::hold), a_word("scored", "three", 3)};
  for (const auto mode : {Premoderation::all, Premoderation::first}) {
    EXPECT_EQ(under(mode, rules, "nothing"), State::pending);
    EXPECT_EQ(under(mode, rules, "aa"), State::approved);
    EXPECT_EQ(under(mode, rules, "aa hh"), State::pending);
    EXPECT_EQ(under(mode, rules, "aa three"), State::pending);
  }
  EXPECT_EQ(under(Premoderation::none, rules, "hh three"), State::approved);
  EXPECT_EQ(under(Premoderation::none, {a_word("s", "ss", 8)}, "ss"), State::spam);
}

TEST(Judge, LetsTrustSpeakForAComment) {
  const Rules rules = {a_word("word", "casino", 4), trust("known", -2, {})};
  EXPECT_EQ(judged(rules, "casino").state, State::approved);
  EXPECT_EQ(judged(rules, "casino").score, 2);
  EXPECT_EQ(judged(rules, "casino", {}).state, State::pending);
  EXPECT_EQ(
      judged({a_word("word", "casino", 0, Action::hold), trust("known", -2, {})}, "casino").state,
      State::pending)
      << "no score outweighs an action";
}

TEST(Judge, ExemptsAfterAllHaveBeenHeardAndShowsThemAllTheSame) {
  for (const bool trust_first : {true, false}) {
    Rules rules = {a_word("word", "casino", 3, Action::spam), a_word("other", "viagra", 3)};
    rules.insert(trust_first ? rules.begin() : rules.end(), trust("known", 0, {"word"}));
    const auto verdict = judged(rules, "casino");
    EXPECT_EQ(verdict.state, State::approved);
    EXPECT_EQ(verdict.score, 0);
    ASSERT_EQ(verdict.hits.size(), 2U);
    EXPECT_TRUE(verdict.hits[trust_first ? 1 : 0].exempted);
    EXPECT_EQ(judged(rules, "casino viagra").state, State::pending);
  }
}

TEST(Judge, ExemptsFromAllButWhatSpeaksForTheComment) {
  const Rules rules = {a_word("word", "casino", 9), trust("known", -1, {"*"}),
                       trust("old", -1, {"*"})};
  const auto verdict = judged(rules, "casino");
  EXPECT_EQ(verdict.state, State::approved);
  EXPECT_EQ(verdict.score, -2);
}

TEST(Judge, LetsAShadowDecideNothing) {
  auto word = a_word("word", "casino", 20, Action::reject);
  word.shadow = true;
  auto shadow_trust = trust("known", -2, {"*"});
  shadow_trust.shadow = true;
  const auto verdict = judged({word, shadow_trust, a_word("other", "viagra", 3)}, "casino viagra");
  EXPECT_EQ(verdict.state, State::pending);
  EXPECT_EQ(verdict.score, 3);
  EXPECT_EQ(verdict.hits.size(), 3U);
  EXPECT_TRUE(verdict.hits[0].shadow);
}

TEST(Judge, AddsTheScoreOfEachDifferentTermUpToItsCap) {
  const auto rule = [](std::size_t max) {
    return Rules{a_rule("list", [max](RuleSpec& list) {
      list.evidence = a_list({"aa", "bb", "cc"});
      list.score = 1;
      list.action = {};
      list.hits_max = max;
    })};
  };
  EXPECT_EQ(judged(rule(1), "aa bb cc").score, 1);
  EXPECT_EQ(judged(rule(2), "aa aa AA").score, 1);
  EXPECT_EQ(judged(rule(2), "aa bb cc").score, 2);
  EXPECT_EQ(judged(rule(9), "aa bb cc").score, 3);
}

TEST(Judge, ComparesInAllFourWays) {
  const auto hits = [](Comparison comparison, int approved) {
    const Rules rules = {a_rule("limit", [comparison](RuleSpec& rule) {
      rule.when = {{Metric::approved_before, comparison, 2, false}};
    })};
    return !judged(rules, "text", {.approved_before = approved}).hits.empty();
  };
  EXPECT_FALSE(hits(Comparison::over, 2));
  EXPECT_TRUE(hits(Comparison::over, 3));
  EXPECT_TRUE(hits(Comparison::under, 1));
  EXPECT_FALSE(hits(Comparison::under, 2));
  EXPECT_FALSE(hits(Comparison::at_least, 1));
  EXPECT_TRUE(hits(Comparison::at_least, 2));
  EXPECT_TRUE(hits(Comparison::at_most, 2));
  EXPECT_FALSE(hits(Comparison::at_most, 3));
}

TEST(Judge, TakesEachFactForItsMetric) {
  const auto value = [](Metric metric, const Facts& facts) {
    const Rules rules = {a_rule("limit", [metric](RuleSpec& rule) {
      rule.when = {{metric, Comparison::at_least, 0, false}};
      rule.explanation = "{value}";
    })};
    return judged(rules, "text", facts).hits.at(0).explanation;
  };
  EXPECT_EQ(value(Metric::approved_before, {.approved_before = 7}), "7");
  EXPECT_EQ(value(Metric::rejected_before, {.rejected_before = 7}), "7");
  EXPECT_EQ(value(Metric::spam_before, {.spam_before = 7}), "7");
  EXPECT_EQ(value(Metric::known_author, {.known_author = true}), "1");
  EXPECT_EQ(value(Metric::said_before, {.said_before = true}), "1");
  EXPECT_EQ(value(Metric::refused_share_lately, {.refused_share_lately = 7}), "7");
  EXPECT_EQ(value(Metric::comments_lately, {.comments_lately = 7}), "7");
  EXPECT_EQ(value(Metric::similar_lately, {.similar_lately = 7}), "7");
  EXPECT_EQ(value(Metric::banned, {.banned = true}), "1");
  EXPECT_EQ(value(Metric::links, {}), "0");
}

TEST(Judge, WantsEvidenceAndAllConditions) {
  const Rules rules = {a_rule("both", [](RuleSpec& rule) {
    rule.evidence = a_list({"casino"});
    rule.when = {{Metric::approved_before, Comparison::under, 2, false},
                 {Metric::words, Comparison::over, 1, false}};
  })};
  EXPECT_EQ(judged(rules, "a casino").hits.size(), 1U);
  EXPECT_TRUE(judged(rules, "casino").hits.empty());
  EXPECT_TRUE(judged(rules, "a casino", {.approved_before = 2}).hits.empty());
  EXPECT_TRUE(judged(rules, "a house").hits.empty());
}

TEST(Judge, AsksForTheSection) {
  auto here = a_word("here", "aa", 1);
  here.sections = {"sport"};
  auto elsewhere = a_word("elsewhere", "aa", 1);
  elsewhere.not_sections = {"sport"};
  const auto hits_in = [&](const std::string& section) {
    SitePolicy site;
    std::string names;
    for (const Hit& hit : judged({here, elsewhere}, "aa", {}, site.for_article(section, {})).hits)
      names += hit.rule + " ";
    return names;
  };
  EXPECT_EQ(hits_in("sport"), "here ");
  EXPECT_EQ(hits_in("culture"), "elsewhere ");
  EXPECT_EQ(hits_in(""), "elsewhere ");
}

TEST(Judge, TakesTheSitesOwnNumberOfLinks) {
  const auto at = [](int links_max) {
    return judge(test::a_reading("https://a.x https://b.x https://c.x"), {.known_author = true},
                 {.premoderation = Premoderation::rules, .links_max = links_max});
  };
  EXPECT_TRUE(at(3).hits.empty());
  ASSERT_EQ(at(2).hits.size(), 1U);
  EXPECT_EQ(at(2).hits[0].explanation, "3 links, 2 are allowed");
}

TEST(Judge, SaysWhyAnAuthorIsUnknown) {
  const auto why = [](const Facts& facts) {
    return judge(test::a_reading("text"), facts, {}).hits.at(0).explanation;
  };
  EXPECT_EQ(why({}), "the author has no approved comment yet");
  EXPECT_EQ(why({.approved_before = 3}), "under this name nothing was approved in 180 days");
  EXPECT_EQ(why({.approved_before = 3, .spam_before = 1}), "the author was refused before");
}

TEST(Judge, LeavesBracesThatNothingFillsInAsTheyAre) {
  const Rules rules = {a_rule("odd", [](RuleSpec& rule) {
    rule.evidence = RegexSpec{"\\{[a-z]+\\}", {}, false};
    rule.explanation = "{found} {other} {";
  })};
  EXPECT_EQ(judged(rules, "a {bound}").hits.at(0).explanation, "{bound} {other} {");
}

TEST(Judge, HoldsWhatCouldNotBeChecked) {
  auto reading = test::a_reading("text");
  reading.is_whole = false;
  const auto verdict =
      judge(reading, {.known_author = true}, {.premoderation = Premoderation::rules});
  EXPECT_EQ(verdict.state, State::pending);
  ASSERT_EQ(verdict.hits.size(), 1U);
  EXPECT_EQ(verdict.hits[0].rule, unchecked_rule);
}

TEST(VerdictJson, TellsEverythingThatABackTestNeeds) {
  auto shadow = a_word("word", "casino", 2.25);
  shadow.shadow = true;
  const Rules rules = {shadow, a_word("exempted", "bonus", 3), trust("known", -0.5, {"exempted"})};
  const Facts facts{.approved_before = 1,
                    .rejected_before = 2,
                    .spam_before = 3,
                    .known_author = true,
                    .said_before = false,
                    .refused_share_lately = 4,
                    .comments_lately = 5,
                    .similar_lately = 6,
                    .banned = false};
  EXPECT_EQ(
      verdict_json(judged(rules, "casino bonus", facts), facts),
      R"({"state":"approved","score":-0.5,"rules_version":"test","by_rules":"approved","hits":[)"
      R"({"rule":"word","score":2.25,"explanation":"word","spans":[{"field":"text","start":0,"end":6}],"shadow":true},)"
      R"({"rule":"exempted","score":3,"explanation":"exempted","spans":[{"field":"text","start":7,"end":12}],"exempted":true},)"
      R"({"rule":"known","score":-0.5,"explanation":"known","spans":[]}],)"
      R"("facts":{"approved":1,"rejected":2,"spam":3,"known_author":true,"said_before":false,)"
      R"("refused_share_lately":4,"comments_lately":5,"similar_lately":6,"banned":false,)"
      R"("addresses":0,"trap_filled":false}})");
  Facts of_campaign;
  of_campaign.campaign = CampaignId{(1LL << 52) - 1};
  const std::string alike = verdict_json(judged(rules, "plain", of_campaign), of_campaign);
  EXPECT_TRUE(alike.ends_with(R"("trap_filled":false,"campaign":4503599627370495}})")) << alike;
}

TEST(ShortNumber, HasNoMoreThanItNeeds) {
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(3), "3");
  EXPECT_EQ(short_number(0.5), "0.5");
  EXPECT_EQ(short_number(-2.25), "-2.25");
  EXPECT_EQ(short_number(33.333333), "33.33");
  EXPECT_EQ(short_number(0.999), "1");
  EXPECT_EQ(short_number(-0.001), "0");
  EXPECT_EQ(short_number(1e300), "1e15");
}

}  // namespace
}  // namespace copytaster
