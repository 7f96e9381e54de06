#include "learning/marks.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tests/learning/builders.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster::learning {
namespace {

using test::a_reading_of;

double amount(const Reading& reading, std::uint16_t place) {
  for (const Features::Mark& mark : marks_of(reading))
    if (mark.place == place) return static_cast<double>(mark.amount);
  return 0;
}

std::set<std::string> shape_of(const Reading& reading) {
  std::set<std::string> names;
  for (const Features::Mark& mark : marks_of(reading))
    if (!is_of_a_rule(mark.place)) names.insert(shape_name(mark.place));
  return names;
}

TEST(Marks, NameTheRulesThatHit) {
  const std::uint16_t place = place_of_rule("blocked_words");
  EXPECT_EQ(amount(a_reading_of("I like the ferry"), place), 0);
  EXPECT_EQ(amount(a_reading_of("a casino"), place), 1);
  EXPECT_EQ(amount(a_reading_of("a casino"), rules_together), 1) << "a rule that holds";
  EXPECT_EQ(amount(a_reading_of("casino, viagra https://a.example https://b.example "
                                "https://c.example"),
                   rules_together),
            std::log2(3.0F));
}

TEST(Marks, LeaveOutWhatOtherThanTheCommentSays) {
  for (const char* rule : {"honeypot", "banned", "duplicate", "first_time_author"})
    EXPECT_EQ(amount(a_reading_of("a casino"), place_of_rule(rule)), 0) << rule;
}

TEST(Marks, OfRulesInShadowAreSeenAndDoNotCount) {
  const auto rules = test::rules_of({test::a_rule("quiet", [](RuleSpec& rule) {
    rule.evidence = test::a_list({"casino"});
    rule.shadow = true;
  })});
  const Reading reading = read_stored({"Ann", std::nullopt, "a casino"}, rules);
  EXPECT_EQ(amount(reading, place_of_rule("quiet")), 1);
  EXPECT_EQ(amount(reading, rules_together), 0);
}

TEST(Marks, TellTheShape) {
  const auto plain = shape_of(a_reading_of("I think, the ferry should be kept."));
  const auto loud = shape_of(
      a_reading_of("WIN 5000 EVERY DAY AT WWW.X.EXAMPLE AND HTTPS://Y.EXAMPLE\nNOWWWWW!!!"));
  for (const char* name : {"a link", "several links", "mostly capitals", "digits",
                           "exclamation marks", "several lines", "stretched letters"}) {
    EXPECT_FALSE(plain.contains(name)) << name;
    EXPECT_TRUE(loud.contains(name)) << name;
  }
  EXPECT_TRUE(shape_of(a_reading_of("no stops here")).contains("neither dot nor comma"));
  EXPECT_FALSE(plain.contains("neither dot nor comma"));
}

// A collection of comments from elsewhere has such marks on some and not on others: they say who
// collected them.
TEST(Marks, DoNotSeeInvisibleCharacters) {
  const auto rules = test::read(test::shipped_files());
  const auto& set = std::get<std::shared_ptr<const RuleSet>>(rules);
  const std::string text = "I think the ferry should be kept";
  const Features plain = features_of(read_stored({"Ann", std::nullopt, text}, set));
  for (const char* mark : {"\uFEFF", "\u200B", "\u2060"}) {
    const Features marked = features_of(read_stored({"Ann", std::nullopt, text + mark}, set));
    EXPECT_EQ(marked.text, plain.text);
    EXPECT_EQ(marked.marks, plain.marks);
  }
}

TEST(Marks, HaveAPlaceForEachShippedRule) {
  const auto read = test::read(test::shipped_files());
  const auto ids = std::get<std::shared_ptr<const RuleSet>>(read)->ids();
  std::set<std::uint16_t> places;
  for (const std::string& id : ids) {
    places.insert(place_of_rule(id));
    EXPECT_TRUE(is_of_a_rule(place_of_rule(id)));
    EXPECT_LT(place_of_rule(id), mark_places);
  }
  EXPECT_EQ(places.size(), ids.size());
}

}  // namespace
}  // namespace copytaster::learning
