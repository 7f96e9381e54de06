#include "copytaster/domain/article.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(ArticleKey, TakesUnreservedCharactersUpTo200) {
  EXPECT_TRUE(ArticleKey::parse("1"));
  EXPECT_TRUE(ArticleKey::parse("2026-11-23_council.vote~7"));
  EXPECT_TRUE(ArticleKey::parse(std::string(200, 'k')));
  EXPECT_FALSE(ArticleKey::parse(std::string(201, 'k')));
  for (const auto* key : {"", ".", "..", "a b", "a/b", "a%20b", "ä", "a?b", "a\n"})
    EXPECT_FALSE(ArticleKey::parse(key)) << key;
}

TEST(Article, IsOpenUntilItClosesOrIsClosed) {
  const Instant noon{std::chrono::hours{12}};
  Article article;
  EXPECT_TRUE(article.is_open(noon));
  article.closes_at = noon;
  EXPECT_TRUE(article.is_open(noon - std::chrono::microseconds{1}));
  EXPECT_FALSE(article.is_open(noon));
  article.closes_at.reset();
  article.state = ArticleState::closed;
  EXPECT_FALSE(article.is_open(noon));
}

TEST(SitePolicy, NearestWins) {
  SitePolicy policy;
  policy.site.premoderation = Premoderation::rules;
  policy.sections["sport"] = Premoderation::first;
  EXPECT_EQ(policy.for_article("news", {}).premoderation, Premoderation::rules);
  EXPECT_EQ(policy.for_article("sport", {}).premoderation, Premoderation::first);
  EXPECT_EQ(policy.for_article("sport", Premoderation::all).premoderation, Premoderation::all);
}

TEST(ArticleNames, AreReadBackAsTheyAreWritten) {
  for (const auto mode : {Premoderation::none, Premoderation::first, Premoderation::all,
                          Premoderation::rules})
    EXPECT_EQ(parse_premoderation(name_of(mode)), mode);
  EXPECT_FALSE(parse_premoderation("All"));
  for (const auto state : {ArticleState::open, ArticleState::closed})
    EXPECT_EQ(parse_article_state(name_of(state)), state);
  EXPECT_FALSE(parse_article_state(""));
}

}  // namespace
}  // namespace copytaster
