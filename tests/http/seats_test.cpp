#include "http/seats.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

ClientAddress address(const char* text) {
  return ClientAddress::parse(text).value_or(ClientAddress());
}

TEST(Seats, LimitsAllOfThem) {
  Seats seats({2, 0, {}});
  auto first = seats.take(address("192.0.2.1"));
  const auto second = seats.take(address("192.0.2.1"));
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(seats.take(address("192.0.2.2")));
  first.reset();
  EXPECT_EQ(seats.taken(), 1U);
  EXPECT_TRUE(seats.take(address("192.0.2.2")));
}

TEST(Seats, LimitsOneAddressOrNetwork) {
  Seats seats({100, 2, {}});
  std::vector<Seats::Seat> taken;
  for (const char* text : {"192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::2"}) {
    auto seat = seats.take(address(text));
    ASSERT_TRUE(seat) << text;
    taken.push_back(std::move(*seat));
  }
  EXPECT_FALSE(seats.take(address("192.0.2.1")));
  EXPECT_FALSE(seats.take(address("2001:db8::3")));
  EXPECT_TRUE(seats.take(address("192.0.2.2")));
  EXPECT_TRUE(seats.take(address("2001:db8:0:1::1")));
  taken.clear();
  EXPECT_EQ(seats.taken(), 0U);
  EXPECT_TRUE(seats.take(address("192.0.2.1")));
}

TEST(Seats, DoNotCountProxiesPerAddress) {
  Seats seats({3, 1, {*AddressRange::parse("10.0.0.0/8")}});
  const auto first = seats.take(address("10.0.0.1"));
  const auto second = seats.take(address("10.0.0.1"));
  const auto third = seats.take(address("10.0.0.1"));
  EXPECT_TRUE(first && second && third);
  EXPECT_FALSE(seats.take(address("10.0.0.1"))) << "all seats are taken";
}

}  // namespace
}  // namespace copytaster::http
