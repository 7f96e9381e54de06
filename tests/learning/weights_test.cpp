#include "learning/weights.hpp"

#include <gtest/gtest.h>

#include "tests/learning/builders.hpp"

namespace copytaster::learning {
namespace {

std::uint32_t place_of(const std::string& word) {
  std::uint32_t found = 0;
  each_word(Symbols{word}.all(),
            [&found](std::uint32_t place, std::size_t, std::size_t) { found = place; });
  return found;
}

TEST(NGrams, AreRunsWordsAndPairs) {
  std::size_t words = 0;
  each_word(Symbols{"one, two three"}.all(),
            [&words](std::uint32_t, std::size_t, std::size_t) { ++words; });
  EXPECT_EQ(words, 5U);
  for (const std::string text :
       {"", "a", "ab", "some words more", "\u8239\u4f86\u4e86", "a \u8239"}) {
    const Symbols symbols{text};
    std::size_t runs = 0;
    each_run(symbols.all(), [&](std::uint32_t place, std::size_t begin, std::size_t end) {
      EXPECT_LT(place, ngram_places);
      EXPECT_TRUE(end - begin >= run_min || is_dense(symbols.all()[begin]));
      EXPECT_LE(end - begin, run_max);
      EXPECT_LE(end, symbols.all().size());
      ++runs;
    });
    EXPECT_EQ(runs, runs_in(symbols.all())) << text;
  }
  EXPECT_EQ(place_of("ferry"), place_of("ferry"));
  EXPECT_NE(place_of("ferry"), place_of("ferrys"));
}

TEST(NGrams, AreOfTwoWhereAWordIsNoLonger) {
  const auto of_two = [](const std::string& text) {
    std::size_t count = 0;
    each_run(Symbols{text}.all(), [&count](std::uint32_t, std::size_t begin, std::size_t end) {
      count += end - begin == 2 ? 1U : 0U;
    });
    return count;
  };
  EXPECT_EQ(of_two("the ferry"), 0U);
  EXPECT_EQ(of_two("\u8239\u4f86\u4e86"), 3U) << "the last with the blank at the end";
}

TEST(Weights, OfWhatStandsEverywhereAreFirm) {
  std::vector<Example> examples;
  for (int number = 0; number < 100; ++number)
    examples.push_back(test::an_example(number == 0 ? "we rarely" : "we", true, number));
  std::vector<const Example*> all;
  for (const Example& example : examples) all.push_back(&example);
  const Weights weights = first_weights(all);
  EXPECT_LT(weights[place_of("we")].variance, weights[place_of("rarely")].variance);
  EXPECT_LE(weights[place_of("rarely")].variance, weights[place_of("never")].variance);
  EXPECT_EQ(weights[place_of("never")], prior_of(place_of("never")));
}

TEST(Weights, BelieveTheRulesFirst) {
  const Weights weights = first_weights();
  Places places;
  const auto margin = [&](const std::string& text) {
    const Features features = features_of(test::a_reading_of(text));
    places.look_at(features);
    return places.margin(weights);
  };
  EXPECT_LT(margin("I think the ferry should be kept"), 0);
  EXPECT_GT(margin("a casino"), 0);
  EXPECT_LT(margin(""), 0);
}

}  // namespace
}  // namespace copytaster::learning
