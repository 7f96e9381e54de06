// Reasons and appeals over HTTP: what the author is told, what moderators see, who may answer.

#include "tests/http/a_receipt.hpp"
#include "tests/http/a_server.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::http::testing {
namespace {

class AppealTest : public ReceiptsTest {
 protected:
  void TearDown() override {
    show_reasons(false);
    ReceiptsTest::TearDown();
  }

  static void show_reasons(bool shown) {
    service().reload([shown](Settings& settings) { settings.sites["main"].show_reasons = shown; });
  }
  static std::string appeal_of(std::int64_t id) { return path_of(id) + "/appeal"; }
  static Answer appeal(const Sent& one, const std::string& text) {
    return ask(
        {"POST", appeal_of(one.id), json_type + with(one.receipt), json{{"text", text}}.dump()});
  }
  static Sent rejected(const std::string& article, const std::string& reason = "") {
    Sent one = sent(put_article(article), "words of " + article);
    EXPECT_EQ(decide(one.id, 1, "reject", reason)["status"], 200);
    return one;
  }
  static std::string editor() {
    static const std::string token = bearer(service().token(Role::editor));
    return token;
  }
  static json answer(std::int64_t id, int version, const std::string& decision,
                     const std::string& who = editor()) {
    const json body{{"decisions", {{{"id", id}, {"version", version}, {"decision", decision}}}}};
    return json::parse(
        ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + who, body.dump()})
            .body);
  }
  static json queue(const std::string& article) {
    return json::parse(
        ask({"GET", "/api/v1/sites/main/moderation/queue?article=" + article, editor()}).body);
  }
};

TEST_F(AppealTest, AReasonOfTheListIsToldInWordsWhereTheSiteTellsReasons) {
  const Sent one = rejected("told", "hate_speech");
  EXPECT_FALSE(json::parse(show(one).body).contains("reason"));
  EXPECT_FALSE(json::parse(show(one).body).contains("reason_code"));
  EXPECT_EQ(ask({"GET", page_of(one)}).body.find("hate speech"), std::string::npos);
  show_reasons(true);
  EXPECT_EQ(said(show(one), "reason"), "It is hate speech.");
  EXPECT_EQ(said(show(one), "reason_code"), "hate_speech");
  EXPECT_NE(ask({"GET", page_of(one)}).body.find("It is hate speech."), std::string::npos);
  EXPECT_EQ(show(one).body.find("a note"), std::string::npos);
}

TEST_F(AppealTest, OwnWordsAreToldWithoutAddresses) {
  const Sent one = rejected("own", "as ben.canary@example.com says");
  EXPECT_FALSE(json::parse(show(one).body).contains("reason"));
  show_reasons(true);
  const Answer answer = show(one);
  EXPECT_EQ(said(answer, "reason"), "as [email hidden] says");
  EXPECT_FALSE(json::parse(answer.body).contains("reason_code"));
  const std::string page = ask({"GET", page_of(one)}).body;
  EXPECT_NE(page.find("as [email hidden] says"), std::string::npos);
  EXPECT_EQ(page.find("canary"), std::string::npos);
}

TEST_F(AppealTest, AReasonGoesWithTheRejection) {
  show_reasons(true);
  const Sent one = sent(put_article("undone"), "words");
  const json body{
      {"decisions", {{{"id", one.id}, {"version", 1}, {"decision", "reject"}, {"reason", "ad"}}}}};
  const auto batch = json::parse(
      ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + editor(), body.dump()})
          .body)["batch"];
  EXPECT_EQ(said(show(one), "reason_code"), "ad");
  ask({"POST", "/api/v1/sites/main/moderation/batches/" + batch.dump() + "/undo",
       json_type + editor(), "{}"});
  const json shown = json::parse(show(one).body);
  EXPECT_EQ(shown["state"], "pending");
  EXPECT_FALSE(shown.contains("reason"));
  EXPECT_FALSE(shown.contains("can_appeal"));
}

