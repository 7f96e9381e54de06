// A receipt's page: what a browser without a script gets, and what it may do.

#include "tests/http/a_receipt.hpp"

namespace copytaster::http::testing {
namespace {

class ReceiptPageTest : public ReceiptsTest {
 protected:
  static Answer page(const Sent& one) { return ask({"GET", page_of(one)}); }
  static Answer post(const Sent& one, const std::string& form, const std::string& headers = "") {
    return ask({"POST", page_of(one), form_type + fresh_reader() + headers, form});
  }
  static bool holds(const Answer& answer, const std::string& words) {
    return answer.body.find(words) != std::string::npos;
  }
};

TEST_F(ReceiptPageTest, SaysHowItStandsAndWhatCanBeDone) {
  const Sent one = sent(rules_article("page"), "a blockedword & <b>");
  const Answer waits = page(one);
  EXPECT_EQ(waits.status, 200);
  EXPECT_EQ(waits.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(holds(waits, "waiting for a moderator")) << waits.body;
  EXPECT_TRUE(holds(waits, "a blockedword &amp; &lt;b&gt;</textarea>")) << "may be changed";
  EXPECT_TRUE(holds(waits, "value=\"withdraw\""));
  age(one, "5 minutes");
  EXPECT_FALSE(holds(page(one), "<textarea"));
  EXPECT_TRUE(holds(page(one), "<p>a blockedword &amp; &lt;b&gt;</p>"));
  decide(one.id, 1, "approve");
  EXPECT_TRUE(holds(page(one), "It is published."));
  EXPECT_TRUE(holds(page(one), "/page#comment-" + std::to_string(one.id) + "\""));
  decide(one.id, 2, "reject", "off <topic>");
  EXPECT_TRUE(holds(page(one), "not to publish it"));
  EXPECT_FALSE(holds(page(one), "off &lt;topic&gt;")) << "by default the site does not tell";
  service().reload([](Settings& settings) { settings.sites["main"].show_reasons = true; });
  EXPECT_TRUE(holds(page(one), "off &lt;topic&gt;"));
  EXPECT_FALSE(holds(page(one), "a note"));
  service().reload([](Settings&) noexcept {});
}

TEST_F(ReceiptPageTest, TheLinkDoesNotWander) {
  const Sent one = sent(put_article("private"), "words");
  for (const Answer& answer :
       {page(one), post(one, "act=edit&text=other+words"), post(one, "act=none"),
        ask({"GET", page_of(one) + "x"}), post(one, "act=withdraw")}) {
    EXPECT_EQ(answer.headers.at("cache-control"), "no-store") << answer.status;
    EXPECT_EQ(answer.headers.at("x-robots-tag"), "noindex") << answer.status;
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer") << answer.status;
  }
  EXPECT_TRUE(holds(page(one), "<meta name=\"robots\" content=\"noindex\">"));
}

TEST_F(ReceiptPageTest, AnEditComesBackToThePage) {
  const Sent one = sent(rules_article("page-edit"), "good weather");
  const Answer done = post(one, "act=edit&text=One%0D%0ATwo");
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(done.headers.at("location"), page_of(one) + "?done=edit");
  EXPECT_TRUE(holds(ask({"GET", page_of(one) + "?done=edit"}), "Your change is saved."));
  EXPECT_EQ(thread("page-edit")["items"][0]["text"], "One\nTwo");
}

TEST_F(ReceiptPageTest, AWithdrawalShowsNoMoreForms) {
  const Sent one = sent(put_article("page-withdraw"), "words");
  const Answer done = post(one, "act=withdraw");
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(done.headers.at("location"), page_of(one));
  EXPECT_TRUE(holds(page(one), "It is withdrawn."));
  EXPECT_FALSE(holds(page(one), "<form"));
  EXPECT_EQ(post(one, "act=withdraw").status, 303) << "again is the same";
}

TEST_F(ReceiptPageTest, WhatWasNotTakenKeepsTheText) {
  const Sent one = sent(put_article("page-kept"), "words");
  EXPECT_EQ(post(one, "act=edit&text=").status, 422);
  age(one, "5 minutes");
  const Answer late = post(one, "act=edit&text=too+late+words");
  EXPECT_EQ(late.status, 409);
  EXPECT_TRUE(holds(late, "too late words</textarea>"));
}

TEST_F(ReceiptPageTest, WithTheDatabaseAwaySheGetsAPageAndKeepsHerText) {
  const Sent one = sent(put_article("page-busy"), "words");
  pqxx::connection owner{service().database().owner_conninfo()};
  pqxx::work away{owner};
  away.exec("LOCK TABLE comment");
  for (const Answer& answer : {post(one, "act=edit&text=my+new+words"), page(one)}) {
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(answer.headers.at("retry-after"), "2");
    EXPECT_EQ(answer.headers.at("x-robots-tag"), "noindex");
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
  }
  EXPECT_TRUE(holds(post(one, "act=edit&text=my+new+words"), "my new words</textarea>"));
  away.abort();
  EXPECT_EQ(post(one, "act=edit&text=my+new+words").status, 303);
}

TEST_F(ReceiptPageTest, WhatItDoesNotOpenIsNotFoundAndNobodyLearnsWhy) {
  const Sent one = sent(put_article("page-stranger"), "words");
  const Sent other = sent("page-stranger", "other words");
  const std::string id = std::to_string(one.id);
  const std::string stranger = without_id(ask({"GET", "/receipt/main/" + id + "/nonsense"}));
  EXPECT_EQ(stranger.substr(0, 3), "404");
  for (const std::string& target :
       {"/receipt/main/" + id + "/" + other.receipt, "/receipt/nosuch/" + id + "/" + one.receipt,
        "/receipt/other/" + id + "/" + one.receipt, "/receipt/main/999999999/" + one.receipt,
        "/receipt/main/x/" + one.receipt}) {
    EXPECT_EQ(without_id(ask({"GET", target})), stranger) << target;
    for (const char* form : {"act=withdraw", "act=edit&text=new", "act=none", "%zz"})
      EXPECT_EQ(without_id(ask({"POST", target, form_type, form})), stranger) << target << form;
    EXPECT_EQ(without_id(ask({"POST", target, json_type, "{}"})), stranger) << target;
  }
  age(one, "90 days");
  EXPECT_EQ(without_id(page(one)), stranger);
  EXPECT_EQ(without_id(post(one, "act=withdraw")), stranger);
}

TEST_F(ReceiptPageTest, OnlyItsOwnFormActs) {
  const Sent one = sent(put_article("page-forged"), "words");
  const std::string before = row(one);
  const std::string own = "Origin: http://" + service().host() + "\r\n";
  for (const std::string& headers : {std::string{"Origin: https://evil.example\r\n"},
                                     std::string{"Origin: null\r\nSec-Fetch-Site: cross-site\r\n"},
                                     own + "Sec-Fetch-Site: same-site\r\n"})
    EXPECT_EQ(post(one, "act=withdraw", headers).status, 403) << headers;
  EXPECT_EQ(post(one, "act=withdraw&act=withdraw").status, 400);
  EXPECT_EQ(post(one, "act=edit").status, 400);
  EXPECT_EQ(post(one, "act=edit&text=%FF").status, 400);
  EXPECT_EQ(ask({"POST", page_of(one), json_type, R"({"act":"withdraw"})"}).status, 415);
  EXPECT_EQ(row(one), before);
  EXPECT_EQ(post(one, "act=edit&text=1", own).status, 303);
  EXPECT_EQ(post(one, "act=edit&text=2", "Origin: null\r\n").status, 303)
      << "as browsers send it from a page without referrer";
  EXPECT_EQ(post(one, "act=edit&text=3", "Origin: null\r\nSec-Fetch-Site: same-origin\r\n").status,
            303);
}

TEST_F(ReceiptPageTest, SpamLooksAsIfItWaited) {
  const Sent waits = sent(put_article("page-alike"), "same words");
  const Sent spam = sent("page-alike", "same words");
  decide(spam.id, 1, "spam");
  owner_sees("UPDATE comment SET created_at = (SELECT created_at FROM comment WHERE id = " +
             std::to_string(waits.id) + ") WHERE id = " + std::to_string(spam.id) + " RETURNING 1");
  std::string one = page(waits).body;
  std::string other = page(spam).body;
  for (auto* body : {&one, &other}) {
    for (const Sent& sent : {waits, spam}) {
      for (auto at = body->find(page_of(sent)); at != std::string::npos;
           at = body->find(page_of(sent)))
        body->erase(at, page_of(sent).size());
    }
  }
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace copytaster::http::testing
