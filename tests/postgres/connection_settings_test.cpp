#include "postgres/connection_settings.hpp"

#include <gtest/gtest.h>

namespace copytaster::postgres {
namespace {

TEST(WithoutPassword, KeepsItOutOfTheWords) {
  for (const char* given :
       {"host=db.example user=desk password=sekret", "postgresql://desk:sekret@db.example/one"}) {
    const OpenConninfo open = without_password(given);
    EXPECT_EQ(open.conninfo.find("sekret"), std::string::npos) << open.conninfo;
    EXPECT_NE(open.conninfo.find("host='db.example'"), std::string::npos) << open.conninfo;
    EXPECT_EQ(open.environment, std::vector<std::string>{"PGPASSWORD=sekret"});
  }
  EXPECT_TRUE(without_password("host=/run/db").environment.empty());
}

}  // namespace
}  // namespace copytaster::postgres