TEST_F(AppealTest, IsTakenOnceAndShownToModerators) {
  const Sent one = rejected("once", "abusive");
  EXPECT_EQ(json::parse(show(one).body)["can_appeal"], true);
  const Answer taken = appeal(one, "It was a quotation of ben.canary@example.com.");
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(taken.headers.at("cache-control"), "no-store");
  const json receipt = json::parse(taken.body);
  EXPECT_EQ(receipt["state"], "rejected");
  EXPECT_EQ(receipt["appeal"]["state"], "waiting");
  EXPECT_FALSE(receipt.contains("can_appeal"));
  EXPECT_EQ(json::parse(show(one).body)["appeal"], receipt["appeal"]);
  const std::string before = row(one);
  const Answer again = appeal(one, "And another thing");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(problem_of(again), "appealed");
  EXPECT_EQ(row(one), before);

  const json item = queue("once")["items"][0];
  EXPECT_EQ(item["state"], "rejected");
  EXPECT_EQ(item["version"], 3);
  EXPECT_EQ(item["appeal"]["text"], "It was a quotation of [email hidden].");
  EXPECT_EQ(item["appeal"]["reason"], "abusive");
  EXPECT_EQ(item["appeal"]["note"], "a note");
  EXPECT_TRUE(item["appeal"]["decided_by"].is_string());
  EXPECT_TRUE(item["appeal"]["decided_at"].is_string());
}

TEST_F(AppealTest, OnlyARejectionIsAppealedAgainst) {
  const auto [waits, spam] = two_sent(put_article("states"), "waits");
  const Sent shown = sent("states", "shown");
  const Sent gone = sent("states", "gone");
  decide(shown.id, 1, "approve");
  decide(spam.id, 1, "spam", "sells watches");
  withdraw(gone);
  for (const Sent& one : {waits, shown, spam, gone}) {
    EXPECT_EQ(problem_of(appeal(one, "but")), "not-rejected");
    EXPECT_FALSE(json::parse(show(one).body).contains("can_appeal"));
  }
  EXPECT_EQ(without_id(appeal(waits, "but")), without_id(appeal(spam, "but")));
  show_reasons(true);
  EXPECT_EQ(json::parse(show(waits).body).size(), json::parse(show(spam).body).size());
}

TEST_F(AppealTest, SpamThatWasAppealedLooksAsIfItWaited) {
  show_reasons(true);
  const auto [waits, spam] = two_sent(rules_article("appealed-alike"), "a blockedword, appealed");
  decide(spam.id, 1, "reject", "abusive");
  appeal(spam, "but");
  EXPECT_EQ(answer(spam.id, 3, "spam")["results"][0]["status"], 200);
  const auto told = [](const Sent& one) {
    json body = json::parse(show(one).body);
    for (const char* own : {"id", "created_at", "can_edit_until"}) body[own] = body.contains(own);
    return body;
  };
  EXPECT_EQ(told(waits), told(spam));
  EXPECT_EQ(without_id(appeal(waits, "x")), without_id(appeal(spam, "x")));
}

TEST_F(AppealTest, RefusalsInTheContractsOrder) {
  const Sent one = rejected("order");
  const auto post = [&one](const std::string& headers, const std::string& body) {
    return problem_of(ask({"POST", appeal_of(one.id), with(one.receipt) + headers, body}));
  };
  const std::string foreign = "Origin: https://evil.example\r\n";
  EXPECT_EQ(post(form_type + foreign, "text=x"), "media-type");
  EXPECT_EQ(post(json_type + foreign, "{"), "json");
  EXPECT_EQ(post(json_type + foreign, R"({"text":"x"})"), "origin");
  std::string longest;
  for (int n = 0; n < 2000; ++n) longest += "\u00e4";
  for (const std::string& faulty :
       {std::string("{}"), std::string(R"({"text":" "})"), std::string(R"({"text":7})"),
        std::string(R"({"text":null})"), std::string(R"({"text":"\ud800"})"),
        std::string(R"({"text":"a\u0000b"})"), json{{"text", longest + "x"}}.dump()}) {
    const Answer answer = ask({"POST", appeal_of(one.id), with(one.receipt) + json_type, faulty});
    EXPECT_EQ(answer.status, 422) << faulty;
    EXPECT_EQ(json::parse(answer.body)["errors"][0]["field"], "text") << faulty;
  }
  EXPECT_EQ(ask({"GET", appeal_of(one.id), with(one.receipt)}).status, 405);
  EXPECT_EQ(appeal(one, longest).status, 202);
  EXPECT_EQ(post(json_type, "{}"), "fields") << "before the conflict";
}

