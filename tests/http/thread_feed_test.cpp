// The feed of an article's comments, as libxml2 reads it.

#include <fstream>
#include <sstream>

#include "postgres/run_program.hpp"
#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

/// A document that libxml2 takes, or none of it.
class Parsed {
 public:
  explicit Parsed(const std::string& xml) { std::ofstream{file("feed.xml")} << xml; }

  /// As a string, of a path such as "feed/entry[1]/link/@href".
  std::string at(const std::string& path) const { return xpath("string(" + steps(path) + ")"); }
  std::size_t count(const std::string& path) const {
    const std::string number = xpath("count(" + steps(path) + ")");
    return number.empty() ? std::string::npos : std::stoul(number);
  }
  std::string name_space() const { return xpath("namespace-uri(/*)"); }

 private:
  std::string file(const std::string& name) const { return directory_.path() / name; }
  /// Any namespace: what it is, is asked by itself.
  static std::string steps(const std::string& path) {
    std::string steps;
    std::istringstream pieces{path};
    for (std::string piece; std::getline(pieces, piece, '/');) {
      const auto name = piece.substr(0, piece.find('['));
      steps += name.starts_with('@')
                   ? "/" + piece
                   : "/*[local-name()='" + name + "']" + piece.substr(name.size());
    }
    return steps;
  }
  std::string xpath(const std::string& expression) const {
    std::ofstream{file("out")}.close();
    const postgres::Program xmllint{
        "/usr/bin/xmllint", {"--nonet", "--xpath", expression, file("feed.xml")}, file("out"), {}};
    const int status = postgres::run_program(xmllint);
    std::ostringstream out;
    out << std::ifstream{file("out")}.rdbuf();
    std::string text = out.str();
    EXPECT_EQ(status, 0) << expression << ": " << text;
    if (text.ends_with('\n')) text.pop_back();
    return status == 0 ? text : "";
  }

  test::TestDirectory directory_;
};

class FeedTest : public ThreadTest {
 protected:
  static Parsed feed(const std::string& article) {
    const Answer answer = get(of(article, "feed.atom"));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Parsed{answer.body};
  }
};

TEST_F(FeedTest, SaysWhoseItIs) {
  const auto article = open_article(
      "feed", {{"url", "https://News.example:8443/?p=7&q=1#top"}, {"title", "Ferry <b>&</b> co"}});
  change_rows("UPDATE article SET created_at = '2026-11-23T16:15:16Z' WHERE key = 'feed'");
  const Answer answer = get(of(article, "feed.atom"));
  EXPECT_EQ(answer.headers.at("content-type"), "application/atom+xml; charset=utf-8");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-cache");
  const Parsed empty{answer.body};
  EXPECT_EQ(empty.name_space(), "http://www.w3.org/2005/Atom");
  EXPECT_EQ(empty.at("feed/id"), "tag:news.example,2026-11-23:main/articles/feed");
  EXPECT_EQ(empty.at("feed/title"), "Comments on Ferry <b>&</b> co");
  EXPECT_EQ(empty.at("feed/updated"), "2026-11-23T16:15:16.000Z");
  EXPECT_EQ(empty.at("feed/link[@rel='self']/@href"), "feed.atom");
  EXPECT_EQ(empty.at("feed/link[@rel='alternate']/@href"),
            "https://News.example:8443/?p=7&q=1#top");
  EXPECT_EQ(empty.count("feed/entry"), 0U);
  expect_like_a_page(of(article, "feed.atom"));
  put_article(article, {{"url", "https://news.example/moved"}, {"title", ""}});
  EXPECT_EQ(feed(article).at("feed/id"), empty.at("feed/id")) << "it keeps its name when it moves";
  EXPECT_EQ(feed(article).at("feed/title"), "Comments on https://news.example/moved");
}

