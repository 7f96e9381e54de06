// The thread as a fragment for the page that includes it.

#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

using namespace std::chrono_literals;

class ThreadHtmlTest : public ThreadTest {
 protected:
  static std::string html(const std::string& article, const std::string& query = "") {
    const Answer answer = get(of(article, "thread.html") + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  static bool offers_reply(const std::string& article) {
    return html(article).find("class=\"reply\"") != std::string::npos;
  }
  static bool has(const std::string& text, const std::string& piece) {
    return text.find(piece) != std::string::npos;
  }
  template <class Condition>
  static bool within_patience(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + RawClient::patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(20ms);
    }
    return true;
  }
  /// The value of the first attribute of this name, without its references.
  static std::string attribute(const std::string& text, const std::string& name) {
    const auto begin = text.find(name + "=\"") + name.size() + 2;
    std::string value = text.substr(begin, text.find('"', begin) - begin);
    for (auto at = value.find("&amp;"); at != std::string::npos; at = value.find("&amp;"))
      value.replace(at, 5, "&");
    return value;
  }
};

TEST_F(ThreadHtmlTest, HoldsWhatIsApprovedAndNothingElse) {
  const auto article = open_article("html");
  json body = comment("A & B <script>x</script>");
  body["url"] = "example.org";
  const auto id = shown(article, body);
  const auto reply = shown(article, reply_to(id, "the reply"));
  add_hidden(article);
  const Answer answer = get(of(article, "thread.html"));
  EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(answer.body.starts_with("<div id=\"thread\">")) << "a fragment, no page";
  EXPECT_TRUE(has(answer.body, "<p>A &amp; B &lt;script&gt;x&lt;/script&gt;</p>"));
  EXPECT_TRUE(has(answer.body, "href=\"https://example.org\" rel=\"nofollow ugc noopener\""));
  EXPECT_EQ(count_of("<li id=", answer.body), 2U) << answer.body;
  EXPECT_TRUE(has(answer.body, "<li id=\"comment-" + std::to_string(reply)));
  EXPECT_EQ(answer.body.find("@"), std::string::npos);
  EXPECT_EQ(answer.body.find("<script"), std::string::npos);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-cache");
  expect_like_a_page(of(article, "thread.html"));
}

TEST_F(ThreadHtmlTest, ItsLinksLeadToTheArticlesOwnPage) {
  const auto plain = open_article("links", {{"url", "https://news.example/links"}});
  const auto id = std::to_string(shown(plain, "one"));
  EXPECT_TRUE(has(html(plain), "href=\"https://news.example/links?reply=" + id + "#respond\""));
  const auto wordpress = open_article("links-p", {{"url", "https://news.example/?p=7#top"}});
  const auto other = std::to_string(shown(wordpress, "two"));
  EXPECT_TRUE(
      has(html(wordpress), "href=\"https://news.example/?p=7&amp;reply=" + other + "#respond\""));
}

TEST_F(ThreadHtmlTest, ARemovedParentKeepsItsPlaceWithoutWords) {
  const auto article = open_article("html-removed");
  const auto parent = shown(article, "the parent's words");
  shown(article, reply_to(parent, "a reply that stays"));
  EXPECT_TRUE(has(html(article), "the parent"));
  decide(parent, 1, "reject");
  const std::string left = html(article);
  EXPECT_FALSE(has(left, "words")) << "the page went before the decision was answered";
  EXPECT_TRUE(has(left, "was removed."));
  EXPECT_TRUE(has(left, "a reply that stays"));
}

TEST_F(ThreadHtmlTest, GoesOnWhereItEnded) {
  const auto article = open_article("html-pages", {{"url", "https://news.example/pages"}});
  for (int n = 1; n <= 51; ++n) shown(article, "Voice " + std::to_string(n) + ".");
  const std::string first = html(article);
  EXPECT_EQ(count_of("<li id=", first), 50U);
  EXPECT_TRUE(first.ends_with("More comments</a></p>\n</div>\n"));
  const std::string all = html(article, "?limit=100");
  EXPECT_EQ(count_of("<li id=", all), 51U);
  EXPECT_FALSE(has(all, "More comments"));

  const std::string newest = html(article, "?order=newest&limit=1");
  EXPECT_TRUE(has(newest, "Voice 51."));
  EXPECT_EQ(count_of("<li id=", newest), 1U);
  const std::string more = attribute(newest, "data-more");
  EXPECT_TRUE(more.starts_with("?order=newest&limit=1&cursor=")) << more;
  const std::string cursor = more.substr(more.rfind('=') + 1);
  EXPECT_TRUE(has(newest, "href=\"https://news.example/pages?cursor=" + cursor + "#thread\""));
  EXPECT_TRUE(has(html(article, more), "Voice 50."));
  EXPECT_TRUE(has(html(article, "?cursor="), "Voice 1.")) << "a page without one passes on nothing";
}

TEST_F(ThreadHtmlTest, ReadsItsParametersAsTheListDoes) {
  open_article("html-limits");
  const std::string target = of("html-limits", "thread.html");
  for (const char* wrong : {"?limit=0", "?limit=101", "?limit=x", "?order=up", "?cursor=x"})
    EXPECT_EQ(problem_of(get(target + wrong)), "fields") << wrong;
  for (const char* right : {"?limit=1", "?limit=100", "?order=oldest", "?cursor=1-1", "?p=7"})
    EXPECT_EQ(get(target + right).status, 200) << right;
  EXPECT_EQ(problem_of(get(of("nosuch", "thread.html"))), "article");
  EXPECT_EQ(problem_of(get(of("nosuch", "thread.html?limit=0"))), "fields") << "as of the list";
  EXPECT_EQ(problem_of(get(of("a!b", "thread.html?limit=0"))), "article");
}

TEST_F(ThreadHtmlTest, OffersNoReplyOnceTheArticleCloses) {
  const auto article = open_article("html-closed");
  shown(article, "before");
  EXPECT_TRUE(offers_reply(article));
  put_article(article, {{"state", "closed"}});
  EXPECT_FALSE(offers_reply(article));
  put_article(article, {{"state", "open"}});
  EXPECT_TRUE(offers_reply(article));
}

TEST_F(ThreadHtmlTest, APageInTheCacheEndsWhenItsArticleCloses) {
  const auto article = open_article("html-closes");
  shown(article, "before");
  put_article(article, {{"closes_at", rfc3339(database_now() + 3s)}});
  const Answer before = get(of(article, "thread.html"));
  EXPECT_TRUE(has(before.body, "class=\"reply\""));
  EXPECT_TRUE(within_patience([&] { return !offers_reply(article); }));
  EXPECT_EQ(submit(article, comment("too late")).status, 403);
  const Answer after =
      get(of(article, "thread.html"), "If-None-Match: " + before.headers.at("etag") + "\r\n");
  EXPECT_EQ(after.status, 200) << "who has the page of before gets the other one";
  put_article(article, {{"closes_at", nullptr}});
  EXPECT_TRUE(offers_reply(article));
}

TEST_F(ThreadHtmlTest, APageOfBeforeIsSentWhileTheDatabaseIsAway) {
  const auto article = open_article("html-away");
  shown(article, "before");
  const Instant closes_at = database_now() + 3s;
  put_article(article, {{"closes_at", rfc3339(closes_at)}});
  EXPECT_TRUE(offers_reply(article));
  ASSERT_TRUE(within_patience([&] { return database_now() > closes_at + 100ms; }));
  {
    pqxx::connection owner{service().database().owner_conninfo()};
    pqxx::work in_the_way{owner};
    in_the_way.exec("LOCK TABLE article IN ACCESS EXCLUSIVE MODE");
    EXPECT_TRUE(offers_reply(article));
    EXPECT_EQ(get(of("html-away-not-cached", "thread.html")).status, 503);
  }
  EXPECT_FALSE(offers_reply(article));
}

}  // namespace
}  // namespace copytaster::http::testing