TEST_F(AppealTest, WhatAReceiptDoesNotOpenIsNotFound) {
  const Sent one = rejected("closed");
  const Sent other = rejected("closed-too");
  const std::string before = row(one);
  const std::string stranger = without_id(ask({"GET", path_of(one.id), with(other.receipt)}));
  for (const std::string& body : {std::string(R"({"text":"x"})"), std::string("{}")})
    EXPECT_EQ(without_id(ask({"POST", appeal_of(one.id), json_type + with(other.receipt), body})),
              stranger);
  EXPECT_EQ(without_id(ask({"POST", appeal_of(one.id), json_type, "no json"})), stranger);
  age(one, "90 days");
  EXPECT_EQ(without_id(appeal(one, "late")), stranger);
  age(one, "-90 days");
  EXPECT_EQ(row(one), before);
}

TEST_F(AppealTest, SomebodyElseAnswers) {
  const std::string mo = bearer(service().token(Role::moderator));
  const Sent one = sent(put_article("answered"), "words");
  EXPECT_EQ(answer(one.id, 1, "reject", mo)["results"][0]["status"], 200);
  appeal(one, "but");
  const json own = answer(one.id, 3, "approve", mo)["results"][0];
  EXPECT_EQ(own["status"], 403);
  EXPECT_EQ(own["problem"], "own-decision");
  EXPECT_EQ(own["state"], "rejected");
  EXPECT_EQ(own["version"], 3);
  const json stays = answer(one.id, 3, "reject")["results"][0];
  EXPECT_EQ(stays["status"], 200);
  EXPECT_EQ(stays["version"], 4);
  EXPECT_EQ(json::parse(show(one).body)["appeal"]["state"], "answered");
  EXPECT_TRUE(queue("answered")["items"].empty());
  EXPECT_NE(ask({"GET", page_of(one)}).body.find("it stays rejected"), std::string::npos);
}

TEST_F(AppealTest, AnAdminMayAnswerHerself) {
  const std::string ada = bearer(service().token(Role::admin));
  const Sent one = sent(put_article("alone"), "words");
  answer(one.id, 1, "reject", ada);
  appeal(one, "but");
  EXPECT_EQ(answer(one.id, 3, "approve", ada)["results"][0]["status"], 200);
  EXPECT_EQ(thread("alone")["total"], 1);
}

TEST_F(AppealTest, ThePageTakesItWithoutAScript) {
  const Sent one = rejected("page");
  const std::string page = ask({"GET", page_of(one)}).body;
  EXPECT_NE(page.find(R"(value="appeal")"), std::string::npos);
  const auto post = [&one](const std::string& body) {
    return ask({"POST", page_of(one), form_type, body});
  };
  EXPECT_EQ(post("act=appeal").status, 400);
  EXPECT_EQ(post("act=appeal&text=+").status, 422);
  const Answer sent = post("act=appeal&text=It+was+a+%3Cb%3Equotation");
  EXPECT_EQ(sent.status, 303);
  EXPECT_EQ(sent.headers.at("location"), page_of(one) + "?done=appeal");
  const std::string after = ask({"GET", page_of(one) + "?done=appeal"}).body;
  EXPECT_NE(after.find("Your appeal is sent."), std::string::npos);
  EXPECT_NE(after.find("Somebody else will look at it again."), std::string::npos);
  EXPECT_EQ(after.find(R"(value="appeal")"), std::string::npos);
  EXPECT_EQ(post("act=appeal&text=again").status, 409);
  EXPECT_EQ(queue("page")["items"][0]["appeal"]["text"], "It was a <b>quotation");
}

