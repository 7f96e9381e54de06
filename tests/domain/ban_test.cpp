#include "copytaster/domain/ban.hpp"

#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

Digest digest_of(std::uint8_t byte) {
  Digest digest{};
  digest[0] = byte;
  return digest;
}

struct Said {
  test::FormParts form = {};
  std::uint8_t author = 1;
  std::uint8_t reader = 1;
};

std::optional<BanKind> covers(const std::vector<Ban>& bans, const Said& said = {},
                              Instant at = now) {
  const Submission submission = test::a_submission(said.form);
  return Bans{bans}.covers({submission, {digest_of(said.author)}, {digest_of(said.reader)}}, at);
}

std::vector<Ban> of_name(std::string_view typed) { return {{parse_banned_name(typed).value()}}; }
std::vector<Ban> of_domain(std::string_view typed) {
  return {{parse_banned_domain(typed).value()}};
}
bool is_named(std::string_view pattern, const std::string& author) {
  return covers(of_name(pattern), {{.author = author}}) == BanKind::name;
}
bool is_in_text(std::string_view domain, const std::string& text) {
  return covers(of_domain(domain), {{.text = text}}) == BanKind::domain;
}
std::string domain(std::string_view typed) {
  const auto parsed = parse_banned_domain(typed);
  return parsed ? parsed->host : "none";
}

TEST(Bans, CoverNobodyByThemselves) {
  EXPECT_FALSE(covers({}));
  EXPECT_EQ(Bans{}.size(), 0U);
}

TEST(Bans, CoverAnAuthorAndNoOther) {
  const std::vector<Ban> bans{{AuthorIndex{digest_of(1)}}};
  EXPECT_EQ(covers(bans), BanKind::author);
  EXPECT_FALSE(covers(bans, {.author = 2}));
  EXPECT_EQ(Bans{bans}.size(), 1U);
}

TEST(Bans, CoverAReaderByHerPseudonymAndNotByAnAuthorsDigest) {
  EXPECT_EQ(covers({{Pseudonym{digest_of(7)}}}, {.reader = 7}), BanKind::pseudonym);
  EXPECT_FALSE(covers({{Pseudonym{digest_of(7)}}}, {.author = 7}));
}

TEST(Bans, EndWithTheirTime) {
  const std::vector<Ban> bans{{AuthorIndex{digest_of(1)}, now}};
  EXPECT_EQ(covers(bans, {}, now - 1us), BanKind::author);
  EXPECT_FALSE(covers(bans, {}, now));
}

TEST(Bans, TheLongerOfTwoCounts) {
  const AuthorIndex her{digest_of(1)};
  for (const std::vector<Ban>& bans : {std::vector<Ban>{{her, now - 1h}, {her, now + 1h}},
                                       std::vector<Ban>{{her, now + 1h}, {her, now - 1h}},
                                       std::vector<Ban>{{her, std::nullopt}, {her, now - 1h}},
                                       std::vector<Ban>{{her, now - 1h}, {her, std::nullopt}}})
    EXPECT_EQ(covers(bans), BanKind::author);
}

TEST(Bans, TellTheFirstKindInTheirOrder) {
  std::vector<Ban> bans = of_domain("casino.example");
  const Said said{{.author = "Best Bets", .text = "https://casino.example"}};
  EXPECT_EQ(covers(bans, said), BanKind::domain);
  bans.push_back(of_name("best bets").front());
  EXPECT_EQ(covers(bans, said), BanKind::name);
  bans.push_back({Pseudonym{digest_of(1)}});
  EXPECT_EQ(covers(bans, said), BanKind::pseudonym);
  bans.push_back({AuthorIndex{digest_of(1)}});
  EXPECT_EQ(covers(bans, said), BanKind::author);
}

TEST(BannedName, IsAWholeNameHoweverItIsWritten) {
  EXPECT_TRUE(is_named("Best  Bets", "best bets"));
  EXPECT_TRUE(is_named("best bets", " BEST BETS "));
  EXPECT_TRUE(is_named("best bets", "ｂｅｓｔ bets"));
  EXPECT_FALSE(is_named("best bets", "best bets 24"));
  EXPECT_FALSE(is_named("best bets", "the best bets"));
}

TEST(BannedName, MayBeABeginningOrAnEnd) {
  EXPECT_TRUE(is_named("Best Bets*", "best bets 24"));
  EXPECT_TRUE(is_named("Best Bets*", "Best Bets"));
  EXPECT_FALSE(is_named("Best Bets*", "the best bets"));
  EXPECT_TRUE(is_named("*bets", "The Best Bets"));
  EXPECT_TRUE(is_named("*bets", "bets"));
  EXPECT_FALSE(is_named("*bets", "betss"));
  EXPECT_FALSE(is_named("*bets", "ets"));
}

TEST(BannedName, MustNotCoverHalfOfTheReaders) {
  EXPECT_TRUE(parse_banned_name("ann*"));
  EXPECT_TRUE(parse_banned_name("äöü*"));
  EXPECT_TRUE(parse_banned_name("Al")) << "one name, however short";
  for (const char* wrong : {"", " ", "*", "**", "an*", "*an", "*ann*", "a*nn", "ann**", "ann**"})
    EXPECT_FALSE(parse_banned_name(wrong)) << wrong;
  EXPECT_FALSE(parse_banned_name(std::string("a\0b", 3)));
  EXPECT_FALSE(parse_banned_name("\xFF\xFE\xFD"));
}

TEST(BannedName, IsAsLongAsANameAtMost) {
  EXPECT_TRUE(parse_banned_name(std::string(245, 'a') + "*"));
  EXPECT_FALSE(parse_banned_name(std::string(247, 'a')));
}

