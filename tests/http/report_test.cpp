// Reports over HTTP: what readers are told, and what moderators see of it.

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

using namespace std::string_literals;

class ReportTest : public DeskTest {
 protected:
  static std::int64_t shown(const std::string& article, const std::string& text) {
    const Answer answer = submit(put_article(article, {{"premoderation", "none"}}), comment(text));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::parse(answer.body)["id"];
  }
  static std::string reports_of(const std::string& id) {
    return "/api/v1/sites/main/comments/" + id + "/reports";
  }
  static Answer report(std::int64_t id, const std::string& body = "{}",
                       const std::string& headers = fresh_reader()) {
    return ask({"POST", reports_of(std::to_string(id)), json_type + headers, body});
  }
  static std::string moderator() {
    static const std::string token = bearer(service().token(Role::moderator));
    return token;
  }
  static json queue(const std::string& query) {
    const Answer answer = ask({"GET", "/api/v1/sites/main/moderation/queue" + query, moderator()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static json decide(std::int64_t id, int version, const std::string& what) {
    const json body{{"decisions", {{{"id", id}, {"version", version}, {"decision", what}}}}};
    const Answer answer = ask(
        {"POST", "/api/v1/sites/main/moderation/decisions", json_type + moderator(), body.dump()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body)["results"][0];
  }
  static std::int64_t pending_total() {
    return json::parse(
        ask({"GET", "/api/v1/sites/main/moderation/stats", moderator()}).body)["pending"]["total"];
  }
  /// The answer without what differs with every request.
  static std::string words_of(const Answer& answer) {
    json body = json::parse(answer.body);
    body.erase("request_id");
    std::string words = std::to_string(answer.status) + body.dump();
    for (const auto& [name, value] : answer.headers) {
      if (name != "x-request-id" && name != "date") words += "\n" + name + ": " + value;
    }
    return words;
  }
};

TEST_F(ReportTest, ASecondReportIsAnsweredAsTheFirst) {
  const auto id = shown("again", "shown");
  const std::string reader = fresh_reader();
  const Answer first = report(id, R"({"reason":"rude"})", reader);
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(first.body, "{\"id\":" + std::to_string(id) + "}");
  EXPECT_EQ(words_of(report(id, R"({"reason":"rude"})", reader)), words_of(first));
  EXPECT_EQ(queue("?article=again")["items"][0]["reports"]["count"], 1);
}

TEST_F(ReportTest, AReportedCommentWaitsAndIsPublishedStill) {
  const auto before = pending_total();
  const auto id = shown("waits", "shown");
  submit("waits", comment("also shown"));
  report(id, R"({"reason":"from ann@example.com"})");
  report(id, R"({"reason":null})");
  report(id, R"({"reason":"later \ud83d\ude00"})");
  const json list = queue("?article=waits");
  ASSERT_EQ(list["items"].size(), 1U);
  const json item = list["items"][0];
  EXPECT_EQ(item["state"], "approved");
  EXPECT_EQ(item["version"], 1);
  EXPECT_EQ(item["reports"],
            (json{{"count", 3}, {"reasons", {"later \U0001F600", "from [email hidden]"}}}));
  EXPECT_EQ(pending_total(), before + 1);
  EXPECT_EQ(json::parse(ask({"GET", comments_of("waits")}).body)["total"], 2);
  EXPECT_FALSE(queue("?article=waits&state=approved")["items"][0].contains("reports"));
  const json kept = decide(id, 1, "approve");
  EXPECT_EQ(kept["status"], 200);
  EXPECT_EQ(kept["version"], 1);
  EXPECT_TRUE(queue("?article=waits")["items"].empty());
  EXPECT_EQ(pending_total(), before);
}

TEST_F(ReportTest, ThePagesOfTheQueueGoOnFromReportedToPending) {
  const auto first = shown("pages", "reported once");
  const auto second = json::parse(submit("pages", comment("reported twice")).body)["id"];
  report(first);
  report(second);
  report(second);
  put_article("pages", {{"premoderation", "all"}});
  const auto third = json::parse(submit("pages", comment("held")).body)["id"];
  const auto fourth = json::parse(submit("pages", comment("held too")).body)["id"];
  std::vector<std::int64_t> read;
  std::string cursor;
  for (int page = 0; page < 5; ++page) {
    const json list = queue("?article=pages&limit=1" + cursor);
    for (const json& item : list["items"]) read.push_back(item["id"]);
    if (list["next"].is_null()) break;
    cursor = "&cursor=" + list["next"].get<std::string>();
  }
  EXPECT_EQ(read, (std::vector<std::int64_t>{second, first, third, fourth}));
  const auto refused = [](const std::string& bad) {
    return ask({"GET", "/api/v1/sites/main/moderation/queue?cursor=" + bad, moderator()}).status;
  };
  for (const auto* bad : {"1-1~", "1-1~0", "1-1~-1", "1-1~x", "1-1~99999999999", "~1", "1~1"})
    EXPECT_EQ(refused(bad), 422) << bad;
  EXPECT_EQ(refused("1-1"), 200) << "as it was before there were reports";
}

TEST_F(ReportTest, WhatIsNotShownIsNotFoundWhateverItIs) {
  const std::string article = put_article("hidden");
  const auto pending = json::parse(submit(article, comment("held")).body)["id"];
  const auto rejected = json::parse(submit(article, comment("rejected")).body)["id"];
  const auto spam = json::parse(submit(article, comment("spam")).body)["id"];
  const auto withdrawn = json::parse(submit(article, comment("withdrawn")).body)["id"];
  decide(rejected, 1, "reject");
  decide(spam, 1, "spam");
  change_rows("UPDATE comment SET state = 4 WHERE id = " + withdrawn.dump());
  const std::string unknown = words_of(report(1'000'000'000));
  EXPECT_EQ(unknown.substr(0, 3), "404");
  EXPECT_NE(unknown.find("/problems/not-found"), unknown.npos);
  for (const std::string& id : {pending.dump(), rejected.dump(), spam.dump(), withdrawn.dump(),
                                "x"s, "0"s, "-1"s, "99999999999999999999"s}) {
    EXPECT_EQ(words_of(ask({"POST", reports_of(id), json_type + fresh_reader(), "{}"})), unknown)
        << id;
    EXPECT_EQ(ask({"POST", reports_of(id), json_type + fresh_reader(), R"({"reason":7})"}).status,
              422)
        << "the same for all, and nobody was asked";
  }
  const auto id = shown("elsewhere", "of this site");
  EXPECT_EQ(ask({"POST", "/api/v1/sites/other/comments/" + std::to_string(id) + "/reports",
                 json_type + fresh_reader(), "{}"})
                .status,
            404);
}

TEST_F(ReportTest, TheReasonIsReadStrictly) {
  const auto id = shown("strict", "shown");
  const auto reason_of = [id](const std::string& body) {
    const Answer answer = report(id, body);
    if (answer.status != 422) return std::to_string(answer.status);
    const json problem = json::parse(answer.body);
    EXPECT_EQ(problem["type"], "/problems/fields");
    EXPECT_EQ(problem["errors"][0]["field"], "reason");
    return problem["errors"][0]["reason"].get<std::string>();
  };
  EXPECT_EQ(reason_of(json{{"reason", std::string(500, 'x')}}.dump()), "202");
  EXPECT_EQ(reason_of(json{{"reason", std::string(501, 'x')}}.dump()), "is longer than 500 bytes");
  EXPECT_EQ(reason_of(R"({"reason":"a\u0000b"})"), "holds a NUL character");
  EXPECT_EQ(reason_of(R"({"reason":"a\ud800b"})"), "holds half a surrogate pair");
  EXPECT_EQ(reason_of(R"({"reason":["a"]})"), "has the wrong type");
  EXPECT_EQ(reason_of(R"({"reason":"","more":1})"), "202") << "unknown members do no harm";
  EXPECT_EQ(problem_of(report(id, R"({"reason":"a","reason":"b"})")), "json");
  EXPECT_EQ(problem_of(report(id, "[]")), "json");
  EXPECT_EQ(problem_of(report(id, "")), "json");
  EXPECT_EQ(problem_of(ask({"POST", reports_of(std::to_string(id)), form_type, "reason=x"})),
            "media-type");
}

TEST_F(ReportTest, OnlyPagesOfTheSiteReport) {
  const auto id = shown("origins", "shown");
  const Answer foreign = report(id, "{}", "Origin: https://elsewhere.example\r\n");
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(problem_of(foreign), "origin");
  EXPECT_FALSE(foreign.headers.contains("access-control-allow-origin"));
  const Answer own = report(id, "{}", own_origin() + fresh_reader());
  ASSERT_EQ(own.status, 202) << own.body;
  EXPECT_EQ(own.headers.at("access-control-allow-origin"), "http://" + service().host());
  const Answer preflight = ask({"OPTIONS", reports_of(std::to_string(id)), own_origin()});
  ASSERT_TRUE(preflight.headers.contains("access-control-allow-methods")) << preflight.status;
  EXPECT_EQ(preflight.headers.at("access-control-allow-methods"), "POST");
  EXPECT_EQ(queue("?article=origins")["items"][0]["reports"]["count"], 1);
}

TEST_F(ReportTest, WhoReportsTooFastWaitsAndMayCommentStill) {
  const auto id = shown("flood", "shown");
  const std::string reader = "X-Forwarded-For: 203.0.113.77\r\n";
  int taken = 0;
  Answer last = report(id, "{}", reader);
  for (; last.status == 202 && taken < 200; ++taken) last = report(id, "{}", reader);
  EXPECT_GE(taken, 100) << "the burst of the test's service";
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(problem_of(last), "too-fast");
  EXPECT_GT(std::stoi(last.headers.at("retry-after")), 0);
  EXPECT_EQ(queue("?article=flood")["items"][0]["reports"]["count"], 1);
  EXPECT_EQ(ask({"POST", comments_of("flood"), json_type + reader, comment("hello").dump()}).status,
            201)
      << "commenting has a bucket of its own";
  EXPECT_EQ(report(id).status, 202) << "others report";
}

TEST_F(ReportTest, ThePlainDeskTellsOfReportsAndKeepsWhatIsApproved) {
  const Browser mo = browser_with(code_for("Mo reports"));
  const auto id = shown("plain", "shown");
  report(id, R"({"reason":"<b>rude</b>"})");
  report(id, R"({"reason":"off topic"})");
  report(id);
  const auto page = [&](const std::string& query) {
    return ask({"GET", "/desk/plain?site=main" + query, cookie(mo)}).body;
  };
  const std::string begin = "<li id=\"comment-" + std::to_string(id) + "\">";
  const std::string list = page("");
  ASSERT_NE(list.find(begin), list.npos) << "it stands first";
  EXPECT_NE(list.find("Published. Reported by 3 readers: off topic · &lt;b&gt;rude&lt;/b&gt;<"),
            list.npos);
  const auto press = [&](const std::string& what) {
    return ask({"POST", "/desk/plain?site=main", form_type + cookie(mo) + own_origin(),
                "id=" + std::to_string(id) + "&version=1&decision=" + what + "&csrf=" + mo.csrf});
  };
  const Answer kept = press("approve");
  ASSERT_EQ(kept.status, 303);
  const std::string location = kept.headers.at("location");
  EXPECT_EQ(location.find("batch="), location.npos) << "nothing to take back";
  const std::string after = page(location.substr(location.find("&id=")));
  EXPECT_NE(after.find("stays as it is: approved."), after.npos) << after;
  EXPECT_EQ(after.find(begin), after.npos);
  EXPECT_EQ(after.find("name=\"undo\""), after.npos);
  report(id);
  const Answer rejected = press("reject");
  EXPECT_NE(rejected.headers.at("location").find("&state=rejected&batch="), std::string::npos);
}

}  // namespace
}  // namespace copytaster::http::testing
