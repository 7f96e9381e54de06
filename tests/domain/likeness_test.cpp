#include "copytaster/domain/likeness.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

constexpr auto campaign =
    "My neighbour lost his job last spring and now earns 8450 dollars a month from home, read how "
    "he did it at https://one.example/start";

TEST(Likeness, IsTheSameWhateverLinkAndNumberACampaignUses) {
  EXPECT_EQ(likeness_of(campaign),
            likeness_of("My neighbour lost his job last spring and now earns 9120 dollars a month "
                        "from home, read how he did it at https://another.example/x?y=1"));
  EXPECT_EQ(likeness_of(campaign),
            likeness_of("my NEIGHBOUR lost his job -- last spring -- and now earns 1 dollars a "
                        "month from home; read how he did it at: www.third.example"));
}

TEST(Likeness, BearsAChangedWordOrTwo) {
  EXPECT_TRUE(is_like(
      likeness_of(campaign),
      likeness_of("My cousin lost his job last spring and now earns 8450 dollars a month from "
                  "home, read how he did it at https://one.example/start")));
  EXPECT_TRUE(is_like(
      likeness_of(campaign),
      likeness_of("Hi! My neighbour lost his job last spring and now earns 8450 dollars a month "
                  "from home, see how he did it at https://one.example/start")));
}

TEST(Likeness, EndsWhereTooMuchHasChanged) {
  EXPECT_FALSE(is_like(
      likeness_of(campaign),
      likeness_of("My cousin found a job last summer and now earns 8450 dollars each week at home, "
                  "see how she does it at https://one.example/start")));
}

TEST(Likeness, TellsTextsApartThatMerelyShareALanguage) {
  const std::vector<std::string> texts{
      campaign,
      "The council had all of last year to ask us, and now it says that the ferry must go.",
      "My daughter lost her place at school last spring, and now she travels an hour a day.",
      "He earns more in a month than a nurse does in a year; read the report of the commission.",
      "Der Stadtrat hatte ein Jahr Zeit, uns zu fragen, und jetzt soll die Fähre weg.",
      "Le conseil avait toute une année pour nous demander notre avis, et maintenant le ferry "
      "part.",
      "I do not think that the minister has read the report that he quotes in this interview."};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = i + 1; j < texts.size(); ++j)
      EXPECT_FALSE(is_like(likeness_of(texts[i]), likeness_of(texts[j]))) << i << " and " << j;
  }
}

TEST(Likeness, AWordIsTheSameWhereverItStandsAndHoweverLongItIs) {
  const std::string words =
      "internationalisation of a naïve Übersetzungswissenschaft costs 2x15 euros";
  EXPECT_EQ(
      likeness_of(words),
      likeness_of("INTERNATIONALISATION of a NAÏVE übersetzungswissenschaft COSTS 2X15 euros."));
  EXPECT_EQ(likeness_of(words), likeness_of("«" + words + "» — "));
  EXPECT_EQ(likeness_of(words), likeness_of("  " + words + "!"));
  for (const char* other :
       {"internationalisations", "internationalisatioN1", "internationalisati\u00F6n"})
    EXPECT_NE(likeness_of(words), likeness_of(other + words.substr(words.find(' ')))) << other;
}

TEST(Likeness, ControlCharactersAreNoDigits) {
  EXPECT_EQ(likeness_of("one two three four five six seven"),
            likeness_of("one\020two\031three\022four\021five@six[seven"));
}

TEST(Likeness, OfAFewWordsIsLikeNothing) {
  EXPECT_EQ(likeness_of("Thank you for this article"), Likeness{});
  EXPECT_FALSE(is_like(likeness_of("Well said, thank you"), likeness_of("Well said, thank you")));
  EXPECT_NE(likeness_of("Thank you for this article today"), Likeness{});
  EXPECT_EQ(likeness_of(""), Likeness{});
  EXPECT_EQ(likeness_of("?! ... --"), Likeness{});
}

TEST(Likeness, LooksAtTwoThousandWordsOfALongText) {
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text += "word" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
  EXPECT_EQ(likeness_of(text), likeness_of(text + "and quite another end of it all"));
  EXPECT_NE(likeness_of(text),
            likeness_of("begins otherwise and so on and so on " + text.substr(100, 200)));
}

TEST(Likeness, IsMeasuredOverBothHalves) {
  const Likeness one{{1, 0}};
  const auto turned = [&](int first, int second) {
    return Likeness{{one.bits[0] | ((1ULL << first) - 1) << 1U, (1ULL << second) - 1}};
  };
  for (const auto& [first, second] : {std::pair{22, 0}, {11, 11}, {0, 22}})
    EXPECT_TRUE(is_like(one, turned(first, second))) << first << " and " << second;
  for (const auto& [first, second] : {std::pair{23, 0}, {12, 11}, {0, 23}})
    EXPECT_FALSE(is_like(one, turned(first, second))) << first << " and " << second;
  EXPECT_FALSE(is_like(one, Likeness{})) << "however near";
  EXPECT_FALSE(is_like(Likeness{}, Likeness{}));
}

TEST(Likeness, BeginsACampaignWhoseNumberFitsJson) {
  constexpr std::int64_t most = (1LL << 52) - 1;
  EXPECT_EQ(campaign_of(Likeness{}), std::nullopt);
  EXPECT_EQ(campaign_of({{~0ULL, 0}}), CampaignId{most});
  EXPECT_EQ(campaign_of({{1, ~0ULL}}), CampaignId{1});
  const auto number = campaign_of(likeness_of(campaign)).value();
  EXPECT_GT(number.value, 0);
  EXPECT_LE(number.value, most);
}

}  // namespace
}  // namespace copytaster
