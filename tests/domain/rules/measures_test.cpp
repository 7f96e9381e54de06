#include "domain/rules/measures.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

double measured(Metric metric, std::string_view text,
                std::optional<std::string_view> url = std::nullopt) {
  return measure({text, url}, views_of(text)).of(metric);
}

TEST(Measures, CountsLinks) {
  EXPECT_EQ(measured(Metric::links, "no link"), 0);
  EXPECT_EQ(measured(Metric::links, "http://a.example HTTPS://WWW.b.example www.c.example"), 3);
  EXPECT_EQ(measured(Metric::links, "ftp://a.example, awww. so nice"), 1);
  EXPECT_EQ(measured(Metric::links, "://www.x"), 0);
}

TEST(Measures, CountsLinksOfAPageThatTakesHtml) {
  const auto links = [](std::string_view text) { return measured(Metric::html_links, text); };
  EXPECT_EQ(links("no link, <b>bold</b>, a < b"), 0);
  EXPECT_EQ(links("see http://a.example (https://b.example) www.c.example"), 3);
  EXPECT_EQ(links("http://a.example/http://b.example xhttp://c.example"), 1)
      << "one word, one link";
  EXPECT_EQ(links("<a href=\"http://a.example\">one</a> <A class=x HREF='/b'>two</A>"), 2);
  EXPECT_EQ(links("<a href=\"http://a.example\">http://a.example</a>"), 1) << "what it shows";
  EXPECT_EQ(links("<a href=x>http://a.example and http://b.example</a>"), 3);
  EXPECT_EQ(links("<a href=x>http://a.example http://b.example"), 3) << "it has no end";
  EXPECT_EQ(links("<a name=x>here</a> <abbr href=x> <img src=\"http://a.example/b\">"), 0);
  EXPECT_EQ(links("<a http://a.example"), 1) << "no tag";
  EXPECT_EQ(links("a <3 b, <a href=x <b> http://a.example"), 1);
  EXPECT_EQ(links("<a href=\"/b\""), 0);
}

TEST(Measures, CountsRegistrableDomains) {
  EXPECT_EQ(measured(Metric::domains, "http://a.foo.co.uk/x https://b.foo.co.uk www.bar.com"), 2);
  EXPECT_EQ(measured(Metric::domains, "http://Foo.com/ http://user@foo.com:80 http://foo.com."), 1);
  EXPECT_EQ(measured(Metric::domains, "http://foo.com", "https://bar.com/about"), 2);
  EXPECT_EQ(measured(Metric::domains, "nothing", "bar.com"), 1);
  EXPECT_EQ(measured(Metric::domains, "http://"), 0);
}

TEST(Measures, TellsFarFewerDomainsApartThanATextCanHold) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "http://site" + std::to_string(i) + ".com ";
  EXPECT_EQ(measured(Metric::links, text), 200);
  EXPECT_EQ(measured(Metric::domains, text), 100);
}

TEST(Measures, KnowsWhetherThereIsAWebsite) {
  EXPECT_EQ(measured(Metric::website, "text"), 0);
  EXPECT_EQ(measured(Metric::website, "text", "https://a.example"), 1);
}

TEST(Measures, CountsCharactersAndWords) {
  EXPECT_EQ(measured(Metric::text_chars, "für \U0001F600"), 5);
  EXPECT_EQ(measured(Metric::words, "Two words, -- and 3 more."), 5);
  EXPECT_EQ(measured(Metric::words, "..."), 0);
  EXPECT_EQ(measured(Metric::words, "see https://a.example/b?c=d-e and www.f.example now"), 3)
      << "of a link none";
  EXPECT_EQ(measured(Metric::words, "<a href=\"http://a.example/b\">http://a.example/b</a>"), 0);
  EXPECT_EQ(measured(Metric::words, "\u00fc <b>bold</b> words if a < b"), 6);
  EXPECT_EQ(measured(Metric::words, ""), 0);
}

TEST(Measures, TheShareOfCapitalsNeedsEnoughLetters) {
  EXPECT_EQ(measured(Metric::uppercase_share, "ABCDEFGHIJKLMNOPQRS"), 0);
  EXPECT_EQ(measured(Metric::uppercase_share, "ABCDEFGHIJKLMNOPQRST"), 100);
  EXPECT_EQ(measured(Metric::uppercase_share, "ABCDEabcdefghijklmno 1234 漢字"), 25);
  EXPECT_EQ(measured(Metric::uppercase_share, "ÄÖÜÀÉÄÖÜÀÉäöüàéäöüàé"), 50);
}

TEST(Measures, FindsTheLongestRepeat) {
  EXPECT_EQ(measured(Metric::repeats, "wow!!!!! aaa"), 5);
  EXPECT_EQ(measured(Metric::repeats, "a          b"), 1);
  EXPECT_EQ(measured(Metric::repeats, "ééé"), 3);
  EXPECT_EQ(measured(Metric::repeats, ""), 0);
}

TEST(Measures, TakesOverWhatTheViewsCounted) {
  EXPECT_EQ(measured(Metric::invisible_characters, "a\u200Bb"), 1);
  EXPECT_EQ(measured(Metric::mixed_script_words, "c\u0430sino"), 1);
  EXPECT_EQ(measured(Metric::disguised_words, "v.i.a.g.r.a"), 1);
}

TEST(Measures, IsSilentOfWhatOthersKnow) {
  EXPECT_EQ(measured(Metric::addresses, "text"), 0);
  EXPECT_EQ(measured(Metric::trap_filled, "text"), 0);
  EXPECT_EQ(measured(Metric::banned, "text"), 0);
}

}  // namespace
}  // namespace copytaster
