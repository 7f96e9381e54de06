#include "copytaster/domain/instant.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(Instant, IsWrittenWithMillisecondsInUtc) {
  EXPECT_EQ(rfc3339(Instant{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(Instant{std::chrono::microseconds{1'795'450'516'123'999}}),
            "2026-11-23T16:15:16.123Z");
}

TEST(Instant, IsWrittenBeyondTheYearsThatAreRead) {
  const Instant last = parse_instant("9999-12-31T23:59:59.999Z").value();
  EXPECT_EQ(rfc3339(last), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(rfc3339(last + std::chrono::milliseconds{1}), "10000-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(Instant{std::chrono::microseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, ReadsWhatItWrote) {
  const std::string text = "2026-02-28T23:59:59.007Z";
  ASSERT_TRUE(parse_instant(text));
  EXPECT_EQ(rfc3339(*parse_instant(text)), text);
}

TEST(Instant, ReadsDatesFractionsAndOffsets) {
  EXPECT_EQ(rfc3339(parse_instant("2026-11-23").value()), "2026-11-23T00:00:00.000Z");
  EXPECT_EQ(rfc3339(parse_instant("2026-11-23T01:30:00+02:00").value()),
            "2026-11-22T23:30:00.000Z");
  EXPECT_EQ(rfc3339(parse_instant("2024-02-29t12:00:00.5z").value()), "2024-02-29T12:00:00.500Z");
  EXPECT_EQ(
      parse_instant("2026-11-23T00:00:00.123456789Z").value() - parse_instant("2026-11-23").value(),
      std::chrono::microseconds{123'456});
}

TEST(Instant, RefusesEverythingElse) {
  for (const auto* text :
       {"", "now", "2026", "2026-13-01", "2026-02-29", "1969-12-31", "2026-11-23T",
        "2026-11-23 10:00", "2026-11-23T10:00:00", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z",
        "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00.1234567890Z", "2026-11-23T10:00:00+24:00",
        "2026-11-23T10:00:00Zx", "-026-11-23", "2026-11-23x"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

}  // namespace
}  // namespace copytaster
