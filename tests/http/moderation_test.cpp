// Queue, decisions, thread and export over HTTP.

#include <set>
#include <vector>

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class ModerationTest : public ApiTest {
 protected:
  static std::int64_t submitted(const std::string& article, const json& body) {
    const Answer answer = submit(article, body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return json::parse(answer.body)["id"];
  }
  static json decide(const std::vector<json>& decisions) {
    const Answer answer = ask({"POST", "/api/v1/sites/main/moderation/decisions",
                               json_type + moderator(), json{{"decisions", decisions}}.dump()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static json decision(std::int64_t id, int version, const std::string& what) {
    return {{"id", id}, {"version", version}, {"decision", what}};
  }
  static json queue(const std::string& query) {
    const Answer answer = ask({"GET", "/api/v1/sites/main/moderation/queue" + query, moderator()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static json thread(const std::string& article, const std::string& query = "") {
    return json::parse(ask({"GET", comments_of(article) + query}).body);
  }
  static std::string moderator() {
    static const std::string token = bearer(service().token(Role::moderator));
    return token;
  }
};

TEST_F(ModerationTest, TheQueueTellsWhyACommentWaits) {
  const std::string article = put_article("why", {{"section", "politics"}});
  json body = comment("a blockedword and ann@example.com");
  const auto id = submitted(article, body);
  const json list = queue("?article=why&section=politics");
  ASSERT_EQ(list["items"].size(), 1U);
  const json item = list["items"][0];
  EXPECT_EQ(item["id"], id);
  EXPECT_EQ(item["version"], 1);
  EXPECT_EQ(item["section"], "politics");
  EXPECT_EQ(item["text"], "a blockedword and [email hidden]");
  std::set<std::string> rules;
  for (const json& hit : item["verdict"]["hits"]) {
    rules.insert(hit["rule"]);
    EXPECT_FALSE(hit["explanation"].get<std::string>().empty());
  }
  EXPECT_TRUE(rules.contains("blocked_words"));
  EXPECT_TRUE(rules.contains("address_in_text"));
  EXPECT_EQ(item["history"], (json{{"approved", 0}, {"rejected", 0}, {"spam", 0}}));
  EXPECT_EQ(item.dump().find("@example.com"), std::string::npos);
  EXPECT_TRUE(queue("?article=why&section=sport")["items"].empty());
}

TEST_F(ModerationTest, TheQueueIsReadAPageAtATime) {
  const std::string article = put_article("pages");
  std::vector<std::int64_t> ids;
  for (int n = 0; n < 5; ++n) ids.push_back(submitted(article, comment("p" + std::to_string(n))));
  std::vector<std::int64_t> read;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const json list = queue("?article=pages&limit=2" + cursor);
    for (const json& item : list["items"]) read.push_back(item["id"]);
    if (list["next"].is_null()) break;
    cursor = "&cursor=" + list["next"].get<std::string>();
  }
  EXPECT_EQ(read, ids);
}

TEST_F(ModerationTest, ADecisionOnAStaleVersionIs409AndTheOthersStand) {
  const std::string article = put_article("stale");
  const auto first = submitted(article, comment("first"));
  const auto second = submitted(article, comment("second"));
  EXPECT_EQ(decide({decision(first, 1, "approve")})["results"][0]["version"], 2);

  const json results = decide({decision(first, 1, "reject"), decision(second, 1, "reject"),
                               decision(999999, 1, "spam")})["results"];
  EXPECT_EQ(results[0]["status"], 409);
  EXPECT_EQ(results[0]["state"], "approved");
  EXPECT_EQ(results[0]["version"], 2);
  EXPECT_EQ(results[0]["decided_by"], "moderator");
  EXPECT_EQ(results[1]["status"], 200);
  EXPECT_EQ(results[1]["state"], "rejected");
  EXPECT_EQ(results[2]["status"], 404);
  EXPECT_EQ(results[2].size(), 2U);
}

TEST_F(ModerationTest, EveryMoveOfTheContract) {
  const std::string article = put_article("moves");
  const auto id = submitted(article, comment("moves"));
  int version = 1;
  for (const auto& [what, state] : {std::pair<const char*, const char*>{"approve", "approved"},
                                    {"reject", "rejected"},
                                    {"spam", "spam"},
                                    {"approve", "approved"},
                                    {"spam", "spam"},
                                    {"reject", "rejected"},
                                    {"approve", "approved"}}) {
    const json result = decide({decision(id, version, what)})["results"][0];
    EXPECT_EQ(result["status"], 200) << what;
    EXPECT_EQ(result["state"], state);
    EXPECT_EQ(result["version"], ++version);
  }
  const json again = decide({decision(id, version, "approve")})["results"][0];
  EXPECT_EQ(again["status"], 200);
  EXPECT_EQ(again["version"], version) << "the same again writes nothing";
}

TEST_F(ModerationTest, DecisionsAreReadStrictly) {
  const auto refusal = [](const json& body) {
    return problem_of(ask(
        {"POST", "/api/v1/sites/main/moderation/decisions", json_type + moderator(), body.dump()}));
  };
  const json fine = decision(1, 1, "approve");
  json no_version = fine;
  no_version.erase("version");
  json long_reason = fine;
  long_reason["reason"] = std::string(100'000, 'r');
  EXPECT_EQ(refusal({{"decisions", json::array()}}), "fields");
  EXPECT_EQ(refusal({{"decisions", json(101, fine)}}), "fields");
  EXPECT_EQ(refusal({{"decisions", "all"}}), "fields");
  EXPECT_EQ(refusal({{"decisions", json::array({no_version})}}), "fields");
  EXPECT_EQ(refusal({{"decisions", json::array({decision(1, 1, "delete")})}}), "fields");
  EXPECT_EQ(refusal({{"decisions", json::array({long_reason})}}), "fields");
  EXPECT_EQ(refusal(json::array()), "json");
  EXPECT_EQ(decide(std::vector<json>(100, decision(999999, 1, "spam")))["results"].size(), 100U);
}

TEST_F(ModerationTest, TheThreadShowsWhatIsApprovedAndNothingElse) {
  const std::string article = put_article("thread");
  json body = comment("A & B <i>x</i>\nhttps://example.org/a.");
  body["url"] = "example.org";
  const auto shown = submitted(article, body);
  const auto rejected = submitted(article, comment("rejected"));
  submitted(article, comment("waits"));
  decide({decision(shown, 1, "approve"), decision(rejected, 1, "reject")});

  const json page = thread(article);
  EXPECT_EQ(page["article"], "thread");
  EXPECT_EQ(page["total"], 1);
  EXPECT_TRUE(page["next"].is_null());
  ASSERT_EQ(page["items"].size(), 1U);
  json item = page["items"][0];
  EXPECT_FALSE(item["created_at"].get<std::string>().empty());
  item.erase("created_at");
  EXPECT_EQ(item, (json{{"id", shown},
                        {"parent", nullptr},
                        {"author", "Ann"},
                        {"url", "https://example.org"},
                        {"text", "A & B <i>x</i>\nhttps://example.org/a."},
                        {"html",
                         "<p>A &amp; B &lt;i&gt;x&lt;/i&gt;<br>"
                         "<a href=\"https://example.org/a\" rel=\"nofollow ugc noopener\">"
                         "https://example.org/a</a>.</p>"}}));
}

TEST_F(ModerationTest, ARemovedParentKeepsItsPlace) {
  const std::string article = put_article("removed");
  const auto parent = submitted(article, comment("parent"));
  decide({decision(parent, 1, "approve")});
  json reply = comment("reply");
  reply["parent"] = parent;
  const auto child = submitted(article, reply);
  decide({decision(child, 1, "approve"), decision(parent, 2, "reject")});
  const json items = thread(article)["items"];
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0]["removed"], true);
  EXPECT_FALSE(items[0].contains("text"));
  EXPECT_FALSE(items[0].contains("author"));
  EXPECT_EQ(items[1]["parent"], parent);
}

TEST_F(ModerationTest, AThreadIsNotSentTwice) {
  const std::string article = put_article("etag");
  decide({decision(submitted(article, comment("tagged")), 1, "approve")});
  const Answer first = ask({"GET", comments_of(article)});
  const std::string tag = first.headers.at("etag");
  const Answer second =
      ask({"GET", comments_of(article), "If-None-Match: \"x\", W/" + tag + "\r\n"});
  EXPECT_EQ(second.status, 304);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(second.headers.at("etag"), tag);
  decide({decision(submitted(article, comment("another")), 1, "approve")});
  EXPECT_EQ(ask({"GET", comments_of(article), "If-None-Match: " + tag + "\r\n"}).status, 200);
}

TEST_F(ModerationTest, ALongThreadIsCompressedForWhoAsks) {
  const std::string article = put_article("gzip");
  decide({decision(submitted(article, comment(std::string(5000, 'z'))), 1, "approve")});
  const Answer plain = ask({"GET", comments_of(article)});
  const Answer packed = ask({"GET", comments_of(article), "Accept-Encoding: br, gzip;q=0.5\r\n"});
  EXPECT_FALSE(plain.headers.contains("content-encoding"));
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size() / 10);
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
  EXPECT_EQ(packed.headers.at("vary"), "Origin, Accept-Encoding");
  const Answer refused = ask({"GET", comments_of(article), "Accept-Encoding: gzip;q=0\r\n"});
  EXPECT_FALSE(refused.headers.contains("content-encoding"));
}

TEST_F(ModerationTest, HeadTellsTheSameWithoutTheBody) {
  const Answer get = ask({"GET", comments_of("1")});
  const Answer head = ask({"HEAD", comments_of("1")});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), get.headers.at("content-length"));
}

TEST_F(ModerationTest, TheExportHoldsWhatIsApprovedAndGoesOnFromItsCursor) {
  const std::string article = put_article("export", {{"section", "=cmd"}});
  const std::string exporter = bearer(service().token(Role::exporter));
  const auto id = submitted(article, comment("=1+1, \"quoted\""));
  submitted(article, comment("waits"));
  decide({decision(id, 1, "approve")});

  const std::string target = "/api/v1/sites/main/export/comments?article=export";
  const Answer ndjson = ask({"GET", target, exporter});
  ASSERT_EQ(ndjson.status, 200);
  const auto end = ndjson.body.find('\n');
  const json record = json::parse(ndjson.body.substr(0, end));
  EXPECT_EQ(record["id"], id);
  EXPECT_EQ(record["text"], "=1+1, \"quoted\"");
  EXPECT_EQ(record["state"], "approved");
  const json closing = json::parse(ndjson.body.substr(end + 1));
  const std::string cursor = closing["next"];
  EXPECT_EQ(ndjson.trailers.at("copytaster-next-cursor"), cursor);

  const Answer csv = ask({"GET", target + "&format=csv", exporter});
  EXPECT_NE(csv.body.find("\"'=1+1, \"\"quoted\"\"\""), std::string::npos) << csv.body;
  EXPECT_NE(csv.body.find("'=cmd"), std::string::npos);
  EXPECT_EQ(csv.trailers.at("copytaster-next-cursor"), cursor);

  const Answer wxr = ask({"GET", target + "&format=wxr", exporter});
  EXPECT_EQ(wxr.headers.at("content-type"), "application/rss+xml; charset=utf-8");
  EXPECT_NE(wxr.body.find("CDATA[=1+1, &quot;quoted&quot;]]"), std::string::npos) << wxr.body;
  EXPECT_EQ(wxr.trailers.at("copytaster-next-cursor"), cursor);

  const Answer packed = ask({"GET", target, exporter + "Accept-Encoding: gzip\r\n"});
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(packed.trailers.at("copytaster-next-cursor"), cursor);
  EXPECT_FALSE(ndjson.headers.contains("content-encoding"));

  const Answer rest = ask({"GET", target + "&cursor=" + cursor, exporter});
  EXPECT_EQ(rest.body, "{\"next\":\"" + cursor + "\"}\n");
  decide({decision(id, 2, "reject")});
  const Answer removal = ask({"GET", target + "&removals=1&cursor=" + cursor, exporter});
  const std::string told =
      "{\"id\":" + std::to_string(id) + ",\"version\":3,\"state\":\"removed\"}\n";
  EXPECT_TRUE(removal.body.starts_with(told + "{\"next\":")) << removal.body;
  EXPECT_FALSE(removal.headers.contains("copytaster-began-anew"));
  const Answer anew = ask({"GET", target + "&removals=0&cursor=999" + cursor, exporter});
  EXPECT_TRUE(anew.headers.contains("copytaster-began-anew"));
  for (const char* wrong : {"&format=xml", "&removals=yes", "&removals=1&format=wxr", "&cursor=7",
                            "&from=yesterday", "&to=x"})
    EXPECT_EQ(problem_of(ask({"GET", target + wrong, exporter})), "fields") << wrong;
}

TEST_F(ModerationTest, ArticlesAreMadeAndChanged) {
  const std::string editor = bearer(service().token(Role::editor));
  const std::string target = "/api/v1/sites/main/articles/made";
  const auto put = [&](const json& change) {
    return ask({"PUT", target, json_type + editor, change.dump()});
  };
  EXPECT_EQ(put({{"url", "https://news.example/made"}, {"title", "Made"}}).status, 201);
  const Answer closed = put({{"url", "https://news.example/made"}, {"state", "closed"}});
  EXPECT_EQ(closed.status, 200);
  EXPECT_EQ(json::parse(closed.body)["state"], "closed");
  for (const json& wrong :
       {json{{"title", "no url"}}, json{{"url", "javascript:x"}},
        json{{"url", "https://a.example"}, {"state", "ajar"}},
        json{{"url", "https://a.example"}, {"premoderation", "some"}},
        json{{"url", "https://a.example"}, {"closes_at", "soon"}}, json{{"url", 7}}})
    EXPECT_EQ(problem_of(put(wrong)), "fields") << wrong;
  EXPECT_EQ(problem_of(ask({"PUT", "/api/v1/sites/main/articles/a!b", json_type + editor, "{}"})),
            "fields");
}

TEST_F(ModerationTest, NearestPremoderationWins) {
  const std::string article = put_article("nearest", {{"premoderation", "rules"}});
  EXPECT_EQ(submit(article, comment("shown at once")).status, 201);
  EXPECT_EQ(submit(article, comment("a blockedword")).status, 202);
  put_article("nearest", {{"premoderation", nullptr}});
  EXPECT_EQ(submit(article, comment("waits again")).status, 202);
}

}  // namespace
}  // namespace copytaster::http::testing
