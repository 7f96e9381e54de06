#include "settings.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

std::string refusal(const Environment& environment) {
  try {
    load_settings(environment, "var");
  } catch (const SettingsError& error) {
    return error.what();
  }
  return "";
}

/// A settings file that goes with the test.
class File {
 public:
  explicit File(const std::string& text) {
    std::string name = (std::filesystem::temp_directory_path() / "copytaster-XXXXXX").string();
    ::close(::mkstemp(name.data()));
    path_ = name;
    std::ofstream{path_} << text;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  Environment environment() const { return {{"COPYTASTER_CONFIG", path_}}; }

 private:
  std::string path_;
};

TEST(Settings, WithoutAFileAreTheDefaults) {
  const auto settings = load_settings({}, "var");
  EXPECT_EQ(settings.http.host, "127.0.0.1");
  EXPECT_EQ(settings.http.port, 8080);
  EXPECT_EQ(settings.data, "var");
  EXPECT_EQ(settings.privacy.key_file, "var/keys");
  ASSERT_EQ(settings.sites.size(), 1U);
  EXPECT_EQ(settings.sites.at("main").policy.site.premoderation, Premoderation::all);
}

TEST(Settings, TheManualSaysTheDefaults) {
  const auto manual = load_settings(
      {{"COPYTASTER_CONFIG", COPYTASTER_SOURCE_DIR "/config/copytaster.toml"}}, "var");
  const auto defaults = load_settings({}, "var");
  EXPECT_EQ(manual.http.host, defaults.http.host);
  EXPECT_EQ(manual.http.port, defaults.http.port);
  EXPECT_EQ(manual.http.threads, defaults.http.threads);
  EXPECT_EQ(manual.http.connections, defaults.http.connections);
  EXPECT_EQ(manual.http.connections_per_address, defaults.http.connections_per_address);
  EXPECT_EQ(manual.database.connections, defaults.database.connections);
  EXPECT_EQ(manual.intake.flood.per_minute, defaults.intake.flood.per_minute);
  EXPECT_EQ(manual.intake.flood.burst, defaults.intake.flood.burst);
  EXPECT_EQ(manual.intake.batch_max, defaults.intake.batch_max);
  EXPECT_EQ(manual.intake.batch_bytes_max, defaults.intake.batch_bytes_max);
  EXPECT_EQ(manual.intake.waiting_bytes_max, defaults.intake.waiting_bytes_max);
  EXPECT_EQ(manual.intake.writers, defaults.intake.writers);
  EXPECT_EQ(manual.intake.pending_max, defaults.intake.pending_max);
  EXPECT_EQ(manual.intake.disk_free_bytes_min, defaults.intake.disk_free_bytes_min);
  EXPECT_EQ(manual.privacy.pseudonym_days, defaults.privacy.pseudonym_days);
  EXPECT_EQ(manual.privacy.contact_days, defaults.privacy.contact_days);
  EXPECT_EQ(manual.privacy.rejected_days, defaults.privacy.rejected_days);
  EXPECT_EQ(manual.desk.sessions, defaults.desk.sessions);
  EXPECT_EQ(manual.desk.claim, defaults.desk.claim);
  EXPECT_EQ(manual.log.level, defaults.log.level);
  const auto& site = manual.sites.at("main");
  EXPECT_EQ(site.policy.site.links_max, defaults.sites.at("main").policy.site.links_max);
  EXPECT_EQ(site.create_articles, defaults.sites.at("main").create_articles);
  EXPECT_EQ(site.wordpress_statuses, defaults.sites.at("main").wordpress_statuses);
  EXPECT_EQ(site.policy.rules_mode, defaults.sites.at("main").policy.rules_mode);
  EXPECT_EQ(site.edit_window, defaults.sites.at("main").edit_window);
  EXPECT_EQ(site.show_reasons, defaults.sites.at("main").show_reasons);
  EXPECT_FALSE(site.show_reasons);
  EXPECT_EQ(site.policy.close_after, defaults.sites.at("main").policy.close_after);
}

TEST(Settings, TheEnvironmentWinsOverTheFile) {
  const File file{"[intake]\nper_minute = 7\nburst = 9\n"};
  auto environment = file.environment();
  environment["COPYTASTER_INTAKE_PER_MINUTE"] = "70";
  const auto settings = load_settings(environment, "var");
  EXPECT_EQ(settings.intake.flood.per_minute, 70);
  EXPECT_EQ(settings.intake.flood.burst, 9);
}

TEST(Settings, SitesComeFromFileAndEnvironment) {
  const File file{
      "[sites.post]\nhosts = ['post.example']\nsection_premoderation = ['sport:first']\n"};
  auto environment = file.environment();
  environment["COPYTASTER_SITES_HERALD_ORIGINS"] =
      "https://herald.example, https://m.herald.example";
  environment["COPYTASTER_SITES_POST_PREMODERATION"] = "rules";
  const auto settings = load_settings(environment, "var");
  ASSERT_EQ(settings.sites.size(), 2U);
  EXPECT_EQ(settings.sites.at("herald").origins.size(), 2U);
  EXPECT_EQ(settings.sites.at("post").policy.site.premoderation, Premoderation::rules);
  EXPECT_EQ(settings.sites.at("post").policy.sections.at("sport"), Premoderation::first);
}

TEST(Settings, ASiteHasOurRulesOrThoseOfWordPress) {
  EXPECT_EQ(load_settings({}, "var").sites.at("main").policy.rules_mode, RulesMode::copytaster);
  const auto settings = load_settings({{"COPYTASTER_SITES_POST_RULES_MODE", "wordpress"},
                                       {"COPYTASTER_SITES_HERALD_RULES_MODE", "copytaster"}},
                                      "var");
  EXPECT_EQ(settings.sites.at("post").policy.rules_mode, RulesMode::wordpress);
  EXPECT_EQ(settings.sites.at("herald").policy.rules_mode, RulesMode::copytaster);
  const auto wrong = refusal({{"COPYTASTER_SITES_POST_RULES_MODE", "disqus"}});
  EXPECT_NE(wrong.find("sites.post.rules_mode"), std::string::npos) << wrong;
  EXPECT_NE(wrong.find("copytaster or wordpress"), std::string::npos) << wrong;
}

TEST(Settings, TheFilterIsOffUntilItIsWanted) {
  EXPECT_EQ(load_settings({}, "var").learning.policy.mode, LearningMode::off);
  const auto policy = [](const char* mode, const char* held) {
    return load_settings({{"COPYTASTER_LEARNING_MODE", mode},
                          {"COPYTASTER_LEARNING_WANTED_HELD_PER_1000", held}},
                         "var")
        .learning.policy;
  };
  EXPECT_EQ(policy("shadow", "1").mode, LearningMode::shadow);
  EXPECT_EQ(policy("on", "1").wanted_held_max, 0.001);
  EXPECT_EQ(policy("on", "200").wanted_held_max, 0.2);
  for (const char* held : {"0", "201"})
    EXPECT_NE(refusal({{"COPYTASTER_LEARNING_WANTED_HELD_PER_1000", held}}).find(held),
              std::string::npos);
  EXPECT_NE(refusal({{"COPYTASTER_LEARNING_MODE", "yes"}}).find("off, shadow or on"),
            std::string::npos);
}

TEST(Settings, AClaimLastsHalfAMinuteToAnHour) {
  const auto claim = [](const char* s) {
    return load_settings({{"COPYTASTER_DESK_CLAIM_S", s}}, "var").desk.claim.count();
  };
  EXPECT_EQ(claim("30"), 30);
  EXPECT_EQ(claim("3600"), 3600);
  for (const char* s : {"29", "3601"})
    EXPECT_NE(refusal({{"COPYTASTER_DESK_CLAIM_S", s}}).find("desk.claim_s"), std::string::npos);
}

TEST(Settings, ASecondFactorIsOptionalUntilItIsRequired) {
  const auto required = [](const Environment& environment) {
    return load_settings(environment, "/data").desk.totp_required;
  };
  EXPECT_FALSE(required({}));
  EXPECT_FALSE(required({{"COPYTASTER_DESK_TOTP", "optional"}}));
  EXPECT_TRUE(required({{"COPYTASTER_DESK_TOTP", "required"}}));
  EXPECT_NE(refusal({{"COPYTASTER_DESK_TOTP", "yes"}}).find("optional or required"),
            std::string::npos);
}

TEST(Settings, ListenTakesBothKindsOfAddress) {
  EXPECT_EQ(load_settings({{"COPYTASTER_LISTEN", "[::1]:0"}}, "var").http.host, "::1");
  EXPECT_EQ(load_settings({{"COPYTASTER_HTTP_LISTEN", "0.0.0.0:65535"}}, "var").http.port, 65535);
  for (const auto* listen : {"8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x"})
    EXPECT_NE(refusal({{"COPYTASTER_LISTEN", listen}}).find("http.listen"), std::string::npos);
}

TEST(Settings, ARefusalNamesKeyValueAndWhatIsAllowed) {
  EXPECT_EQ(
      refusal({{"COPYTASTER_INTAKE_BURST", "0"}}),
      "intake.burst (COPYTASTER_INTAKE_BURST) is '0'; allowed: a whole number from 1 to 100000");
  EXPECT_EQ(refusal({{"COPYTASTER_INTAKE_BURST", "100001"}}).substr(0, 12), "intake.burst");
  EXPECT_EQ(refusal({{"COPYTASTER_INTAKE_BURST", "100000"}}), "");
  EXPECT_NE(
      refusal({{"COPYTASTER_SITES_MAIN_PREMODERATION", "some"}}).find("none, first, all or rules"),
      std::string::npos);
  EXPECT_NE(refusal({{"COPYTASTER_SITES_MAIN_ORIGINS", "https://a.example/"}}).find("origins"),
            std::string::npos);
  EXPECT_EQ(refusal({{"COPYTASTER_SITES_MAIN_EDIT_WINDOW_S", "0"}}), "");
  EXPECT_EQ(refusal({{"COPYTASTER_SITES_MAIN_EDIT_WINDOW_S", "86400"}}), "");
  EXPECT_NE(refusal({{"COPYTASTER_SITES_MAIN_EDIT_WINDOW_S", "86401"}}).find("from 0 to 86400"),
            std::string::npos);
  const auto days = load_settings({{"COPYTASTER_SITES_MAIN_CLOSE_AFTER_DAYS", "36500"}}, "var");
  EXPECT_EQ(days.sites.at("main").policy.close_after, std::chrono::days{36'500});
  EXPECT_NE(refusal({{"COPYTASTER_SITES_MAIN_CLOSE_AFTER_DAYS", "36501"}}).find("from 0 to 36500"),
            std::string::npos);
  EXPECT_NE(refusal({{"COPYTASTER_SITES_MAIN_WORDPRESS_STATUSES", "yes"}}).find("true or false"),
            std::string::npos);
}

TEST(Settings, UnknownNamesStopTheStart) {
  EXPECT_NE(refusal({{"COPYTASTER_HTTP_LISTNE", "x"}}).find("COPYTASTER_HTTP_LISTNE"),
            std::string::npos);
  EXPECT_EQ(refusal({{"COPYTASTER_TEST_DATA", "../shared"}}), "");
  const File file{"[http]\nlistne = 'x'\n"};
  EXPECT_NE(refusal(file.environment()).find("http.listne"), std::string::npos);
  EXPECT_NE(refusal({{"COPYTASTER_SITES_MAIN_COLOUR", "red"}}).find("COLOUR"), std::string::npos);
}

TEST(Settings, WrongTypesAndBrokenFilesAreNamed) {
  const File text{"[intake]\nburst = 'five'\n"};
  EXPECT_NE(refusal(text.environment()).find("intake.burst"), std::string::npos);
  const File broken{"[http]\nlisten = \n"};
  EXPECT_NE(refusal(broken.environment()).find(":2:"), std::string::npos) << "line and column";
  EXPECT_NE(refusal({{"COPYTASTER_CONFIG", "/nowhere/at/all.toml"}}), "");
}

TEST(Settings, OnlyOurNamesAreRead) {
  const char* variables[] = {"PATH=/bin", "COPYTASTER_LISTEN=127.0.0.1:1", "COPYTASTER_X=a=b",
                             nullptr};
  const Environment expected = {{"COPYTASTER_LISTEN", "127.0.0.1:1"}, {"COPYTASTER_X", "a=b"}};
  EXPECT_EQ(read_environment(variables), expected);
}

}  // namespace
}  // namespace copytaster
