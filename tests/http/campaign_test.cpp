// Nearly the same words under several names: an instance that starts knows of them, too.

#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

class CampaignTest : public ThreadTest {
 protected:
  static json said_by(int author) {
    return comment("My neighbour lost his job last spring and now earns " +
                   std::to_string(8000 + author) + " a month from home");
  }
};

TEST_F(CampaignTest, IsKnownToAnInstanceThatStarts) {
  for (int author = 0; author < 3; ++author)
    shown(open_article("campaign-" + std::to_string(author)), said_by(author));
  const auto started =
      service().another(std::make_shared<rule_files::TomlRuleReader>(commands::rule_reader()));
  const Answer answer = service().ask_at(
      AService::port_of(*started),
      {"POST", "/api/v1/sites/main/articles/" + open_article("campaign") + "/comments",
       json_type + fresh_reader(), said_by(3).dump()});
  EXPECT_EQ(answer.status, 202) << answer.body;
  started->stop();
  EXPECT_EQ(submit(open_article("campaign-again"), said_by(4)).status, 202) << "and to the first";
}

}  // namespace
}  // namespace copytaster::http::testing
