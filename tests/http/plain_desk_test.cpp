// Moderating without a script: the list, its buttons, who may, and what a colleague was faster at.

#include "http/marked_text.hpp"
#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

TEST(MarkedText, MarksCodePointsAndEscapesEverything) {
  const auto marked = [](const std::string& text, const std::vector<ShownHit>& hits) {
    return marked_text(text, hits).html();
  };
  EXPECT_EQ(marked("a <b> c", {}), "a &lt;b&gt; c");
  EXPECT_EQ(marked("für <x>", {{"", {{1, 2}, {4, 7}}}}), "f<mark>ü</mark>r <mark>&lt;x&gt;</mark>");
  EXPECT_EQ(marked("abcdef", {{"", {{3, 5}}}, {"", {{1, 4}}}}), "a<mark>bcde</mark>f")
      << "overlapping, in any order";
  EXPECT_EQ(marked("abc", {{"", {{2, 9}, {20, 30}, {1, 1}}}}), "ab<mark>c</mark>");
}

TEST(HitsIn, AnUnreadableVerdictHasNone) {
  EXPECT_TRUE(hits_in("").empty());
  EXPECT_TRUE(hits_in(R"({"hits":[{"explanation":7}]})").empty());
  const auto hits =
      hits_in(R"({"hits":[{"explanation":"why","spans":[{"field":"author","start":0,"end":1},)"
              R"({"field":"text","start":2,"end":4}]}]})");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].explanation, "why");
  EXPECT_EQ(hits[0].spans, (std::vector<std::pair<std::size_t, std::size_t>>{{2, 4}}));
}

TEST(HitsIn, SayWhichDecidedNothing) {
  const auto hits = hits_in(R"({"hits":[{"explanation":"new","spans":[],"shadow":true},)"
                            R"({"explanation":"old","spans":[],"exempted":true}]})");
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].explanation, "new (a rule on trial: does not count)");
  EXPECT_EQ(hits[1].explanation, "old (exempted: does not count)");
}

class PlainDeskTest : public DeskTest {
 protected:
  static constexpr auto desk = "/desk/plain?site=main";

  static std::int64_t submitted(const std::string& article, const std::string& text) {
    return json::parse(submit(article, comment(text)).body)["id"];
  }
  static std::string page(const Browser& browser, const std::string& target = desk) {
    return ask({"GET", target, cookie(browser)}).body;
  }
  static Answer press(const Browser& browser, const std::string& form) {
    return ask(
        {"POST", desk, form_type + cookie(browser) + own_origin(), form + "&csrf=" + browser.csrf});
  }
  static std::string decision(std::int64_t id, int version, const std::string& what) {
    return "id=" + std::to_string(id) + "&version=" + std::to_string(version) + "&decision=" + what;
  }
  /// The one comment's part of the page.
  static std::string entry(const std::string& page, std::int64_t id) {
    const auto begin = page.find("<li id=\"comment-" + std::to_string(id) + "\">");
    return begin == std::string::npos ? ""
                                      : page.substr(begin, page.find("</form>", begin) - begin);
  }
};

TEST_F(PlainDeskTest, WhatItSaidBeforeCanBeOpened) {
  const Browser mo = browser_with(code_for("Mo before"));
  const json sent = json::parse(submit(put_article("before"), comment("<b>first</b>")).body);
  EXPECT_EQ(entry(page(mo), sent["id"]).find("<details>"), std::string::npos);
  const Answer edited = ask({"PATCH", "/api/v1/sites/main/comments/" + sent["id"].dump(),
                             json_type + fresh_reader() + "Authorization: Receipt " +
                                 sent["receipt"].get<std::string>() + "\r\n",
                             R"({"text":"second"})"});
  ASSERT_EQ(edited.status, 200) << edited.body;
  const std::string shown = entry(page(mo), sent["id"]);
  EXPECT_NE(shown.find("<summary>Changed by its author.</summary>"), shown.npos) << shown;
  EXPECT_NE(shown.find("Before: &lt;b&gt;first&lt;/b&gt;</p>"), shown.npos) << shown;
}

TEST_F(PlainDeskTest, TellsThatOthersSayNearlyTheSame) {
  const Browser mo = browser_with(code_for("Mo alike"));
  const std::string article = put_article("alike-plain", {{"section", "alike-plain"}});
  const std::string text =
      "Nobody on the island has been asked about the lighthouse and its keeper";
  const auto first = submitted(article, text + " in 2025");
  const std::string list = std::string(desk) + "&section=alike-plain";
  EXPECT_EQ(entry(page(mo, list), first).find("nearly the same"), std::string::npos);
  const auto second = submitted(article, text + " in 2026");
  for (const auto id : {first, second}) {
    const std::string shown = entry(page(mo, list), id);
    EXPECT_NE(shown.find(" · one of 2 that say nearly the same"), shown.npos) << shown;
  }
  const auto german = ask({"GET", list, cookie(mo) + "Accept-Language: de\r\n"}).body;
  EXPECT_NE(german.find(" · einer von 2, die fast dasselbe sagen"), german.npos);
}

