#include "http/client_address.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

ClientAddress address(std::string_view text) {
  const auto parsed = ClientAddress::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(ClientAddress());
}

AddressRange range(std::string_view text) {
  const auto parsed = AddressRange::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(AddressRange());
}

TEST(ClientAddress, ReadsWhatProxiesWrite) {
  const ClientAddress v4 = address("192.0.2.7");
  EXPECT_TRUE(v4.is_v4());
  for (const char* text : {"192.0.2.7:8080", "::ffff:192.0.2.7", "[::ffff:c000:207]:80"}) {
    EXPECT_EQ(address(text), v4) << text;
  }
  const ClientAddress v6 = address("2001:db8::1");
  EXPECT_FALSE(v6.is_v4());
  for (const char* text : {"2001:DB8:0::1", "[2001:db8::1]", "[2001:db8::1]:443"}) {
    EXPECT_EQ(address(text), v6) << text;
  }
  EXPECT_EQ(address("fe80::1%eth0"), address("fe80::1"));
}

TEST(ClientAddress, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "unknown",
                           "_hidden",
                           "1.2.3",
                           "1.2.3.4.5",
                           "256.1.1.1",
                           "01.2.3.4x",
                           "1.2.3.4:",
                           "1.2.3.4:x",
                           "1.2.3.4:65536",
                           "[::1",
                           "::1]",
                           "[::1]x",
                           "[::1]:99999",
                           "[]",
                           ":",
                           ":::",
                           "2001:db8::1::2",
                           "1.2.3.4/8",
                           " 1.2.3.4",
                           "for=1.2.3.4",
                           "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"}) {
    EXPECT_FALSE(ClientAddress::parse(text)) << text;
  }
}

TEST(ClientAddress, CountsAnIpv6NetworkAsOne) {
  EXPECT_EQ(address("192.0.2.7").limit_prefix(), std::string("\xc0\x00\x02\x07", 4));
  EXPECT_EQ(address("2001:db8:1:2::1").limit_prefix(),
            address("2001:db8:1:2:ffff::9").limit_prefix());
  EXPECT_NE(address("2001:db8:1:2::1").limit_prefix(), address("2001:db8:1:3::1").limit_prefix());
  EXPECT_EQ(address("2001:db8::").limit_prefix().size(), 8U);
}

TEST(AddressRange, ContainsItsBlock) {
  EXPECT_TRUE(range("10.0.0.0/8").contains(address("10.255.0.1")));
  EXPECT_FALSE(range("10.0.0.0/8").contains(address("11.0.0.1")));
  EXPECT_TRUE(range("192.0.2.128/25").contains(address("192.0.2.200")));
  EXPECT_FALSE(range("192.0.2.128/25").contains(address("192.0.2.127")));
  EXPECT_TRUE(range("192.0.2.7").contains(address("::ffff:192.0.2.7")));
  EXPECT_FALSE(range("192.0.2.7/32").contains(address("192.0.2.6")));
  EXPECT_TRUE(range("2001:db8::/32").contains(address("2001:db8:ffff::1")));
  EXPECT_FALSE(range("2001:db8::/32").contains(address("2001:db9::1")));
  EXPECT_TRUE(range("::1").contains(address("::1")));
  EXPECT_FALSE(range("::/1").contains(address("1.2.3.4"))) << "an IPv6 block has no IPv4 in it";
  EXPECT_TRUE(range("::ffff:10.0.0.0/104").contains(address("10.1.2.3")));
}

TEST(AddressRange, RefusesEverythingAndNonsense) {
  for (const char* text : {"0.0.0.0/0", "::/0", "1.2.3.4/0", "::ffff:0:0/96", "::ffff:1.2.3.4/0",
                           "1.2.3.4/33", "::1/129", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/8x",
                           "localhost", "", "/8", "1.2.3.4:80/8", "[::1]/64"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

struct Chain {
  const char* peer;
  std::vector<std::string_view> forwarded_for;
  const char* client;
  bool stranger;
};

TEST(ClientOf, TakesTheRightmostThatIsNotTrusted) {
  const std::vector<AddressRange> trusted{range("127.0.0.1/32"), range("10.0.0.0/8"),
                                          range("fd00::/8")};
  const std::vector<Chain> chains{
      {"127.0.0.1", {}, "127.0.0.1", false},
      {"127.0.0.1", {"192.0.2.7"}, "192.0.2.7", false},
      {"127.0.0.1", {"6.6.6.6, 192.0.2.7"}, "192.0.2.7", false},
      {"127.0.0.1", {"6.6.6.6", "192.0.2.7"}, "192.0.2.7", false},
      {"127.0.0.1", {"6.6.6.6, 192.0.2.7 , 10.1.2.3", "10.0.0.9"}, "192.0.2.7", false},
      {"fd00::1", {"2001:db8::7"}, "2001:db8::7", false},
      {"127.0.0.1", {"10.0.0.1, 10.0.0.2"}, "10.0.0.1", false},
      {"127.0.0.1", {"6.6.6.6, unknown"}, "127.0.0.1", false},
      {"127.0.0.1", {"6.6.6.6, , 10.0.0.2"}, "10.0.0.2", false},
      {"127.0.0.1", {""}, "127.0.0.1", false},
      {"192.0.2.1", {"6.6.6.6"}, "192.0.2.1", true},
      {"192.0.2.1", {"127.0.0.1"}, "192.0.2.1", true},
      {"192.0.2.1", {}, "192.0.2.1", false},
  };
  for (const Chain& chain : chains) {
    const Client client = client_of(address(chain.peer), chain.forwarded_for, trusted);
    EXPECT_EQ(client.address, address(chain.client)) << chain.client;
    EXPECT_EQ(client.forwarded_by_stranger, chain.stranger);
  }
}

TEST(ClientOf, TrustsNobodyByDefault) {
  const std::vector<std::string_view> forwarded_for{"6.6.6.6"};
  const Client client = client_of(address("127.0.0.1"), forwarded_for, {});
  EXPECT_EQ(client.address, address("127.0.0.1"));
  EXPECT_TRUE(client.forwarded_by_stranger);
}

TEST(ClientOf, StopsAfterThirtyTwoHops) {
  const std::vector<AddressRange> trusted{range("10.0.0.0/8")};
  const auto chain_of = [](int hops) {
    std::string chain = "192.0.2.7";
    for (int i = 0; i < hops; ++i) chain += ",10.0.0." + std::to_string(i);
    return chain;
  };
  const std::string within = chain_of(31);
  const std::string beyond = chain_of(32);
  const std::vector<std::string_view> short_chain{within};
  const std::vector<std::string_view> long_chain{beyond};
  EXPECT_EQ(client_of(address("10.9.9.9"), short_chain, trusted).address, address("192.0.2.7"));
  EXPECT_EQ(client_of(address("10.9.9.9"), long_chain, trusted).address, address("10.0.0.0"));
}

}  // namespace
}  // namespace copytaster::http
