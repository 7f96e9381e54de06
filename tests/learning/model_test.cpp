#include <gtest/gtest.h>

#include "copytaster/domain/masking.hpp"
#include "learning/numbers.hpp"
#include "tests/learning/builders.hpp"

namespace copytaster {
namespace {

using test::a_model;
using test::a_reading_of;

const std::string spam = "Order pharmacy pills online before noon";

/// With what the bytes end with.
std::string summed(std::string body) {
  const std::uint64_t sum = learning::sum_of(body);
  for (unsigned i = 0; i < 8; ++i) body += static_cast<char>(sum >> (8 * i) & 0xFFU);
  return body;
}

TEST(Model, ExplainsWhatItHolds) {
  const Model model = a_model();
  const Reading reading = a_reading_of("Dear all! ORDER pharmacy píllſ online.");
  const Learned learned = model.judge(reading);
  ASSERT_TRUE(learned.is_over_threshold);
  EXPECT_TRUE(learned.explanation.starts_with("9")) << learned.explanation;
  EXPECT_NE(learned.explanation.find(" % like what was refused here: "), std::string::npos);
  EXPECT_NE(learned.explanation.find("pills"), std::string::npos) << learned.explanation;
  ASSERT_FALSE(learned.spans.empty());
  bool is_marked = false;
  for (const Span& span : learned.spans) is_marked |= span == Span{Field::text, 25, 30};
  EXPECT_TRUE(is_marked) << "the word as it stands in the text";
}

TEST(Model, NamesTheRulesThatToldIt) {
  auto examples = test::some_examples(200);
  for (int number = 200; number < 260; ++number)
    examples.push_back(
        test::an_example("a casino, number " + std::to_string(number % 26), false, number));
  const Learned learned = a_model(examples).judge(a_reading_of("a casino"));
  ASSERT_TRUE(learned.is_over_threshold);
  EXPECT_NE(learned.explanation.find("; rules: blocked_words"), std::string::npos)
      << learned.explanation;
}

TEST(Model, NamesTheShapeThatToldIt) {
  const Learned learned = a_model().judge(a_reading_of("order pills, please visit my page"));
  ASSERT_TRUE(learned.is_over_threshold);
  EXPECT_NE(learned.explanation.find("; shape: a place on the net, "), std::string::npos)
      << learned.explanation;
  EXPECT_EQ(learned.explanation.find("reasoning"), std::string::npos) << learned.explanation;
}

TEST(Model, ExplainsNothingThatItLetsPass) {
  const Learned learned = a_model().judge(a_reading_of("I think the ferry should be kept"));
  EXPECT_FALSE(learned.is_over_threshold);
  EXPECT_EQ(learned.explanation, "");
  EXPECT_TRUE(learned.spans.empty());
}

TEST(Model, DoesNotPointAtAHiddenAddress) {
  std::vector<Example> examples = test::some_examples(100);
  for (int number = 100; number < 200; ++number)
    examples.push_back(test::an_example("pills, write to [email hidden]", false, number));
  const Reading reading =
      read_stored({"Ann", std::nullopt, "Order pills of [email hidden]", 1}, test::some_rules());
  const Learned learned = a_model(examples).judge(reading);
  ASSERT_TRUE(learned.is_over_threshold);
  for (const Span& span : learned.spans) EXPECT_LE(span.end, 15U);
  EXPECT_EQ(learned.explanation.find("hidden"), std::string::npos) << learned.explanation;
}

TEST(Model, MarksOfALinkNoMoreThanItHasRead) {
  std::vector<Example> examples = test::some_examples(100);
  for (int number = 100; number < 200; ++number)
    examples.push_back(test::an_example(
        "Look https://pills.example/2026/shop-" + std::to_string(number) + "?id=77 here", false,
        number));
  const std::string text = "Look https://pills.example/2026/very-long-slug-of-a-page?id=77 here";
  const Learned learned = a_model(examples).judge(a_reading_of(text));
  ASSERT_TRUE(learned.is_over_threshold);
  for (const Span& span : learned.spans)
    EXPECT_TRUE(span.end <= 42 || span.start >= text.size() - 4)
        << text.substr(span.start, span.end - span.start);
}

TEST(Model, HoldsByWhateverThresholdItIsGiven) {
  const Model model = a_model();
  const Reading reading = a_reading_of(spam);
  const double probability = model.judge(reading).probability;
  EXPECT_TRUE(model.judge(reading, probability).is_over_threshold);
  EXPECT_FALSE(model.judge(reading, probability + 1e-9).is_over_threshold);
}

TEST(Model, StaysShortAboutALongText) {
  std::string text;
  for (int i = 0; i < 4'000; ++i) text += "pills online ";
  const Learned learned = a_model().judge(a_reading_of(text));
  ASSERT_TRUE(learned.is_over_threshold);
  EXPECT_LE(learned.spans.size(), spans_max);
  EXPECT_LT(learned.explanation.size(), 500U);
}

TEST(Model, JudgesAReadingAndItsFeaturesAlike) {
  const Model model = a_model();
  std::string longer = spam;
  while (longer.size() < 10'000) longer += " and the ferry sails";
  for (const std::string& text : {std::string{}, std::string{"x"}, spam, longer}) {
    const Reading reading = a_reading_of(text);
    EXPECT_NEAR(model.judge(reading).probability, model.probability(features_of(reading)), 1e-6);
  }
}

TEST(Model, IsTheSameAfterItWasBytes) {
  const Model model = a_model();
  const std::string bytes = model.bytes();
  EXPECT_LE(bytes.size(), model_bytes_max);
  const auto again = Model::from_bytes(bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes(), bytes);
  EXPECT_EQ(again->judge(a_reading_of(spam)).probability,
            model.judge(a_reading_of(spam)).probability);
  EXPECT_EQ(again->figures().threshold, model.figures().threshold);
  EXPECT_EQ(again->figures().held_out.auc, model.figures().held_out.auc);
  EXPECT_EQ(again->figures().windows.size(), model.figures().windows.size());
  EXPECT_EQ(again->figures().telling.size(), model.figures().telling.size());
  EXPECT_EQ(again->threshold_for(0.1), model.threshold_for(0.1));
  const auto more = test::some_examples(40, 200);
  EXPECT_EQ(std::get<Model>(train({.examples = more, .before = &*again})).bytes(),
            std::get<Model>(train({.examples = more, .before = &model})).bytes());
}

TEST(Model, IsNotMadeOfAnythingElse) {
  const std::string bytes = a_model(20).bytes();
  EXPECT_FALSE(Model::from_bytes(""));
  EXPECT_FALSE(Model::from_bytes("copytaster model"));
  EXPECT_FALSE(Model::from_bytes(std::string(model_bytes_max + 1, 'x')));
  EXPECT_FALSE(Model::from_bytes(bytes + "x"));
  const std::string body = bytes.substr(0, bytes.size() - 8);
  ASSERT_EQ(summed(body), bytes);
  EXPECT_FALSE(Model::from_bytes(summed(body + "x"))) << "something is left over";
  for (std::size_t size = 0; size < body.size(); size += 1 + body.size() / 500) {
    EXPECT_FALSE(Model::from_bytes(bytes.substr(0, size)));
    EXPECT_FALSE(Model::from_bytes(summed(body.substr(0, size)))) << "cut at " << size;
  }
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 500) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ 0x10);
    EXPECT_FALSE(Model::from_bytes(broken)) << "changed at " << at;
  }
}

// Whoever can write to the table can make the sum right: no byte may do harm then.
TEST(Model, DoesNoHarmWhateverItsBytesSay) {
  const std::string bytes = a_model(20).bytes();
  const std::string body = bytes.substr(0, bytes.size() - 8);
  const Reading reading = a_reading_of(spam);
  std::size_t taken = 0;
  // Nearly all of it are weights; what is behind them is walked byte by byte.
  const std::size_t tail = body.size() - 1'500;
  for (std::size_t at = 0; at < body.size(); at += at < tail ? 1 + body.size() / 300 : 1) {
    for (const char byte : {'\0', '\x7F', '\xFF'}) {
      std::string changed = body;
      changed[at] = byte;
      const auto model = Model::from_bytes(summed(changed));
      if (!model) continue;
      ++taken;
      const Learned learned = model->judge(reading);
      ASSERT_TRUE(learned.probability >= 0 && learned.probability <= 1) << at;
      ASSERT_LE(learned.explanation.size(), 1'000U);
    }
  }
  EXPECT_GT(taken, 0U);
}

}  // namespace
}  // namespace copytaster
