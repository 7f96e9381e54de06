#include "copytaster/domain/device_name.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(DeviceName, TellsKindsAndNothingFiner) {
  EXPECT_EQ(device_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
            "Firefox on Linux");
  EXPECT_EQ(device_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                        "Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"),
            "Edge on Windows");
  EXPECT_EQ(device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 "
                        "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"),
            "Safari on an iPhone");
  EXPECT_EQ(device_name("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
                        "Chrome/126.0.0.0 Mobile Safari/537.36"),
            "Chrome on Android");
  EXPECT_EQ(device_name("Firefox/1"), "Firefox");
}

TEST(DeviceName, NeverRepeatsWhatCameIn) {
  EXPECT_EQ(device_name(""), "a program");
  EXPECT_EQ(device_name("curl/7.88 ann@example.com"), "a program");
  EXPECT_EQ(device_name(std::string(1024, ' ') + "Firefox/1"), "a program");
  EXPECT_EQ(device_name(std::string(1015, ' ') + "Firefox/1"), "Firefox");
}

}  // namespace
}  // namespace copytaster
