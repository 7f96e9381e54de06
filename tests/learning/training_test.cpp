// What a training promises, on comments made up for it.

#include <algorithm>

#include <gtest/gtest.h>

#include "learning/parts.hpp"
#include "tests/learning/builders.hpp"

namespace copytaster {
namespace {

using test::a_model;
using test::a_reading_of;
using test::an_example;
using test::some_examples;

const std::string spam = "Order pharmacy pills online before noon";
const std::string talk = "I think the ferry should be kept in town";

TEST(Training, SaysNothingBeforeItHasSeenEnough) {
  auto examples = some_examples(static_cast<int>(examples_min) - 1);
  EXPECT_EQ(std::get<NotTrained>(train({.examples = examples})), NotTrained::too_few);
  examples.push_back(an_example(talk, true, 99));
  EXPECT_TRUE(std::holds_alternative<Model>(train({.examples = examples})));
  EXPECT_EQ(std::get<NotTrained>(train({})), NotTrained::too_few);
}

TEST(Training, NeedsSomeOfEitherKind) {
  for (const bool wanted : {false, true}) {
    std::vector<Example> examples;
    int number = 0;
    const auto few = static_cast<int>(examples_of_a_kind_min) - 1;
    for (; number < few; ++number)
      examples.push_back(an_example(wanted ? talk : spam, wanted, number));
    for (; number < 40; ++number)
      examples.push_back(an_example(wanted ? spam : talk, !wanted, number));
    EXPECT_TRUE(std::holds_alternative<NotTrained>(train({.examples = examples})));
    examples.push_back(an_example(wanted ? talk : spam, wanted, number));
    EXPECT_TRUE(std::holds_alternative<Model>(train({.examples = examples})));
  }
}

TEST(Training, LearnsWhatTheSiteWants) {
  const Model model = a_model();
  EXPECT_GT(model.judge(a_reading_of(spam)).probability, 0.9);
  EXPECT_LT(model.judge(a_reading_of(talk)).probability, 0.1);
  EXPECT_TRUE(model.judge(a_reading_of(spam)).is_over_threshold);
  EXPECT_FALSE(model.judge(a_reading_of(talk)).is_over_threshold);
}

TEST(Training, BelievesTheRulesUntilPeopleSayOtherwise) {
  std::vector<Example> examples = some_examples(20);
  const Reading casino = a_reading_of("a casino by the harbour");
  EXPECT_GT(a_model(examples).judge(casino).probability,
            a_model(examples).judge(a_reading_of("a theatre by the harbour")).probability + 0.2);
  for (int number = 20; number < 120; ++number)
    examples.push_back(an_example("a casino is what this town needs", true, number));
  EXPECT_LT(a_model(examples).judge(casino).probability, 0.2);
}

TEST(Training, GivesTheSameModelForTheSame) {
  const auto examples = some_examples(100);
  const std::string bytes = a_model(examples).bytes();
  EXPECT_EQ(a_model(examples).bytes(), bytes);
  auto turned = examples;
  std::reverse(turned.begin(), turned.end());
  EXPECT_EQ(a_model(turned).bytes(), bytes) << "they are put in order of time";
  EXPECT_NE(std::get<Model>(train({.examples = examples, .seed = 2})).bytes(), bytes);
}

TEST(Training, EndsWhenItIsTold) {
  const auto examples = some_examples(100);
  double last = -1;
  const auto model = train({.examples = examples, .progress = [&last](double share) {
                              EXPECT_GE(share, last);
                              EXPECT_LE(share, 1);
                              last = share;
                              return true;
                            }});
  EXPECT_TRUE(std::holds_alternative<Model>(model));
  EXPECT_GT(last, 0.5);
  int asked = 0;
  const auto stopped =
      train({.examples = examples, .progress = [&asked](double) noexcept { return ++asked < 5; }});
  EXPECT_EQ(std::get<NotTrained>(stopped), NotTrained::stopped);
  EXPECT_EQ(asked, 5);
}

TEST(Training, GoesOnFromAModel) {
  const Model first = a_model(100);
  std::vector<Example> news;
  for (int number = 100; number < 140; ++number)
    news.push_back(an_example("Visit my new webshop for garden gnomes", false, number));
  const std::string gnomes = "my webshop has gnomes";
  const Model second = std::get<Model>(train({.examples = news, .from = &first}));
  EXPECT_LT(first.judge(a_reading_of(gnomes)).probability, 0.6);
  EXPECT_GT(second.judge(a_reading_of(gnomes)).probability, 0.8);
  EXPECT_GT(second.judge(a_reading_of(spam)).probability, 0.8) << "and keeps what it knew";
  EXPECT_LT(second.judge(a_reading_of(talk)).probability, 0.3);
  EXPECT_EQ(second.figures().examples, 140U);
  EXPECT_EQ(second.figures().unwanted, 90U);
  EXPECT_EQ(second.figures().first, first.figures().first);
  EXPECT_EQ(second.figures().last, news.back().decided_at);
  EXPECT_EQ(std::get<NotTrained>(train({.from = &first})), NotTrained::too_few);
}

TEST(Training, InManyStepsIsNearlyTheSameAsInOne) {
  const auto examples = some_examples(200);
  Model model = a_model({examples.begin(), examples.begin() + 100});
  for (std::ptrdiff_t at = 100; at < 200; at += 10) {
    const std::vector<Example> some{examples.begin() + at, examples.begin() + at + 10};
    model = std::get<Model>(train({.examples = some, .from = &model}));
  }
  EXPECT_NEAR(model.judge(a_reading_of(spam)).probability,
              a_model(examples).judge(a_reading_of(spam)).probability, 0.1);
  EXPECT_EQ(model.figures().held_out.wanted, 100U);
}

TEST(Training, ForgetsSlowly) {
  const Model first = a_model(100);
  const auto variance_after = [&first](int days) {
    auto some = some_examples(2, 100);
    for (Example& example : some) example.decided_at += std::chrono::days{days};
    const Model next = std::get<Model>(train({.examples = some, .from = &first}));
    double sum = 0;
    for (const auto& belief : next.parts().weights) sum += static_cast<double>(belief.variance);
    return sum;
  };
  EXPECT_GT(variance_after(365), variance_after(0) + 0.1);
}

TEST(Training, DoubtsWhatContradictsAllOthers) {
  auto examples = some_examples(400);
  for (std::size_t at = 7; at < examples.size(); at += 20)
    examples[at].wanted = !examples[at].wanted;
  const Model model = a_model(examples);
  EXPECT_GT(model.judge(a_reading_of(spam)).probability, 0.8);
  EXPECT_TRUE(model.judge(a_reading_of(spam)).is_over_threshold);
  EXPECT_LT(model.judge(a_reading_of(talk)).probability, 0.2);
}

TEST(Training, IsNotTurnedRoundByOneModeratorsDay) {
  auto examples = some_examples(600);
  for (Example& example : examples) example.moderator = ModeratorId{1};
  for (int number = 0; number < 1'000; ++number) {
    Example wrong = examples[static_cast<std::size_t>(number) % 600];
    wrong.wanted = !wrong.wanted;
    wrong.moderator = ModeratorId{2};
    wrong.decided_at = test::first_day + std::chrono::days{30} + std::chrono::seconds{number};
    examples.push_back(wrong);
  }
  const Model model = a_model(examples);
  EXPECT_GT(model.judge(a_reading_of(spam)).probability, 0.5);
  EXPECT_LT(model.judge(a_reading_of(talk)).probability, 0.5);
}

TEST(Training, TakesTheNewestWhereThereAreTooMany) {
  Example empty = an_example("", true, 0);
  empty.features = {};
  std::vector<Example> examples(examples_max - 100, empty);
  const auto newest = some_examples(101, 1);
  examples.insert(examples.end(), newest.begin(), newest.end());
  const Model model = a_model(examples);
  EXPECT_EQ(model.figures().examples, examples_max);
  EXPECT_EQ(model.figures().unwanted, 51U);

  const std::string large(learned_bytes_max, 'x');
  auto texts = some_examples(100, 1);
  for (Example& example : texts) example.features.text.resize(learned_bytes_max, 'x');
  Example old = an_example(large, true, 0);
  std::vector<Example> heavy(example_texts_bytes_max / learned_bytes_max, old);
  heavy.insert(heavy.end(), texts.begin(), texts.end());
  const auto stopped =
      train({.examples = heavy, .progress = [](double) noexcept { return false; }});
  EXPECT_EQ(std::get<NotTrained>(stopped), NotTrained::stopped);
}

TEST(Training, HoldsWhatItWasAllowed) {
  const auto examples = some_examples(400);
  for (const double share : {-1.0, 0.0001, 0.005, 0.2, 5.0}) {
    const Model model = std::get<Model>(train({.examples = examples, .wanted_held_max = share}));
    EXPECT_GE(model.figures().threshold, 0.5);
    EXPECT_EQ(model.figures().wanted_held_max, std::clamp(share, 0.0001, 0.2));
  }
}

TEST(Training, TellsInWordsWhatItHasLearned) {
  const std::vector<std::string> ids = test::some_rules()->ids();
  auto examples = some_examples(200);
  for (int number = 200; number < 230; ++number)
    examples.push_back(an_example("a casino with viagra", false, number));
  const Model model = std::get<Model>(train({.examples = examples, .rule_ids = ids}));
  const auto& telling = model.figures().telling;
  const auto weight = [&telling](TellingFeature::Kind kind, const std::string& text) {
    for (const TellingFeature& feature : telling)
      if (feature.kind == kind && feature.text == text) return feature.weight;
    return 0.0;
  };
  EXPECT_GT(weight(TellingFeature::Kind::word, "pills"), 0.1);
  EXPECT_LT(weight(TellingFeature::Kind::word, "think"), -0.1);
  EXPECT_GT(weight(TellingFeature::Kind::rule, "blocked_words"), 0.05);
  EXPECT_LE(telling.size(), 2 * telling_max);
  for (std::size_t at = 1; at < telling.size(); ++at)
    EXPECT_GE(std::abs(telling[at - 1].weight), std::abs(telling[at].weight));
}

TEST(Training, TellsNoWordOfFewAuthorsAndNoNumber) {
  const auto told = [](int authors, const std::string& word) {
    auto examples = some_examples(100);
    for (int number = 100; number < 130; ++number) {
      Example example = an_example("ask " + word + " about it", false, number);
      example.features.author = static_cast<std::uint64_t>(number % authors);
      examples.push_back(example);
    }
    const Model model = a_model(examples);
    const auto& telling = model.figures().telling;
    return std::any_of(telling.begin(), telling.end(),
                       [&word](const TellingFeature& feature) { return feature.text == word; });
  };
  const auto enough = static_cast<int>(telling_authors_min);
  EXPECT_FALSE(told(enough - 1, "harkonnen"));
  EXPECT_TRUE(told(enough, "harkonnen"));
  EXPECT_FALSE(told(30, "0171234567"));
}

}  // namespace
}  // namespace copytaster