TEST(BannedName, OfACommentIsNoPattern) {
  EXPECT_EQ(whole_name("Best Bets").value().pattern, "best bets");
  EXPECT_FALSE(whole_name("Star*"));
  EXPECT_FALSE(whole_name("*Star"));
}

TEST(BannedDomain, IsAHostOrAUrlWithOne) {
  EXPECT_EQ(domain("Casino.Example"), "casino.example");
  EXPECT_EQ(domain(" https://www.casino.example:8080/play?x=1#y "), "www.casino.example");
  EXPECT_EQ(domain("https://ann:secret@casino.example/"), "casino.example");
  EXPECT_EQ(domain("casino.example."), "casino.example");
  EXPECT_EQ(domain("casino.co.uk"), "casino.co.uk");
  EXPECT_EQ(domain("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(domain("пример.рф"), "xn--e1afmkfd.xn--p1ai");
}

TEST(BannedDomain, IsOneThatSomebodyHasRegistered) {
  for (const char* wrong : {"", "com", "co.uk", "example", "casino", "192.0.2.1", "[2001:db8::1]",
                            "https://192.0.2.1/", "casino.nosuchtld", "a b.example", "-a.example",
                            "casino..example", "ann@", "https://", "*.casino.example"})
    EXPECT_EQ(domain(wrong), "none") << wrong;
  EXPECT_EQ(domain(std::string(64, 'a') + ".example"), "none");
  EXPECT_EQ(domain(std::string(63, 'a') + ".example"), std::string(63, 'a') + ".example");
  EXPECT_EQ(domain(std::string(70'000, 'a') + ".example"), "none");
}

TEST(BannedDomain, OfAWebsiteIsWhatWasRegistered) {
  const auto of = [](std::string_view url) {
    const auto found = domain_of_website(url);
    return found ? found->host : "none";
  };
  EXPECT_EQ(of("https://www.play.casino.example/win"), "casino.example");
  EXPECT_EQ(of("https://play.casino.co.uk"), "casino.co.uk");
  EXPECT_EQ(of("https://casino.blogspot.com/"), "casino.blogspot.com") << "others' blogs stay";
  EXPECT_EQ(of("https://192.0.2.1/"), "none");
}

TEST(BannedDomain, CoversItselfAndWhatIsBelow) {
  const auto bans = of_domain("casino.example");
  const auto website = [&](const std::string& url) { return covers(bans, {{.url = url}}); };
  EXPECT_EQ(website("https://casino.example"), BanKind::domain);
  EXPECT_EQ(website("http://a.b.CASINO.example:80/x"), BanKind::domain);
  EXPECT_EQ(website("casino.example"), BanKind::domain);
  EXPECT_FALSE(website("https://mycasino.example"));
  EXPECT_FALSE(website("https://casino.example.org"));
  EXPECT_FALSE(website("https://example/"));
  EXPECT_EQ(covers(bans, {{.email = "ann@mail.Casino.example"}}), BanKind::domain);
  EXPECT_FALSE(covers(bans, {{.email = "casino.example@mail.example"}}));
}

TEST(BannedDomain, IsFoundWhereverATextNamesIt) {
  for (const char* text :
       {"see https://casino.example", "see HTTP://WWW.Casino.Example/win.", "casino.example",
        "(www.casino.example)", "<a href='https://casino.example'>x</a>", "casino.example, now!",
        "https://shop.example/?to=https%3A%2F%2Fcasino.example", "mail win@casino.example",
        "https://casino%2eexample/", "casino。example", "ｃａｓｉｎｏ．ｅｘａｍｐｌｅ",
        "cas\u200Bino.example", "去casino.example吧", "//casino.example:443",
        "https://ann@casino.example/", "casino.example...", "see:casino.example-"})
    EXPECT_TRUE(is_in_text("casino.example", text)) << text;
  for (const char* text :
       {"the casino in example", "casino. example", "casino.examples", "casino.example.org",
        "grancasino.example", "casino.example@mail.example", "böcasino.example", "casino..example"})
    EXPECT_FALSE(is_in_text("casino.example", text)) << text;
}

TEST(BannedDomain, IsFoundAsProgramsAndAsPeopleWriteIt) {
  EXPECT_TRUE(is_in_text("bücher.example", "https://Bücher.example/"));
  EXPECT_TRUE(is_in_text("bücher.example", "https://xn--bcher-kva.example/"));
  EXPECT_TRUE(is_in_text("xn--bcher-kva.example", "https://www.bücher.example/"));
  EXPECT_FALSE(is_in_text("bücher.example", "https://bucher.example/"));
}

TEST(Bans, AHostileTextCostsNoMoreThanItsLength) {
  const auto bans = of_domain("casino.example");
  for (const char* part : {"a.", "ä.", "中.", "%2e", "a.b ", "."}) {
    std::string text;
    while (text.size() + std::string_view{part}.size() + 20 < text_bytes_max) text += part;
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(is_in_text("casino.example", text)) << part;
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1s) << part;
    EXPECT_TRUE(is_in_text("casino.example", text + " casino.example")) << part;
  }
}

TEST(Bans, KindsHaveNames) {
  for (const BanKind kind : {BanKind::author, BanKind::pseudonym, BanKind::name, BanKind::domain})
    EXPECT_EQ(parse_ban_kind(name_of(kind)), kind);
  EXPECT_FALSE(parse_ban_kind("address"));
  EXPECT_EQ(kind_of(AuthorIndex{}), BanKind::author);
  EXPECT_EQ(kind_of(Pseudonym{}), BanKind::pseudonym);
  EXPECT_EQ(kind_of(BannedName{}), BanKind::name);
  EXPECT_EQ(kind_of(BannedDomain{}), BanKind::domain);
}

}  // namespace
}  // namespace copytaster
