// rules_mode: whose shipped set judges, and what the WordPress door does besides. Where our own
// mode answers otherwise than WordPress, the test says why.

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class RulesModeTest : public ApiTest {
 protected:
  void SetUp() override { editor_ = json_type + bearer(service().token(Role::editor)); }

  /// As on SIGHUP, with nothing but what the program brings along.
  static void choose(RulesMode mode, const std::string& site = "main") {
    service().reload_with(commands::found_rules(""), [&](Settings& settings) {
      settings.sites["main"].policy.site.premoderation = Premoderation::rules;
      settings.sites[site].policy.rules_mode = mode;
    });
  }
  json active(const std::string& site = "main") const {
    const std::string token = bearer(service().token(Role::editor, site));
    return json::parse(ask({"GET", "/api/v1/sites/" + site + "/rules", token}).body);
  }
  bool is_of_wordpress(const std::string& site = "main") const {
    return active(site)["files"].contains("rules.d/wordpress.toml");
  }
  std::string state_of_first_comment() {
    return json::parse(submit(put_article("mode"), comment("A fair point, well put.")).body)
        .value("state", "");
  }
  Answer at_wordpress_door(const std::string& fields, const std::string& reader = fresh_reader()) {
    put_article("77");
    return ask({"POST", "/sites/main/wp-comments-post.php", form_type + reader,
                "comment_post_ID=77&author=Ann&" + fields});
  }
  static json queued(const Answer& answer) {
    const std::string& place = answer.headers.at("location");
    return as_moderated(std::stoll(place.substr(place.rfind("#comment-") + 9)));
  }

  std::string editor_;
};

TEST_F(RulesModeTest, ExchangesTheShippedSetAndComesBack) {
  choose(RulesMode::copytaster);
  EXPECT_FALSE(is_of_wordpress());
  EXPECT_EQ(state_of_first_comment(), "approved");
  choose(RulesMode::wordpress);
  EXPECT_TRUE(is_of_wordpress());
  EXPECT_EQ(state_of_first_comment(), "pending") << "WordPress holds whom it does not know";
  choose(RulesMode::copytaster);
  EXPECT_FALSE(is_of_wordpress());
  EXPECT_EQ(state_of_first_comment(), "approved");
}

TEST_F(RulesModeTest, IsEachSitesOwn) {
  choose(RulesMode::wordpress, "other");
  EXPECT_FALSE(is_of_wordpress("main"));
  EXPECT_TRUE(is_of_wordpress("other"));
}

TEST_F(RulesModeTest, WhatTheOperatorsDirectoryHoldsJudgesInEitherMode) {
  service().reload(
      [](Settings& settings) { settings.sites["main"].policy.rules_mode = RulesMode::wordpress; });
  EXPECT_FALSE(is_of_wordpress());
  EXPECT_EQ(active()["files"]["words/blocked.txt"], "blockedword\n");
}

TEST_F(RulesModeTest, AListMayLookAtAddressesAndNobodySeesOne) {
  choose(RulesMode::wordpress);
  auto files = commands::found_rules("", RulesMode::wordpress).files;
  files["words/moderation_keys.txt"] += "mailinator.example\n";
  const json body{{"files", files}};
  ASSERT_EQ(ask({"PUT", "/api/v1/sites/main/rules", editor_, body.dump()}).status, 201);
  const json told = queued(at_wordpress_door("comment=Hello.&email=canary%40mailinator.example"));
  EXPECT_EQ(told.value("state", ""), "pending");
  EXPECT_NE(told.dump().find("moderation key: mailinator.example in the e-mail address"),
            std::string::npos)
      << told;
  EXPECT_EQ(told.dump().find("canary"), std::string::npos) << told;
  const Answer queue = ask({"GET", "/api/v1/sites/main/moderation/queue", editor_});
  EXPECT_EQ(queue.body.find("canary"), std::string::npos);

  choose(RulesMode::copytaster);
  EXPECT_TRUE(is_of_wordpress()) << "what an editor has made goes on judging";
}

// A reader who clicks twice has not said it twice: she gets the first answer again.
TEST_F(RulesModeTest, InOurModeASecondClickIsAnsweredLikeTheFirst) {
  choose(RulesMode::copytaster);
  const std::string reader = fresh_reader();
  const std::string fields = "comment=Twice.&email=" + fresh_email();
  const Answer first = at_wordpress_door(fields, reader);
  const Answer second = at_wordpress_door(fields, reader);
  EXPECT_EQ(second.status, 302);
  EXPECT_EQ(second.headers.at("location"), first.headers.at("location"));
}

// A link to a site without encryption lets others on the way read and change what she is sent to.
TEST_F(RulesModeTest, InOurModeABareWebsiteIsTakenForAnEncryptedOne) {
  choose(RulesMode::copytaster);
  const std::string fields = "&comment=Mine.&url=ann.example&email=";
  EXPECT_EQ(queued(at_wordpress_door(fields + fresh_email())).value("url", ""),
            "https://ann.example");
}

// No mail goes to it (RFC 5321 4.1.3): who types it cannot be answered.
TEST_F(RulesModeTest, InOurModeAnAddressHasADomainWithAName) {
  choose(RulesMode::copytaster);
  EXPECT_EQ(at_wordpress_door("comment=Numbers.&email=ann%40192.0.2.1").status, 422);
  choose(RulesMode::wordpress);
  EXPECT_EQ(at_wordpress_door("comment=Numbers.&email=ann%40192.0.2.1").status, 302);
  EXPECT_EQ(submit("77", {{"author", "A"}, {"email", "ann@192.0.2.1"}, {"text", "x"}}).status, 422)
      << "the other doors have no WordPress to be like";
}

}  // namespace
}  // namespace copytaster::http::testing
