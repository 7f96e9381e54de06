// What Disqus' posts mean here.

#include "tests/transfer/readings.hpp"

namespace copytaster::transfer::testing {
namespace {

std::string disqus(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<disqus xmlns=\"http://disqus.com\" "
         "xmlns:dsq=\"http://disqus.com/disqus-internals\">\n<category dsq:id=\"1\">"
         "<title>General</title></category>\n" +
         inside + "</disqus>\n";
}

std::string thread(const std::string& number, const std::string& identifier = "") {
  return "<thread dsq:id=\"" + number + "\">\n<id>" + identifier +
         "</id><forum>x</forum><category dsq:id=\"1\"/><link>https://news.example/" + number +
         "</link><title>A &amp;amp; B</title>\n<createdAt>2020-01-02T03:04:05Z</createdAt>"
         "<author><name>Editor</name></author><isClosed>false</isClosed>"
         "<isDeleted>false</isDeleted>\n</thread>\n";
}

struct Told {
  std::string thread = "100";
  std::string parent = "";
  std::string deleted = "false";
  std::string spam = "false";
  std::string name = "Ann";
};

std::string post(const std::string& number, const Told& told = {}) {
  return "<post dsq:id=\"" + number + "\">\n<id>wp_id=5</id>\n<message><![CDATA[<p>Indeed, " +
         "<a href=\"https://a.example\" rel=\"nofollow\">a</a></p>]]></message>\n"
         "<createdAt>2020-02-03T04:05:06Z</createdAt><isDeleted>" +
         told.deleted + "</isDeleted><isSpam>" + told.spam +
         "</isSpam>\n<author><email>ann@example.com</email><name>" + told.name +
         "</name><isAnonymous>false</isAnonymous><username>ann_x</username></author>\n"
         "<thread dsq:id=\"" +
         told.thread + "\" />" +
         (told.parent.empty() ? "" : "<parent dsq:id=\"" + told.parent + "\" />") + "\n</post>\n";
}

Read read(const std::string& inside, std::size_t piece = 65'536) {
  return read_all(ImportFormat::disqus, disqus(inside), piece);
}

TEST(DisqusReader, ReadsAPostWithItsThread) {
  for (const std::size_t piece : {1U, 7U, 65'536U}) {
    const Read all = read(thread("100") + post("5") + post("6", {.parent = "5"}), piece);
    ASSERT_EQ(all.comments.size(), 2U) << piece;
    const ImportedComment& one = all.comments[0];
    EXPECT_EQ(one.source_id, "5");
    EXPECT_EQ(one.author, "Ann");
    EXPECT_EQ(one.email, "ann@example.com");
    EXPECT_EQ(one.text, "Indeed, a (https://a.example)");
    EXPECT_EQ(one.state, State::approved);
    EXPECT_EQ(one.created_at, "2020-02-03T04:05:06Z");
    EXPECT_EQ(one.article->key, "disqus-100");
    EXPECT_EQ(one.article->source_id, "100");
    EXPECT_EQ(one.article->url, "https://news.example/100");
    EXPECT_EQ(one.article->title, "A & B");
    EXPECT_TRUE(one.article->is_open && one.article->found_by_url);
    EXPECT_EQ(one.article->created_at, parse_instant("2020-01-02T03:04:05Z"));
    EXPECT_EQ(all.comments[1].parent, "5");
  }
}

TEST(DisqusReader, TheSitesOwnIdentifierIsTheKeyWhereItCanBe) {
  EXPECT_EQ(read(thread("100", "ferry-7") + post("5")).comments.at(0).article->key, "ferry-7");
  EXPECT_EQ(
      read(thread("100", "7 https://news.example/?p=7") + post("5")).comments.at(0).article->key,
      "disqus-100");
}

TEST(DisqusReader, StatesAreMapped) {
  const auto spam = read(thread("100") + post("5", {.spam = "true"})).comments.at(0);
  EXPECT_EQ(spam.state, State::spam);
  EXPECT_TRUE(spam.by_person);
  const auto deleted = read(thread("100") + post("5", {.deleted = "true"})).comments.at(0);
  EXPECT_EQ(deleted.state, State::rejected);
  EXPECT_FALSE(deleted.by_person) << "its author may have done it";
  EXPECT_TRUE(deleted.was_shown) << "its replies need its place";
  const auto both =
      read(thread("100") + post("5", {.deleted = "true", .spam = "true"})).comments.at(0);
  EXPECT_EQ(both.state, State::spam);
}

TEST(DisqusReader, WhoHasNoNameIsKnownByTheAccount) {
  EXPECT_EQ(read(thread("100") + post("5", {.name = ""})).comments.at(0).author, "ann_x");
}

TEST(DisqusReader, APostWithoutItsThreadIsRefusedByItself) {
  const Read all = read(thread("100") + post("5", {.thread = "101"}) + post("6"));
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_EQ(all.refused[0].source_id, "5");
  EXPECT_EQ(all.refused[0].reason, "its thread is not in the file");
  EXPECT_EQ(all.comments.size(), 1U);
}

TEST(DisqusReader, AnotherDocumentIsRefused) {
  EXPECT_EQ(read_all(ImportFormat::disqus, "<rss></rss>").broken.at(0).reason,
            "is no export of Disqus");
}

}  // namespace
}  // namespace copytaster::transfer::testing
