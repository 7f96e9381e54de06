// What the author of a comment can do with her receipt, over JSON.
#include "tests/http/a_receipt.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::http::testing {
namespace {

using ReceiptTest = ReceiptsTest;

TEST_F(ReceiptTest, ShowsWhatBecameOfIt) {
  const Sent one = sent(put_article("shown"), "mail me: ann@example.com");
  const Answer answer = show(one);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
  const json receipt = json::parse(answer.body);
  EXPECT_EQ(receipt["id"], one.id);
  EXPECT_EQ(receipt["state"], "pending");
  EXPECT_EQ(receipt["text"], "mail me: [email hidden]");
  EXPECT_EQ(receipt["created_at"].get<std::string>().size(), 24U);
  EXPECT_LT(receipt["created_at"], receipt["can_edit_until"]);
  EXPECT_EQ(receipt.size(), 5U) << answer.body;

  decide(one.id, 1, "reject", "off topic");
  service().reload([](Settings& settings) { settings.sites["main"].show_reasons = true; });
  const json rejected = json::parse(show(one).body);
  service().reload([](Settings&) noexcept {});
  EXPECT_EQ(rejected["state"], "rejected");
  EXPECT_EQ(rejected["reason"], "off topic");
  EXPECT_FALSE(rejected.contains("can_edit_until"));
  EXPECT_EQ(rejected.dump().find("a note"), std::string::npos);
}

// B12
TEST_F(ReceiptTest, WhatItDoesNotOpenIsNotFoundAndNobodyLearnsWhy) {
  const Sent one = sent(put_article("closed-door"), "mine");
  const Sent other = sent("closed-door", "another's");
  const std::string nothing = "/api/v1/sites/main/comments/999999999";
  const std::string stranger = without_id(ask({"GET", path_of(one.id), with(other.receipt)}));
  EXPECT_EQ(stranger.substr(0, 3), "404");
  EXPECT_NE(stranger.find("/problems/not-found"), std::string::npos);
  const std::string nosuch = "/api/v1/sites/nosuch/comments/" + std::to_string(one.id);
  for (const std::string method : {"GET", "PATCH", "DELETE"}) {
    const auto told = [&method](const std::string& target, const std::string& headers,
                                const std::string& body = R"({"text":"new"})") {
      const std::string& type = body == "text=x" ? form_type : json_type;
      return without_id(ask({method, target, type + headers, body}));
    };
    EXPECT_EQ(told(path_of(one.id), with(other.receipt)), stranger);
    EXPECT_EQ(told(path_of(one.id), ""), stranger);
    EXPECT_EQ(told(path_of(one.id), "Authorization: Receipt \r\n"), stranger);
    EXPECT_EQ(told(path_of(one.id), "Authorization: Bearer " + one.receipt + "\r\n"), stranger);
    EXPECT_EQ(told(nothing, with(one.receipt)), stranger);
    EXPECT_EQ(told(nosuch, with(one.receipt)), stranger);
    EXPECT_EQ(told("/api/v1/sites/other/comments/" + std::to_string(one.id), with(one.receipt)),
              stranger);
    EXPECT_EQ(told(path_of(one.id), with(other.receipt), "no json"), stranger);
    EXPECT_EQ(told(path_of(one.id), with(other.receipt), "text=x"), stranger);
  }
  const std::string before = row(one);
  age(one, "90 days");
  EXPECT_EQ(without_id(show(one)), stranger);
  EXPECT_EQ(without_id(edit(one, "new")), stranger);
  EXPECT_EQ(without_id(withdraw(one)), stranger);
  age(one, "-1 minute");
  EXPECT_EQ(show(one).status, 200) << "a minute before";
  age(one, "-90 days");
  age(one, "1 minute");
  EXPECT_EQ(row(one), before);
}

// B10
TEST_F(ReceiptTest, AnEditIsJudgedAnew) {
  const Sent one = sent(rules_article("judged"), "good weather");
  EXPECT_EQ(thread("judged")["items"][0]["text"], "good weather");
  EXPECT_EQ(said(edit(one, "better weather"), "state"), "approved");
  const json shown = thread("judged")["items"][0];
  EXPECT_EQ(shown["text"], "better weather") << "readers see it at once";
  EXPECT_TRUE(shown.contains("edited_at"));
  EXPECT_EQ(said(edit(one, "a blockedword"), "state"), "pending");
  EXPECT_EQ(thread("judged")["total"], 0) << "and this at once no more";
  EXPECT_EQ(said(show(one), "text"), "a blockedword");
  EXPECT_EQ(decide(one.id, 3, "approve")["status"], 200);
  EXPECT_EQ(decide(one.id, 2, "approve")["status"], 409);
  EXPECT_EQ(thread("judged")["total"], 1);
}

TEST_F(ReceiptTest, TheSameWordsAgainWriteNothing) {
  const Sent one = sent(put_article("same"), "my words\nand ann@example.com");
  const std::string before = row(one);
  EXPECT_EQ(edit(one, "my words\r\nand ann@example.com").status, 200);
  EXPECT_EQ(said(edit(one, "my words\nand [email hidden]"), "text"),
            "my words\nand [email hidden]");
  EXPECT_EQ(row(one), before);
}

TEST_F(ReceiptTest, RefusalsInTheContractsOrder) {
  const Sent one = sent(put_article("refused"), "words");
  const auto patch = [&one](const std::string& headers, const std::string& body) {
    return problem_of(ask({"PATCH", path_of(one.id), with(one.receipt) + headers, body}));
  };
  const std::string foreign = "Origin: https://evil.example\r\n";
  EXPECT_EQ(patch(form_type + foreign, "text=x"), "media-type");
  EXPECT_EQ(patch(json_type + foreign, "{"), "json");
  EXPECT_EQ(patch(json_type, R"({"text":"a","text":"b"})"), "json");
  EXPECT_EQ(patch(json_type + foreign, R"({"text":"x"})"), "origin");
  EXPECT_EQ(problem_of(ask({"DELETE", path_of(one.id), with(one.receipt) + foreign})), "origin");
  for (const char* faulty : {"{}", R"({"text":""})", R"({"text":7})", R"({"text":null})",
                             R"({"text":"\ud800"})", R"({"text":"a\u0000b"})"}) {
    const Answer answer = ask({"PATCH", path_of(one.id), with(one.receipt) + json_type, faulty});
    EXPECT_EQ(answer.status, 422) << faulty;
    EXPECT_EQ(json::parse(answer.body)["errors"][0]["field"], "text") << faulty;
  }
  put_article("refused", {{"state", "closed"}});
  EXPECT_EQ(patch(json_type, R"({"text":""})"), "closed");
  EXPECT_FALSE(json::parse(show(one).body).contains("can_edit_until"));
  put_article("refused", {{"state", "open"}});
  EXPECT_EQ(said(show(one), "text"), "words");
}

TEST_F(ReceiptTest, TheWindowEnds) {
  const Sent one = sent(rules_article("window"), "words");
  age(one, "4 minutes 30 seconds");
  EXPECT_EQ(edit(one, "other words").status, 200);
  age(one, "31 seconds");
  const Answer late = edit(one, "late words");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(problem_of(late), "too-late");
  EXPECT_FALSE(json::parse(show(one).body).contains("can_edit_until"));
  service().reload(
      [](Settings& settings) { settings.sites["main"].edit_window = std::chrono::hours{1}; });
  EXPECT_EQ(edit(one, "late words").status, 200);
  service().reload([](Settings& settings) { settings.sites["main"].edit_window = {}; });
  EXPECT_EQ(problem_of(edit(sent("window", "never"), "x")), "too-late");
  service().reload([](Settings&) noexcept {});
  EXPECT_EQ(said(withdraw(one), "state"), "withdrawn") << "for 90 days";
}

TEST_F(ReceiptTest, WhatIsRejectedOrWithdrawnIsNotEdited) {
  const Sent one = sent(put_article("past"), "words");
  decide(one.id, 1, "reject");
  EXPECT_EQ(problem_of(edit(one, "other words")), "too-late");
  EXPECT_EQ(said(withdraw(one), "state"), "withdrawn");
  EXPECT_EQ(problem_of(edit(one, "other words")), "too-late");
}

TEST_F(ReceiptTest, WhoEditsTooQuicklyIsToldToWait) {
  const Sent one = sent(put_article("flood"), "words");
  service().reload([](Settings& settings) noexcept { settings.intake.flood = {1, 2}; });
  const auto again = [&one](const std::string& text) {
    return edit(one, text, "X-Forwarded-For: 203.0.113.77\r\n");
  };
  Answer answer;
  for (int n = 0; n < 4; ++n) answer = again("words " + std::to_string(n));
  service().reload([](Settings&) noexcept {});
  EXPECT_EQ(answer.status, 429);
  EXPECT_GE(std::stoi(answer.headers.at("retry-after")), 1);
}

TEST_F(ReceiptTest, AWithdrawalIsForGood) {
  const Sent one = sent(rules_article("withdrawn"), "shown words");
  EXPECT_EQ(thread("withdrawn")["total"], 1);
  const Answer first = withdraw(one);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(said(first, "state"), "withdrawn");
  EXPECT_EQ(thread("withdrawn")["total"], 0);
  const std::string before = row(one);
  EXPECT_EQ(without_id(withdraw(one)), without_id(first));
  EXPECT_EQ(row(one), before);
  EXPECT_EQ(decide(one.id, 2, "approve")["status"], 409);
}

/// Whatever a spammer does with her receipt must look as if her comment waited.
TEST_F(ReceiptTest, SpamIsAnsweredByteAlikeToPending) {
  const auto article = rules_article("alike");
  const auto [waits, spam] = two_sent(article, "a blockedword");
  decide(spam.id, 1, "spam", "sells watches");
  const auto alike = [](const Answer& a, const Answer& b) {
    EXPECT_EQ(without_id(a), without_id(b));
  };
  alike(show(waits), show(spam));
  for (const std::string text : {"harmless words", "a blockedword again", ""})
    alike(edit(waits, text), edit(spam, text));
  alike(edit(waits, "a blockedword again"), edit(spam, "a blockedword again"));
  age(waits, "5 minutes");
  age(spam, "5 minutes");
  alike(show(waits), show(spam));
  alike(edit(waits, "late"), edit(spam, "late"));
  EXPECT_EQ(owner_sees("SELECT state FROM comment WHERE id = " + std::to_string(spam.id)), "3");
  alike(withdraw(waits), withdraw(spam));
  alike(show(waits), show(spam));
}

TEST_F(ReceiptTest, OtherMethodsChangeNothing) {
  const Sent one = sent(put_article("safe"), "words");
  const std::string before = row(one);
  EXPECT_EQ(ask({"HEAD", path_of(one.id), with(one.receipt)}).status, 200);
  EXPECT_EQ(ask({"POST", path_of(one.id), with(one.receipt) + json_type, "{}"}).status, 405);
  EXPECT_EQ(ask({"HEAD", page_of(one)}).status, 200);
  EXPECT_EQ(ask({"GET", page_of(one) + "?act=withdraw"}).status, 200);
  EXPECT_EQ(ask({"DELETE", page_of(one)}).status, 405);
  EXPECT_EQ(row(one), before);
}

TEST_F(ReceiptTest, APageOfTheSiteMayAskByScript) {
  const Sent one = sent(put_article("embed"), "words");
  const std::string here = "http://" + service().host();
  const std::string own = "Origin: " + here + "\r\n";
  const Answer preflight = ask({"OPTIONS", path_of(one.id), own});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.headers.at("access-control-allow-origin"), here);
  EXPECT_EQ(preflight.headers.at("access-control-allow-methods"), "GET, HEAD, PATCH, DELETE");
  EXPECT_NE(preflight.headers.at("access-control-allow-headers").find("Authorization"),
            std::string::npos);
  const Answer foreign = ask({"OPTIONS", path_of(one.id), "Origin: https://evil.example\r\n"});
  EXPECT_FALSE(foreign.headers.contains("access-control-allow-origin"));
  EXPECT_EQ(ask({"GET", path_of(one.id), with(one.receipt) + own})
                .headers.at("access-control-allow-origin"),
            here);
  EXPECT_EQ(edit(one, "other words", own).headers.at("access-control-allow-origin"), here);
  EXPECT_EQ(ask({"GET", path_of(one.id), own}).headers.at("access-control-allow-origin"), here)
      << "a refusal may be read as well";
}

TEST_F(ReceiptTest, TheLogHoldsNoReceipt) {
  AService own;
  const test::CapturedLog log{spdlog::level::trace};
  const json sent = json::parse(
      own.ask({"POST", comments_of("1"), json_type, comment("canary words").dump()}).body);
  const Sent one{sent["id"], sent["receipt"]};
  EXPECT_EQ(own.ask({"GET", path_of(one.id), with(one.receipt)}).status, 200);
  own.ask({"PATCH", path_of(one.id), json_type + with(one.receipt), R"({"text":"canary too"})"});
  EXPECT_EQ(own.ask({"GET", page_of(one)}).status, 200);
  own.ask({"GET", page_of(one) + "x"});
  own.ask({"GET", page_of(one) + "/x"});
  own.ask({"PUT", page_of(one)});
  EXPECT_EQ(own.ask({"POST", page_of(one), form_type, "act=withdraw"}).status, 303);
  own.stop();
  EXPECT_NE(log.text().find("/receipt/{site}/{id}/{token}"), std::string::npos) << log.text();
  EXPECT_EQ(log.text().find(one.receipt), std::string::npos);
  EXPECT_EQ(log.text().find("canary"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::http::testing