TEST_F(PlainDeskTest, TheListTellsWhyAndMarksTheWords) {
  const Browser mo = browser_with(code_for("Mo list"));
  const auto id = submitted(put_article("plain"), "<i>a blockedword</i> & more");
  const std::string shown = entry(page(mo), id);
  EXPECT_NE(shown.find("&lt;i&gt;a <mark>blockedword</mark>&lt;/i&gt; &amp; more"), shown.npos)
      << shown;
  EXPECT_NE(shown.find("blockedword</li>"), shown.npos) << "the reason stands beside them";
  EXPECT_NE(shown.find("The first comment from this address."), shown.npos);
  EXPECT_EQ(shown.find("@example.com"), shown.npos);
  const Answer answer = ask({"GET", desk, cookie(mo)});
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(answer.body.find("<script"), std::string::npos);
}

TEST_F(PlainDeskTest, AButtonDecidesAndUndoTakesItBack) {
  const Browser mo = browser_with(code_for("Mo button"));
  const auto id = submitted(put_article("button"), "fine");
  const Answer pressed = press(mo, decision(id, 1, "approve"));
  ASSERT_EQ(pressed.status, 303) << pressed.body;
  const std::string next = pressed.headers.at("location");
  EXPECT_EQ(json::parse(ask({"GET", comments_of("button")}).body)["total"], 1);
  const std::string after = page(mo, next);
  EXPECT_NE(after.find("Comment " + std::to_string(id) + " is now: approved."), after.npos);
  EXPECT_EQ(entry(after, id), "");

  const std::string batch = next.substr(next.find("batch=") + 6);
  EXPECT_NE(after.find("name=\"undo\" type=\"hidden\" value=\"" + batch + "\""), after.npos);
  const Answer undone = press(mo, "undo=" + batch);
  ASSERT_EQ(undone.status, 303) << undone.body;
  const std::string again = page(mo, undone.headers.at("location"));
  EXPECT_NE(again.find("Comment " + std::to_string(id) + " waits again."), again.npos);
  EXPECT_NE(entry(again, id), "");
}

TEST_F(PlainDeskTest, WhoIsLateIsToldWhoDecided) {
  const Browser mo = browser_with(code_for("Mo late"));
  const Browser flo = browser_with(code_for("Flo <b>"));
  const auto id = submitted(put_article("late"), "fine");
  EXPECT_EQ(press(flo, decision(id, 1, "spam")).status, 303);
  const Answer late = press(mo, decision(id, 1, "approve"));
  EXPECT_EQ(late.status, 409);
  EXPECT_NE(
      late.body.find("comment " + std::to_string(id) + " is now spam, decided by Flo &lt;b&gt;."),
      std::string::npos)
      << late.body;
  EXPECT_EQ(press(mo, decision(999999, 1, "approve")).status, 409);
}

TEST_F(PlainDeskTest, NobodyElseGetsIn) {
  const auto id = submitted(put_article("walls"), "fine");
  const std::string form = decision(id, 1, "approve");
  EXPECT_EQ(ask({"GET", desk}).headers.at("location"), "/desk/login");
  EXPECT_EQ(ask({"POST", desk, form_type + own_origin(), form}).headers.at("location"),
            "/desk/login");
  const Browser elsewhere = browser_with(code_for("Else", Role::admin, "other"));
  EXPECT_EQ(ask({"GET", desk, cookie(elsewhere)}).status, 403);
  EXPECT_EQ(press(elsewhere, form).status, 403);
  const Browser exporter = browser_with(code_for("Exa", Role::exporter));
  EXPECT_EQ(ask({"GET", desk, cookie(exporter)}).status, 403);

  const Browser mo = browser_with(code_for("Mo walls"));
  EXPECT_EQ(ask({"POST", desk, form_type + cookie(mo) + own_origin(), form}).status, 403)
      << "no token";
  EXPECT_EQ(ask({"POST", desk, form_type + cookie(mo), form + "&csrf=" + mo.csrf}).status, 403)
      << "no Origin";
  for (const char* wrong : {"id=1", "id=1&version=1&decision=keep", "undo=x"})
    EXPECT_EQ(press(mo, wrong).status, 400) << wrong;
  EXPECT_EQ(json::parse(ask({"GET", comments_of("walls")}).body)["total"], 0);
  EXPECT_EQ(press(mo, form).status, 303);
}

TEST_F(PlainDeskTest, TheNoticeSaysNothingThatALinkCouldPutThere) {
  const Browser mo = browser_with(code_for("Mo notice"));
  const std::string shown = page(mo, std::string(desk) + "&id=7&state=%3Cb%3Eowned&batch=3");
  EXPECT_EQ(shown.find("owned"), std::string::npos);
  EXPECT_EQ(shown.find("class=\"notice\""), std::string::npos);
}

}  // namespace
}  // namespace copytaster::http::testing