TEST_F(AppealTest, TheAuditNamesTheReasonAndTheAppeal) {
  const std::string admin = bearer(service().token(Role::admin));
  const Sent one = rejected("audited", "misinformation");
  appeal(one, "a canary sang");
  answer(one.id, 3, "reject");
  const auto audit = [&admin](const std::string& more) {
    return json::parse(ask({"GET", "/api/v1/sites/main/audit" + more, admin}).body);
  };
  wait_for("the seal", [&] { return audit("/verify")["unsealed"] == 0; });
  json items = json::array();
  std::string cursor;
  for (int page = 0; page < 100; ++page) {
    const json list = audit("?limit=100" + cursor);
    for (const json& item : list["items"])
      if (item["comment"] == one.id) items.push_back(item);
    if (list["next"].is_null()) break;
    cursor = "&cursor=" + list["next"].get<std::string>();
  }
  ASSERT_EQ(items.size(), 3U) << items;
  EXPECT_EQ(items[0]["reason"], "misinformation");
  EXPECT_EQ(items[1]["decision"], "appeal");
  EXPECT_TRUE(items[1]["by"].is_null());
  EXPECT_EQ(items.dump().find("canary"), std::string::npos);
  EXPECT_EQ(items[2]["decision"], "reject");
  EXPECT_EQ(items[2]["from"], "rejected");
  EXPECT_EQ(audit("/verify")["verified"], true);
}

TEST_F(AppealTest, WhatWaitsOfAnAuthorIsFoundByOneOfHerComments) {
  put_article("hers");
  json first = comment("first of hers");
  first["email"] = "the.same@example.com";
  json second = first;
  second["text"] = "second of hers";
  second["author"] = "Another Name";
  const Sent one = sent_with("hers", first);
  const Sent two = sent_with("hers", second);
  const Sent other = sent("hers", "somebody else's");
  const auto ids = [](const std::string& query) {
    const Answer answer = ask({"GET", "/api/v1/sites/main/moderation/queue" + query, editor()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::int64_t> found;
    const json list = json::parse(answer.body);
    for (const json& item : list["items"]) found.push_back(item["id"]);
    return found;
  };
  const std::string of = "?author_of=";
  EXPECT_EQ(ids(of + std::to_string(two.id)), (std::vector{one.id, two.id}));
  EXPECT_EQ(ids(of + std::to_string(other.id)), std::vector{other.id});
  decide(one.id, 1, "reject");
  EXPECT_EQ(ids(of + std::to_string(one.id)), std::vector{two.id});
  EXPECT_EQ(ids("?state=rejected&author_of=" + std::to_string(two.id)), std::vector{one.id});
  EXPECT_TRUE(ids(of + "999999999").empty());
  for (const char* wrong : {"0", "x", "-1"})
    EXPECT_EQ(ask({"GET", "/api/v1/sites/main/moderation/queue" + of + wrong, editor()}).status,
              422)
        << wrong;
}

// After the audit was verified: moving a time by hand breaks the chain for a moment.
TEST_F(AppealTest, ABatchIsTakenBackWithinADay) {
  const Sent one = sent(put_article("day"), "words");
  const json decided = answer(one.id, 1, "approve");
  const auto undo = [&decided] {
    return ask({"POST",
                "/api/v1/sites/main/moderation/batches/" + decided["batch"].dump() + "/undo",
                json_type + editor(), "{}"});
  };
  const auto made = [&decided](const std::string& by) {
    owner_sees("UPDATE audit_entry SET at = at - interval '" + by +
               "' WHERE batch = " + decided["batch"].dump() + " RETURNING 1");
  };
  made("24 hours");
  const Answer late = undo();
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(problem_of(late), "too-late");
  made("-1 minute");
  EXPECT_EQ(undo().status, 200);
  owner_sees("UPDATE audit_entry SET at = at + interval '23 hours 59 minutes' WHERE batch = " +
             decided["batch"].dump() + " RETURNING 1");
}

}  // namespace
}  // namespace copytaster::http::testing
