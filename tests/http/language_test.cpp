// In which language a page speaks, and that all it can say has words there.

#include "http/language.hpp"

#include <gtest/gtest.h>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/moderation.hpp"
#include "copytaster/domain/password.hpp"
#include "copytaster/domain/reason.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/thread_html.hpp"

namespace copytaster::http {
namespace {

constexpr auto english = Language::english;
constexpr auto german = Language::german;

TEST(LanguageOf, IsTheDearestThatIsSpokenHere) {
  for (const char* wanted :
       {"de", "DE", "de-AT", "de-DE,de;q=0.9,en;q=0.8", "fr, de;q=0.1", "en;q=0.5, de;q=0.501",
        "en;q=0, de", "*;q=0.1, de", "de, en", "de;q=1.000,en;q=1", " de ; q=0.3 ,, en ; Q=0.2"})
    EXPECT_EQ(language_of(wanted), german) << wanted;
  for (const char* wanted : {"", "en", "en-GB", "fr", "*", "en, de", "de;q=0.5, en", "de;q=0",
                             "de;q=0.000", "*, de;q=0.9", "fr-CH, fr;q=0.9, nl;q=0.8", "den", "ded",
                             "e", "d", "dé", "deutsch", "en-de"})
    EXPECT_EQ(language_of(wanted), english) << wanted;
}

TEST(LanguageOf, TakesNoBrokenWeightForOne) {
  for (const char* wanted :
       {"de;q=2", "de;q=1.001", "de;q=-1", "de;q=", "de;q", "de;q=x", "de;q=0.1234", "de;q=.5",
        "de;level=1", "de;q=0,5", "de;q=0.5x", "de;q=1e3", ";q=1", ",,;;==", "\xff\xfe"})
    EXPECT_EQ(language_of(wanted), english) << wanted;
  EXPECT_EQ(language_of("de;q=7, en;q=0.1, de;q=0.2"), german) << "the next one counts";
}

TEST(LanguageOf, ReadsTheFirstFifty) {
  const auto behind = [](int others, const std::string& last) {
    std::string wanted;
    for (int i = 0; i < others; ++i) wanted += "fr;q=0.9,";
    return wanted + last;
  };
  EXPECT_EQ(language_of(behind(49, "de;q=0.1")), german);
  EXPECT_EQ(language_of(behind(50, "de")), english);
  EXPECT_EQ(language_of("de," + behind(1000, "en")), german);
  EXPECT_EQ(language_of(std::string(1000, ',')), english);
}

TEST(Say, PutsInWhatBelongsThere) {
  EXPECT_EQ(say("Sign in", english), "Sign in");
  EXPECT_EQ(say("Sign in", german), "Anmelden");
  EXPECT_EQ(say("nobody has put this into words", german), "nobody has put this into words");
  EXPECT_EQ(say("Comment {{id}} waits again.", {{"id", "{{id}} <b>"}}, german),
            "Kommentar {{id}} <b> wartet wieder.")
      << "what is put in is not read again";
  EXPECT_EQ(say("{{a}}{{b}}", {{"b", "2"}, {"a", "1"}}, english), "12");
  EXPECT_THROW(say("{{a}}", {{"b", "2"}}, english), TemplateFault);
  EXPECT_THROW(say("{{a", {{"b", "2"}}, english), TemplateFault);
}

TEST(Fill, SaysWhatIsMarkedWithItsNames) {
  const std::string page = "<p>[[Reason]]: {{why}}</p>[[{{author}}’s comment]]";
  const Fillings fillings{{"why", std::string("[[Name]] <")}, {"author", std::string("[[Ann")}};
  EXPECT_EQ(fill(page, fillings).html(), "<p>Reason: [[Name]] &lt;</p>[[Ann’s comment")
      << "what is filled in is never read as ours";
  EXPECT_EQ(fill(page, fillings, german).html(),
            "<p>Grund: [[Name]] &lt;</p>(Kommentar von [[Ann)");
  EXPECT_THROW(fill("[[Reason", {}, english), TemplateFault);
}

TEST(InWords, FollowTheLanguage) {
  const Instant at = std::chrono::sys_days{std::chrono::year{2026} / 3 / 4} +
                     std::chrono::hours(7) + std::chrono::minutes(5);
  EXPECT_EQ(in_words(at), "4 March 2026, 07:05 UTC");
  EXPECT_EQ(in_words(at, german), "4. März 2026, 07:05 UTC");
}

/// The same in both is no proof that somebody has said it; so none of these may be.
void expect_said(std::string_view words) {
  if (words.empty()) return;
  EXPECT_NE(say(words, german), words);
}

TEST(Words, ThereAreSomeForEveryRefusal) {
  for (const ProblemKind& kind : problem_kinds()) {
    expect_said(kind.title);
    expect_said(kind.detail);
  }
}

TEST(Words, ThereAreSomeForWhatAFieldCanBe) {
  using enum Field;
  using enum Problem;
  for (const Field field : {author, email, url, text, parent, appeal}) {
    expect_said(name_of(field));
    for (const Problem problem : {required, too_long, invalid, control_character, nul_character,
                                  lone_surrogate, wrong_type, not_approved})
      expect_said(reason_for({field, problem}));
  }
}

TEST(Words, ThereAreSomeForRolesStatesAndReasons) {
  using enum Role;
  for (const Role role : {exporter, moderator, editor, admin}) expect_said(name_of(role));
  using enum State;
  for (const State state : {pending, approved, rejected, spam, withdrawn})
    expect_said(name_of(state));
  for (int number = 0; number < reason_codes; ++number) {
    expect_said(name_of(static_cast<ReasonCode>(number)));
    expect_said(words_for(static_cast<ReasonCode>(number)));
  }
}

TEST(Words, ThereAreSomeForAPassword) {
  for (const char* unfit : {"short", "abababababab", "Ann Editor 12345"}) {
    const auto password = Password::typed(unfit);
    ASSERT_TRUE(password);
    const auto why = why_unfit(*password, "Ann Editor");
    ASSERT_TRUE(why) << unfit;
    expect_said(*why);
  }
}

}  // namespace
}  // namespace copytaster::http
