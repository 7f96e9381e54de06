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
  const std::chrono::days never{0};
  Article article;
  EXPECT_TRUE(article.is_open(noon, never));
  article.closes_at = noon;
  EXPECT_TRUE(article.is_open(noon - std::chrono::microseconds{1}, never));
  EXPECT_FALSE(article.is_open(noon, never));
  article.closes_at.reset();
  article.state = ArticleState::closed;
  EXPECT_FALSE(article.is_open(noon, never));
}

TEST(Article, ClosesDaysAfterItBecameKnownUnlessItHasATimeOfItsOwn) {
  const std::chrono::days two{2};
  Article article;
  article.known_since = Instant{std::chrono::hours{12}};
  const Instant end = article.known_since + two;
  EXPECT_EQ(article.ends_at(std::chrono::days{0}), std::nullopt);
  EXPECT_EQ(article.ends_at(two), end);
  EXPECT_TRUE(article.is_open(end - std::chrono::microseconds{1}, two));
  EXPECT_FALSE(article.is_open(end, two));
  article.closes_at = end + std::chrono::hours{1};
  EXPECT_EQ(article.ends_at(two), article.closes_at);
  EXPECT_TRUE(article.is_open(end, two));
  article.state = ArticleState::closed;
  EXPECT_FALSE(article.is_open(end, two));
}

TEST(SitePolicy, NearestWins) {
  SitePolicy policy;
  policy.site.premoderation = Premoderation::rules;
  policy.sections["sport"] = Premoderation::first;
  EXPECT_EQ(policy.for_article("news", {}).premoderation, Premoderation::rules);
  EXPECT_EQ(policy.for_article("sport", {}).premoderation, Premoderation::first);
  EXPECT_EQ(policy.for_article("sport", Premoderation::all).premoderation, Premoderation::all);
}

TEST(ArticleChange, IsCheckedMemberByMember) {
  const auto members = [](const ArticleChange& change) {
    std::string names;
    for (const auto& fault : faults_of(change)) names += std::string{fault.member} + " ";
    return names;
  };
  ArticleChange change;
  EXPECT_EQ(members(change), "url ");
  change.url = "https://news.example/a";
  EXPECT_EQ(members(change), "");
  change.title = std::string(500, 't');
  change.section = std::string(100, 's');
  EXPECT_EQ(members(change), "");
  change.title = std::string(501, 't');
  change.section = "a\nb";
  EXPECT_EQ(members(change), "title section ");
  for (const auto* url : {"news.example/a", "javascript:alert(1)", "/a", "https://a\x01b"}) {
    change = {};
    change.url = url;
    EXPECT_EQ(members(change), "url ") << url;
  }
  change.url = "https://a.example/" + std::string(1982, 'p');
  EXPECT_EQ(members(change), "");
  change.url += "p";
  EXPECT_EQ(members(change), "url ");
}

TEST(ArticleNames, AreReadBackAsTheyAreWritten) {
  for (const auto mode :
       {Premoderation::none, Premoderation::first, Premoderation::all, Premoderation::rules})
    EXPECT_EQ(parse_premoderation(name_of(mode)), mode);
  EXPECT_FALSE(parse_premoderation("All"));
  for (const auto state : {ArticleState::open, ArticleState::closed})
    EXPECT_EQ(parse_article_state(name_of(state)), state);
  EXPECT_FALSE(parse_article_state(""));
}

}  // namespace
}  // namespace copytaster
