#include "copytaster/domain/email_address.hpp"

#include <concepts>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

// An address has no way into a text but `reveal` and `folded_for_index`. If one of these fails to
// compile, somebody opened another.
static_assert(!std::convertible_to<EmailAddress, std::string>);
static_assert(!std::convertible_to<EmailAddress, std::string_view>);
static_assert(!std::constructible_from<std::string, EmailAddress>);
static_assert(!std::constructible_from<std::string_view, EmailAddress>);
template <class Type>
concept streamable = requires(std::ostream& out, const Type& value) {
  out << value;
};
static_assert(streamable<std::string> && !streamable<EmailAddress>);
template <class Type>
concept text_like = requires(const Type& value) {
  value.data();
}
|| requires(const Type& value) { value.begin(); }
|| requires(const Type& value) { to_string(value); }
|| requires(const Type& value) { format_as(value); };
static_assert(text_like<std::string> && !text_like<EmailAddress>);
static_assert(!std::constructible_from<EmailAddress, std::string>, "only parse makes one");

TEST(EmailAddress, TakesWhatPeopleHave) {
  for (const std::string_view text :
       {"ann@example.com", "a@b.co", "ann.o'reader+news@sub.example.co.uk", "0@example.com",
        "JANE@EXAMPLE.COM", "a_b-c@example-example.com", "info@b\u00fccher.example",
        "\u043f\u043e\u0447\u0442\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        "user@xn--bcher-kva.example", "a@1.2.3.example"})
    EXPECT_TRUE(EmailAddress::parse(text)) << text;
}

TEST(EmailAddress, RefusesEverythingElse) {
  for (const std::string_view text : {"",
                                      "@",
                                      "ann",
                                      "ann@",
                                      "@example.com",
                                      "ann@example",
                                      "ann@.com",
                                      "ann@example.",
                                      "ann@@example.com",
                                      "a@b@c.de",
                                      ".ann@example.com",
                                      "ann.@example.com",
                                      "a..b@example.com",
                                      "ann @example.com",
                                      " ann@example.com",
                                      "ann@exa mple.com",
                                      "\"ann\"@example.com",
                                      "ann@[192.0.2.1]",
                                      "ann@192.0.2",
                                      "ann@192.0.2.256",
                                      "ann@192.0.2.1.7",
                                      "ann@1920.0.2.1",
                                      "ann@192.0.2.",
                                      "ann@-a.com",
                                      "ann@a-.com",
                                      "g:a,b;@example.com",
                                      "ann@example.com\n",
                                      "ann(x)@example.com",
                                      "ann@exa_mple.com",
                                      "ann@example.com.",
                                      "\xff@example.com",
                                      "a\u200bb@example.com",
                                      "ann@ex\u00adample.com"})
    EXPECT_FALSE(EmailAddress::parse(text)) << text;
}

TEST(EmailAddress, KnowsWhetherItsDomainHasAName) {
  EXPECT_TRUE(EmailAddress::parse("ann@example.com")->has_named_domain());
  EXPECT_TRUE(EmailAddress::parse("ann@192.0.2.1.example")->has_named_domain());
  for (const std::string_view text : {"ann@192.0.2.1", "ann@0.0.0.0", "ann@255.255.255.255"}) {
    ASSERT_TRUE(EmailAddress::parse(text)) << text;
    EXPECT_FALSE(EmailAddress::parse(text)->has_named_domain()) << text;
  }
}

TEST(EmailAddress, CountsBytesOnBothSidesOfEachLimit) {
  const auto address = [](std::size_t local, std::size_t label, const std::string& rest) {
    return std::string(local, 'l') + "@" + std::string(label, 'd') + rest;
  };
  EXPECT_TRUE(EmailAddress::parse(address(64, 10, ".example")));
  EXPECT_FALSE(EmailAddress::parse(address(65, 10, ".example")));
  EXPECT_TRUE(EmailAddress::parse(address(1, 63, ".example")));
  EXPECT_FALSE(EmailAddress::parse(address(1, 64, ".example")));
  const std::string long_rest = "." + std::string(60, 'd') + "." + std::string(60, 'd') + ".";
  const auto whole = address(64, 60, long_rest);
  EXPECT_TRUE(EmailAddress::parse(whole + std::string(254 - whole.size(), 'e')));
  EXPECT_FALSE(EmailAddress::parse(whole + std::string(255 - whole.size(), 'e')));
}

TEST(EmailAddress, IsFoldedForTheIndex) {
  EXPECT_EQ(EmailAddress::parse("Ann@EXAMPLE.com")->folded_for_index(),
            EmailAddress::parse("ann@example.com")->folded_for_index());
  EXPECT_NE(EmailAddress::parse("ann@example.com")->folded_for_index(),
            EmailAddress::parse("an@example.com")->folded_for_index());
}

TEST(EmailAddress, OddAddressesOfTheIsEmailProject) {
  const char* data = std::getenv("COPYTASTER_TEST_DATA");
  const std::string folder = data != nullptr ? data : COPYTASTER_SOURCE_DIR "/../shared";
  std::ifstream file{folder + "/data/email_addresses/isemail_odd.tsv"};
  if (!file) GTEST_SKIP() << "no test data in " << folder << "; set COPYTASTER_TEST_DATA";
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    for (std::size_t start = 0; start <= line.size();) {
      const auto end = std::min(line.find('\t', start), line.size());
      const auto parsed = EmailAddress::parse(std::string_view{line}.substr(start, end - start));
      if (parsed) {
        EXPECT_EQ(parsed->reveal().find_first_of("\"()<>[]:;, \\\r\n"), std::string::npos) << line;
        EXPECT_LE(parsed->reveal().size(), 254U);
      }
      start = end + 1;
    }
  }
  EXPECT_GE(lines, 80);
}

}  // namespace
}  // namespace copytaster
