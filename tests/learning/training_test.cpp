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

/// As it is after a purge: what was wanted is still there, and a few others are new.
std::vector<Example> after_a_purge(int purged, int days) {
  std::vector<Example> examples = some_examples(200);
  int number = 0;
  std::erase_if(examples,
                [&](const Example& one) noexcept { return !one.wanted && number++ < purged; });
  for (int i = 0; i < 20; ++i) {
    examples.push_back(an_example("Visit my new webshop for garden gnomes", false, 200 + i));
    examples.back().decided_at += std::chrono::days{days};
  }
  return examples;
}

TEST(Training, RemembersTheUnwantedThatAreGone) {
  const Model first = a_model(200);
  const auto after = [&](int purged, int days, const Model* before) {
    const auto examples = after_a_purge(purged, days);
    return std::get<Model>(train({.examples = examples, .before = before}))
        .judge(a_reading_of("Buy herbal pills"))
        .probability;
  };
  const double forgotten = after(100, 1, nullptr);
  const double remembered = after(100, 1, &first);
  EXPECT_GT(remembered, forgotten + 0.2);
  EXPECT_NEAR(after(0, 1, &first), after(0, 1, nullptr), 0.02) << "they are still there";
  const double later = after(100, 720, &first);
  EXPECT_LT(later, remembered - 0.02) << "and forgets slowly";
  EXPECT_GT(later, forgotten);
}

TEST(Training, JudgesBeforehandWithoutWhatItRemembers) {
  const Model first = a_model(200);
  const auto examples = after_a_purge(100, 1);
  const Model with = std::get<Model>(train({.examples = examples, .before = &first}));
  const Model without = std::get<Model>(train({.examples = examples}));
  ASSERT_EQ(with.parts().held_out.size(), without.parts().held_out.size());
  for (std::size_t at = 0; at < with.parts().held_out.size(); ++at)
    EXPECT_EQ(with.parts().held_out[at].margin, without.parts().held_out[at].margin);
}

TEST(Training, OfTheSameAgainAndAgainStaysTheSame) {
  const auto examples = some_examples(200);
  Model model = a_model(examples);
  const std::string bytes = model.bytes();
  for (int time = 0; time < 10; ++time)
    model = std::get<Model>(train({.examples = examples, .before = &model}));
  EXPECT_EQ(model.bytes(), bytes);
}

TEST(Training, LearnsNothingFromWhatWasPublished) {
  const auto examples = some_examples(200);
  std::vector<Example> published;
  for (int number = 0; number < 400; ++number)
    published.push_back(an_example("Order the winter timetable online", true, number));
  const Model with =
      std::get<Model>(train({.examples = examples, .published = published, .each_stands_for = 10}));
  const Model without = a_model(examples);
  EXPECT_EQ(with.parts().means, without.parts().means);
  EXPECT_EQ(with.figures().held_out.published, 400U);
  EXPECT_EQ(with.figures().held_out.wanted, 100U);
  EXPECT_GT(with.threshold_for(0.05),
            with.probability(features_of(a_reading_of("Order the winter timetable online"))));
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
}

TEST(Training, TakesNoMoreBytesThanItMay) {
  // Each looks like one letter, so that it is soon learned.
  Example large = an_example("", true, 0);
  large.features.text.assign(std::size_t{1} << 20U, 'x');
  std::vector<Example> examples(example_texts_bytes_max >> 20U, large);
  const auto newest = some_examples(100, 1);
  examples.insert(examples.end(), newest.begin(), newest.end());
  EXPECT_EQ(a_model(examples).figures().examples, (example_texts_bytes_max >> 20U) - 1 + 100);
}

TEST(Training, HoldsWhatItWasAllowed) {
  // A twentieth of the wanted talk of pills.
  auto examples = some_examples(2'000);
  for (std::size_t at = 0; at < examples.size(); at += 40)
    examples[at] = an_example("I think herbal pills are to be kept", true, static_cast<int>(at));
  double last = 1;
  for (const double share : {0.0001, 0.005, 0.2}) {
    const Model model = std::get<Model>(train({.examples = examples, .wanted_held_max = share}));
    EXPECT_GE(model.figures().threshold, 0.5);
    EXPECT_LE(model.figures().threshold, last);
    last = model.figures().threshold;
    EXPECT_LE(model.figures().held_out.held, share + 0.01);
    EXPECT_EQ(model.figures().wanted_held_max, share);
  }
  for (const double share : {-1.0, 5.0}) {
    const Model model = std::get<Model>(train({.examples = examples, .wanted_held_max = share}));
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
