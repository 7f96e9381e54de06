// The service's own pages as a browser gets them that asks for German; what programs read is
// English.

#include "tests/http/a_receipt.hpp"

namespace copytaster::http::testing {
namespace {

constexpr auto in_german = "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\n";

bool holds(const Answer& answer, const std::string& words) {
  return answer.body.find(words) != std::string::npos;
}

void expect_language(const Answer& answer, const std::string& tag) {
  EXPECT_EQ(answer.headers.at("content-language"), tag) << answer.body;
  EXPECT_EQ(answer.headers.at("vary"), "Accept-Language");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_TRUE(holds(answer, "<html lang=\"" + tag + "\">")) << answer.body;
  EXPECT_FALSE(holds(answer, "[[")) << answer.body;
}

class GermanPagesTest : public ReceiptsTest {
 protected:
  static Answer get(const std::string& target, const std::string& headers = in_german) {
    return ask({"GET", target, headers});
  }
};

TEST_F(GermanPagesTest, TheLoginAsksInTheBrowsersLanguage) {
  const Answer asked = get("/desk/login");
  expect_language(asked, "de");
  EXPECT_TRUE(holds(asked, "<title>Anmelden</title>")) << asked.body;
  EXPECT_TRUE(holds(asked, "<code>copytaster moderator login</code>; er gilt einmal"))
      << asked.body;
  const std::string typed = "name=Nobody&password=none";
  const Answer wrong =
      ask({"POST", "/desk/login",
           form_type + fresh_reader() + "Origin: http://" + service().host() + "\r\n" + in_german,
           typed});
  EXPECT_EQ(wrong.status, 401);
  expect_language(wrong, "de");
  EXPECT_TRUE(holds(wrong, "Name oder Passwort sind falsch")) << wrong.body;
  for (const char* headers : {"", "Accept-Language: fr, en;q=0.1, de;q=0.05\r\n",
                              "Accept-Language: de;q=0\r\n", "Accept-Language: \xff;;,\r\n"}) {
    const Answer other = get("/desk/login", headers);
    expect_language(other, "en");
    EXPECT_TRUE(holds(other, "<title>Sign in</title>")) << headers;
  }
}

TEST_F(GermanPagesTest, AReceiptAndWhatBecameOfIt) {
  const Sent one = sent(rules_article("german"), "a blockedword & <b>");
  const Answer waits = get(page_of(one));
  expect_language(waits, "de");
  EXPECT_TRUE(holds(waits, "Er wartet auf die Moderation.")) << waits.body;
  EXPECT_TRUE(holds(waits, "a blockedword &amp; &lt;b&gt;</textarea>"));
  EXPECT_EQ(waits.headers.at("x-robots-tag"), "noindex");
  service().reload([](Settings& settings) { settings.sites["main"].show_reasons = true; });
  decide(one.id, 1, "reject", "hate_speech");
  EXPECT_TRUE(holds(get(page_of(one)), "Der genannte Grund: Er ist Hassrede."));
  decide(one.id, 2, "approve");
  decide(one.id, 3, "reject", "Name");
  EXPECT_TRUE(holds(get(page_of(one)), "Der genannte Grund: Name")) << "own words stay as they are";
  service().reload([](Settings&) noexcept {});
  const Answer gone = get(page_of(one) + "x");
  EXPECT_EQ(gone.status, 404);
  expect_language(gone, "de");
  EXPECT_TRUE(holds(gone, "Hier gibt es nichts"));
}

TEST_F(GermanPagesTest, AFormThatIsRefused) {
  const std::string article = put_article("refused-in-german");
  const Answer refused =
      ask({"POST", comments_of("refused-in-german"), form_type + fresh_reader() + in_german,
           "author=&email=x&url=&text=Worte+%26+mehr"});
  EXPECT_EQ(refused.status, 422) << refused.body;
  expect_language(refused, "de");
  EXPECT_TRUE(holds(refused, "Das Feld „Name“ fehlt.")) << refused.body;
  EXPECT_TRUE(holds(refused, "Das Feld „E-Mail“ enthält keine gültige E-Mail-Adresse."));
  EXPECT_TRUE(holds(refused, "aria-label=\"Der eigene Kommentar\""));
  EXPECT_TRUE(holds(refused, "Worte &amp; mehr</textarea>"));
}

TEST_F(GermanPagesTest, WhatProgramsReadIsEnglish) {
  const Answer problem = get("/api/v1/sites/main/moderation/queue");
  EXPECT_EQ(problem.status, 401);
  EXPECT_EQ(json::parse(problem.body)["title"], "Who are you?");
  EXPECT_FALSE(problem.headers.contains("content-language"));
}

/// A page that many get from one cache must not be of one reader's language.
TEST_F(GermanPagesTest, AThreadIsTheSameForAll) {
  const Sent one = sent(put_article("german-thread"), "fine");
  decide(one.id, 1, "approve");
  const Answer fragment = get("/api/v1/sites/main/articles/german-thread/thread.html");
  ASSERT_EQ(fragment.status, 200) << fragment.body;
  EXPECT_TRUE(holds(fragment, " UTC</time>")) << fragment.body;
  EXPECT_EQ(fragment.body, get("/api/v1/sites/main/articles/german-thread/thread.html", "").body);
}

}  // namespace
}  // namespace copytaster::http::testing
