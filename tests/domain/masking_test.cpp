// Addresses that must go, texts that must stay: the rows of email_masking.tsv and more of their
// kinds with other names and shapes.

#include "copytaster/domain/masking.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "copytaster/domain/text.hpp"
#include "domain/masking/folded_view.hpp"
#include "domain/utf8.hpp"
#include "tests/domain/json_strings.hpp"

namespace copytaster {
namespace {

/// N(s) of the data's description: what a harvester would read.
std::string as_harvested(std::string_view text) {
  std::string harvested;
  for (const auto& glyph : masking::folded_view(text)) append_utf8(harvested, glyph.c);
  return harvested;
}

struct Row {
  std::string id;
  bool must_hide = false;
  std::string input;
  std::vector<std::string> hide;
  std::vector<std::string> keep;
};

std::vector<Row> rows() {
  std::ifstream file{std::string{COPYTASTER_SOURCE_DIR} + "/tests/data/email_masking.tsv"};
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream cut{line};
    for (std::string cell; std::getline(cut, cell, '\t');) cells.push_back(cell);
    rows.push_back({cells.at(0), cells.at(1) == "pos", test::strings_of(cells.at(3)).at(0),
                    test::strings_of(cells.at(4)), test::strings_of(cells.at(5))});
  }
  return rows;
}

TEST(MaskAddresses, EveryRowOfTheData) {
  const auto all = rows();
  ASSERT_EQ(all.size(), 60U);
  for (const Row& row : all) {
    const Masked masked = mask_addresses(row.input);
    if (!row.must_hide) {
      EXPECT_EQ(masked.text, row.input) << row.id;
    }
    const std::string harvested = as_harvested(masked.text);
    for (const auto& hide : row.hide)
      EXPECT_EQ(harvested.find(as_harvested(hide)), std::string::npos)
          << row.id << ": " << masked.text;
    for (const auto& keep : row.keep)
      EXPECT_NE(masked.text.find(keep), std::string::npos) << row.id << ": " << masked.text;
    EXPECT_EQ(masked.changed(), row.must_hide) << row.id;
  }
}

struct Case {
  const char* text;
  const char* masked;
};

class MaskTest : public testing::TestWithParam<Case> {};

TEST_P(MaskTest, Gives) {
  const auto& [text, masked] = GetParam();
  EXPECT_EQ(mask_addresses(text).text, masked);
  EXPECT_EQ(mask_addresses(masked).text, masked) << "masking twice is masking once";
}

INSTANTIATE_TEST_SUITE_P(
    Hidden, MaskTest,
    testing::Values(
        Case{"mailto:ada@lovelace.example", "mailto:[email hidden]"},
        Case{"<mailto:ada@lovelace.example?subject=Hi>", "<mailto:[email hidden]?subject=Hi>"},
        Case{"mine is ada_l-99@sub.mail.example.org, yours?", "mine is [email hidden], yours?"},
        Case{"O'Brien: o'brien@example.ie", "O'Brien: [email hidden]"},
        Case{"jürgen@müller.example", "[email hidden]"},
        Case{"ada {at} lovelace {dot} org", "[email hidden]"},
        Case{"ada <at> lovelace <dot> org!", "[email hidden]!"},
        Case{"ada-at-lovelace-dot-org is me, mail there",
             "ada-at-lovelace-dot-org is me, mail there"},
        Case{"mail: ada-at-lovelace-dot-org", "mail: [email hidden]"},
        Case{"Ada AT lovelace DOT org", "[email hidden]"},
        Case{"ada arroba lovelace punto org", "[email hidden]"},
        Case{"escríbeme: ada (arroba) lovelace.org", "escríbeme: [email hidden]"},
        Case{"Schreib an ada [ät] lovelace [punkt] de.", "Schreib an [email hidden]."},
        Case{"ada*at*lovelace.org", "[email hidden]"},
        Case{"ada((at))lovelace((dot))org", "[email hidden]"},
        Case{"ada[@]lovelace[.]org", "[email hidden]"},
        Case{"ada (@) lovelace (.) org", "[email hidden]"},
        Case{"ada @ lovelace . org", "[email hidden]"},
        Case{"ada.l @ lovelace.org", "[email hidden]"},
        Case{"my e-mail: ada @ lovelace.org", "my e-mail: [email hidden]"},
        Case{"ada@ lovelace.org is my email? no: mail ada@ lovelace.org",
             "[email hidden] is my email? no: mail [email hidden]"},
        Case{"ada at gmail dot com", "[email hidden]"}, Case{"ada at gmail.com", "[email hidden]"},
        Case{"reach me: ada at lovelace dot org", "reach me: [email hidden]"},
        Case{"email me at ada dot l at lovelace dot org", "email me at [email hidden]"},
        Case{"ada.l at lovelace dot org", "[email hidden]"},
        Case{"ada@lovelace dot org", "[email hidden]"},
        Case{"ada@lovelace (dot) co (dot) uk", "[email hidden]"},
        Case{"ada&commat;lovelace&period;org", "[email hidden]"},
        Case{"ada&#x40;lovelace&#x2E;org", "[email hidden]"},
        Case{"ada&amp;#64;lovelace.org", "[email hidden]"},
        Case{"ada&#64lovelace.org", "[email hidden]"},
        Case{"?to=ada%40lovelace%2Eorg&x=1", "?to=[email hidden]&x=1"},
        Case{"ａｄａ＠ｌｏｖｅｌａｃｅ．ｏｒｇ", "[email hidden]"},
        Case{"ada@lovelace。org", "[email hidden]"},
        Case{"a\u2060da@love\u200dlace.o\ufeffrg", "[email hidden]"},
        Case{"\"ada l\"@lovelace.org", "[email hidden]"},
        Case{"root ada@[192.0.2.7] and ada@[IPv6:2001:db8::1]",
             "root [email hidden] and [email hidden]"},
        Case{"https://ada@lovelace.org/", "https://[email hidden]/"},
        Case{"给我写信ada@lovelace.org吧", "给我写信[email hidden]吧"},
        Case{"почта@пример.рф и почта@xn--e1afmkfd.xn--p1ai", "[email hidden] и [email hidden]"},
        Case{"ada@lovelace.org,bob@babbage.org;c@d.museum",
             "[email hidden],[email hidden];[email hidden]"},
        Case{"ada@lovelace.org.Write soon", "[email hidden].Write soon"},
        Case{"a@b.example@c.example", "[email hidden]"},
        Case{"**ada@lovelace.org**", "**[email hidden]**"},
        Case{"...ada@lovelace.org...", "...[email hidden]..."}));

INSTANTIATE_TEST_SUITE_P(
    Kept, MaskTest,
    testing::Values(
        Case{"@ada@social.example said so", "@ada@social.example said so"},
        Case{"the group !ferries@lemmy.example", "the group !ferries@lemmy.example"},
        Case{"https://social.example/@ada@other.example",
             "https://social.example/@ada@other.example"},
        Case{"https://www.tiktok.com/@ada.l", "https://www.tiktok.com/@ada.l"},
        Case{"#room:matrix.example and @bob:matrix.example",
             "#room:matrix.example and @bob:matrix.example"},
        Case{"npm i @scope/pkg@1.2.3 left-pad@^1.0.0 vue@next",
             "npm i @scope/pkg@1.2.3 left-pad@^1.0.0 vue@next"},
        Case{"git clone git@code.example:ada/engine.git",
             "git clone git@code.example:ada/engine.git"},
        Case{"icon@2x.png, logo@3x.ai", "icon@2x.png, logo@3x.ai"},
        Case{"3 for $10 @ the market, 5@1.99", "3 for $10 @ the market, 5@1.99"},
        Case{"kick-off 19.30 @ St. Mary's", "kick-off 19.30 @ St. Mary's"},
        Case{"Look at google.com, it works", "Look at google.com, it works"},
        Case{"She worked at amazon.com for years", "She worked at amazon.com for years"},
        Case{"I read it at nytimes.com yesterday", "I read it at nytimes.com yesterday"},
        Case{"Contact us at example.com", "Contact us at example.com"},
        Case{"He was at the dot com bubble, write about that",
             "He was at the dot com bubble, write about that"},
        Case{"stay-at-home.mom and dads", "stay-at-home.mom and dads"},
        Case{"with them... at some point it went", "with them... at some point it went"},
        Case{"by taxpayer42. At stage point in time", "by taxpayer42. At stage point in time"},
        Case{"We are at war. It is sad.", "We are at war. It is sad."},
        Case{"Meet at dot, then at noon.", "Meet at dot, then at noon."},
        Case{"the @ sign. And more", "the @ sign. And more"},
        Case{"@everyone look. Now", "@everyone look. Now"},
        Case{"email me @ada_l", "email me @ada_l"},
        Case{"an arroba de trigo punto", "an arroba de trigo punto"},
        Case{"p@$$w0rd.1 and a@b", "p@$$w0rd.1 and a@b"},
        Case{"def f(a): return a@b.T", "def f(a): return a@b.T"},
        Case{"&#64; &amp; &commat; %40 alone", "&#64; &amp; &commat; %40 alone"},
        Case{"[email hidden] at example.com", "[email hidden] at example.com"}, Case{"", ""}));

TEST(MaskAddresses, TellsWhereTheMarkersStandInCodePoints) {
  const Masked masked = mask_addresses("Grüße: ada@lovelace.org, 你好 bob@babbage.org");
  EXPECT_EQ(masked.text, "Grüße: [email hidden], 你好 [email hidden]");
  ASSERT_EQ(masked.hidden.size(), 2U);
  EXPECT_EQ(masked.hidden[0].start, 7U);
  EXPECT_EQ(masked.hidden[0].end, 7 + hidden_marker.size());
  EXPECT_EQ(masked.hidden[1].start, 7 + hidden_marker.size() + 5);
}

TEST(MaskAddresses, OwnMarkersInATextAreNoFinding) {
  EXPECT_FALSE(mask_addresses("they wrote [email hidden] there").changed());
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

/// The step of what grows with the square of the length would take minutes here.
TEST(MaskAddresses, HostileTextsOfAMegabyteEnd) {
  constexpr std::size_t bytes = 1 << 20;
  for (const std::string_view piece : {"@",
                                       "a@",
                                       "@a.",
                                       "a.a@",
                                       ".",
                                       "a.",
                                       "-",
                                       " at ",
                                       "at dot ",
                                       "a (at) ",
                                       "a [dot] ",
                                       "(((",
                                       "[[@",
                                       "\"",
                                       "\"a\"@",
                                       "&amp;",
                                       "&#64;",
                                       "&amp;#64;",
                                       "&",
                                       "&#",
                                       "%",
                                       "%40",
                                       "%25",
                                       "\u200b",
                                       "＠",
                                       "a@b.example ",
                                       "mail a at b ",
                                       "mail ",
                                       "x-dot-",
                                       "@[1.2.3.4",
                                       "ﷺ"}) {
    const Masked masked = mask_addresses(repeated(piece, bytes));
    EXPECT_LE(masked.text.size(), 2 * bytes) << piece;
  }
}

TEST(MaskAddresses, LeavesRealNewsCommentsAlone) {
  const char* given = std::getenv("COPYTASTER_TEST_DATA");
  const std::filesystem::path data =
      given != nullptr ? given : std::string{COPYTASTER_SOURCE_DIR} + "/../shared";
  std::ifstream file{data / "data/news_comments/news_comments.txt"};
  if (!file) GTEST_SKIP() << "no news_comments in COPYTASTER_TEST_DATA (" << data << ")";
  std::size_t comments = 0;
  std::size_t changed = 0;
  for (std::string line; std::getline(file, line); ++comments)
    changed += mask_addresses(line).changed() ? 1U : 0U;
  EXPECT_GT(comments, 30'000U);
  EXPECT_LT(changed * 1000, comments) << changed << " of " << comments;
}

}  // namespace
}  // namespace copytaster