TEST_F(FeedTest, AnEntryIsAComment) {
  const auto article = open_article("feed-entry", {{"url", "https://news.example/entry#top"}});
  json body = comment("A & B <i>x</i>\n]]> https://example.org/a and mail me@example.com");
  body["author"] = "Ann <A>";
  body["url"] = "example.org/?a=1&b=2";
  const auto id = shown(article, body);
  const auto number = std::to_string(id);
  change_rows("UPDATE comment SET created_at = '2026-11-23T16:15:16Z' WHERE id = " + number);
  const Parsed parsed = feed(article);
  EXPECT_EQ(parsed.count("feed/entry"), 1U);
  EXPECT_EQ(parsed.at("feed/entry/id"), "tag:news.example,2026-11-23:main/comments/" + number);
  EXPECT_EQ(parsed.at("feed/entry/title"), "Comment by Ann <A>");
  EXPECT_EQ(parsed.at("feed/entry/link/@href"), "https://news.example/entry#comment-" + number);
  EXPECT_EQ(parsed.at("feed/entry/author/name"), "Ann <A>");
  EXPECT_EQ(parsed.at("feed/entry/author/uri"), "https://example.org/?a=1&b=2");
  EXPECT_EQ(parsed.at("feed/entry/published"), "2026-11-23T16:15:16.000Z");
  EXPECT_EQ(parsed.at("feed/entry/updated"), "2026-11-23T16:15:16.000Z");
  EXPECT_EQ(parsed.at("feed/entry/content/@type"), "html");
  const json item = json::parse(get(comments_of(article)).body)["items"][0];
  EXPECT_EQ(parsed.at("feed/entry/content"), item["html"].get<std::string>());
  EXPECT_EQ(get(of(article, "feed.atom")).body.find("me@example.com"), std::string::npos);
}

TEST_F(FeedTest, AnEditMakesAnEntryNew) {
  const auto article = open_article("feed-edited");
  const auto id = std::to_string(shown(article, "as it was"));
  change_rows("UPDATE comment SET edited_at = '2037-01-02T03:04:05Z' WHERE id = " + id);
  const Parsed parsed = feed(article);
  EXPECT_EQ(parsed.at("feed/entry/updated"), "2037-01-02T03:04:05.000Z");
  EXPECT_NE(parsed.at("feed/entry/published"), "2037-01-02T03:04:05.000Z");
  EXPECT_EQ(parsed.at("feed/updated"), "2037-01-02T03:04:05.000Z");
}

TEST_F(FeedTest, WhatXmlForbidsIsReplaced) {
  const auto article = open_article("feed-xml");
  shown(article, "a\x01 b\x1f c\x7f \uFFFE \uFFFF \U0001F600 end");
  const Parsed parsed = feed(article);
  EXPECT_EQ(parsed.at("feed/entry/content"),
            "<p>a\uFFFD b\uFFFD c\x7f \uFFFD \uFFFD \U0001F600 end</p>");
}

TEST_F(FeedTest, AnAddressThatIsNoLinkIsLeftOut) {
  const auto article = open_article("feed-uri");
  const auto id = std::to_string(shown(article, "with a script for a website"));
  change_rows("UPDATE comment SET url = 'javascript:alert(1)' WHERE id = " + id);
  const Parsed parsed = feed(article);
  EXPECT_EQ(parsed.count("feed/entry/author/name"), 1U);
  EXPECT_EQ(parsed.count("feed/entry/author/uri"), 0U);
}

TEST_F(FeedTest, HoldsTheNewestFiftyThatAreShown) {
  const auto article = open_article("feed-fifty");
  const auto parent = shown(article, "Voice 0");
  for (int n = 1; n <= 50; ++n) shown(article, "Voice " + std::to_string(n));
  shown(article, reply_to(parent, "Voice 51"));
  add_hidden(article);
  const auto removed = shown(article, "to be removed");
  shown(article, reply_to(removed, "Voice 52"));
  decide(removed, 1, "reject");
  const Parsed parsed = feed(article);
  EXPECT_EQ(parsed.count("feed/entry"), 50U);
  EXPECT_EQ(parsed.at("feed/entry[1]/content"), "<p>Voice 52</p>");
  EXPECT_EQ(parsed.at("feed/entry[2]/content"), "<p>Voice 51</p>");
  EXPECT_EQ(parsed.at("feed/entry[50]/content"), "<p>Voice 3</p>");
}

TEST_F(FeedTest, ChangesWithADecision) {
  const auto article = put_article("feed-decided");
  const auto id = held(article, comment("held"));
  EXPECT_EQ(feed(article).count("feed/entry"), 0U);
  decide(id, 1, "approve");
  EXPECT_EQ(feed(article).count("feed/entry"), 1U);
  decide(id, 2, "reject");
  EXPECT_EQ(feed(article).count("feed/entry"), 0U);
}

TEST_F(FeedTest, IsOfAnArticleThatThereIs) {
  EXPECT_EQ(problem_of(get(of("nosuch", "feed.atom"))), "article");
  EXPECT_EQ(problem_of(get(of("a!b", "feed.atom"))), "article");
  EXPECT_EQ(problem_of(get("/api/v1/sites/nosuch/articles/1/feed.atom")), "site");
}

TEST_F(FeedTest, ALongOneIsCompressedForWhoAsks) {
  const auto article = open_article("feed-gzip");
  shown(article, std::string(5000, 'z'));
  const Answer packed = get(of(article, "feed.atom"), "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
}

}  // namespace
}  // namespace copytaster::http::testing
