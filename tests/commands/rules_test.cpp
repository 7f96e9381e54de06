// `rules check` and `rules judge` as an editor types them.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::commands {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr auto words_rule = R"([[list]]
id = "words"
file = "words/own.txt"
action = "hold"
explain = "blocked: {found}"
[[test]]
text = "a casino"
expect = "pending"
)";

class RulesCommands : public testing::Test {
 protected:
  RulesCommands() {
    settings_.sites["main"].policy.site = {.premoderation = Premoderation::first, .links_max = 2};
    write("rules.d/own.toml", words_rule);
    write("words/own.txt", "casino\n...\n");
  }

  void write(const std::string& name, const std::string& content) const {
    const fs::path path = directory_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << content;
  }
  std::string path(const std::string& name = "") const {
    return (directory_.path() / name).string();
  }

  struct Said {
    int status = 0;
    std::string words;
  };
  template <class Run>
  static Said said_by(const Run& run) {
    testing::internal::CaptureStdout();
    const int status = run();
    return {status, testing::internal::GetCapturedStdout()};
  }
  Said check(bool as_json = false) const {
    return said_by([&] { return check_rules(settings_, {path(), as_json}); });
  }
  Said judge(const std::string& lines, bool as_new = false) const {
    write("comments.ndjson", lines);
    return said_by([&] {
      return judge_file(settings_, {"main", path("comments.ndjson"), path(), as_new});
    });
  }

  test::TestDirectory directory_;
  Settings settings_;
};

TEST_F(RulesCommands, CheckCountsWhatIsRight) {
  const Said said = check();
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.words,
            "1 rule, 1 term, 1 test passed\n"
            "1 term of list files passed over: they hold neither letters nor digits\n");
  const json told = json::parse(check(true).words);
  EXPECT_EQ(told["rules"], 1);
  EXPECT_EQ(told["terms_passed_over"], 1);
  EXPECT_EQ(told["version"].get<std::string>().size(), 12U);
}

TEST_F(RulesCommands, CheckSaysEachErrorInItsPlace) {
  write("rules.d/own.toml", std::string{words_rule} + "[[list]]\nid = \"words\"\nscore = \"3\"\n");
  write("rules.d/other.toml", "[[list]\n");
  const Said said = check();
  EXPECT_EQ(said.status, 1);
  EXPECT_NE(
      said.words.find("rules.d/own.toml:11:9: `score` is a string; a number is wanted, such as "
                      "score = 3\n"),
      std::string::npos)
      << said.words;
  EXPECT_EQ(said.words.find("rules.d/other.toml:1:"), 0U) << said.words;
  const json errors = json::parse(check(true).words)["errors"];
  ASSERT_EQ(errors.size(), 4U);
  EXPECT_EQ(errors[3]["file"], "rules.d/own.toml");
  EXPECT_EQ(errors[3]["line"], 11);
  EXPECT_EQ(errors[3]["column"], 9);
  EXPECT_EQ(errors[3]["remedy"], "a number is wanted, such as score = 3");
}

TEST_F(RulesCommands, CheckTakesTheSettingsSetWithoutADirectory) {
  EXPECT_EQ(said_by([&] { return check_rules(settings_, {}); }).status, 0);
  settings_.rules = {path()};
  EXPECT_EQ(found_rules(settings_.rules.directory).files, rule_files_in(path()));
  EXPECT_EQ(found_rules("").source, RuleSource::shipped);
}

TEST_F(RulesCommands, EachModeHasAShippedSet) {
  const auto ours = found_rules("").files;
  const auto theirs = found_rules("", RulesMode::wordpress).files;
  EXPECT_TRUE(ours.contains("rules.d/standard.toml"));
  EXPECT_FALSE(ours.contains("rules.d/wordpress.toml"));
  EXPECT_EQ(theirs.size(), 3U);
  EXPECT_TRUE(theirs.contains("words/moderation_keys.txt"));
  EXPECT_EQ(found_for(RulesMode::wordpress, found_rules("")).files, theirs);
  EXPECT_EQ(found_for(RulesMode::copytaster, found_rules("")).files, ours);
  EXPECT_EQ(found_for(RulesMode::wordpress, found_rules(path())).files, rule_files_in(path()));
}

TEST_F(RulesCommands, TakeTheShippedSetOfAModeWhereAsked) {
  const auto check = [&](std::optional<RulesMode> mode) {
    return said_by([&] { return check_rules(settings_, {"", true, mode}); }).words;
  };
  EXPECT_EQ(json::parse(check(RulesMode::wordpress))["rules"], 6);
  EXPECT_GT(json::parse(check(RulesMode::copytaster))["rules"], 50);
  settings_.rules = {path()};
  EXPECT_EQ(json::parse(check(std::nullopt))["rules"], 1);
  EXPECT_EQ(json::parse(check(RulesMode::wordpress))["rules"], 6) << "asked for by name";
}

TEST_F(RulesCommands, JudgeTakesTheSetOfTheSitesMode) {
  write("comments.ndjson", R"({"author":"Ann","text":"www.a.example and www.b.example"})");
  const auto counts_as_wordpress = [&](std::optional<RulesMode> mode) {
    const Said said = said_by([&] {
      return judge_file(settings_, {"main", path("comments.ndjson"), "", false, false, mode});
    });
    return json::parse(said.words)["hits"].dump().find("comment_max_links") != std::string::npos;
  };
  EXPECT_FALSE(counts_as_wordpress(std::nullopt));
  EXPECT_TRUE(counts_as_wordpress(RulesMode::wordpress));
  settings_.sites["main"].policy.rules_mode = RulesMode::wordpress;
  EXPECT_TRUE(counts_as_wordpress(std::nullopt));
  EXPECT_FALSE(counts_as_wordpress(RulesMode::copytaster));
}

TEST_F(RulesCommands, JudgeLooksAtTheAddressWhereAListDoes) {
  write("rules.d/own.toml",
        "[[list]]\nid = \"keys\"\nwords = [\"example\"]\nfields = [\"email\"]\n"
        "action = \"hold\"\n");
  const auto state = [&](const std::string& more) {
    return json::parse(judge("{\"author\":\"Ann\",\"text\":\"A fair point.\"" + more + "}").words)
        .value("state", "");
  };
  EXPECT_EQ(state(R"(,"email":"ann@shop.example")"), "pending");
  EXPECT_EQ(state(R"(,"email":"ann@shop.test")"), "approved");
  EXPECT_EQ(state(""), "approved");
}

TEST_F(RulesCommands, RefuseADirectoryWithoutRules) {
  fs::create_directory(path("empty"));
  EXPECT_THROW(rule_files_in(path("empty")), Refused);
  EXPECT_THROW(rule_files_in(path("missing")), Refused);
  write("rules.d/.hidden.toml", "x");
  write("rules.d/readme.md", "x");
  EXPECT_EQ(rule_files_in(path()).size(), 2U) << "only what ends as rules and lists do";
}

TEST_F(RulesCommands, AVersionNamesFilesAndContents) {
  const auto version = [](const RuleFiles& files) {
    return std::get<std::shared_ptr<const RuleSet>>(rule_reader().read(files))->version();
  };
  EXPECT_EQ(version({{"a.toml", ""}}), version({{"a.toml", ""}}));
  EXPECT_NE(version({{"a.toml", ""}}), version({{"b.toml", ""}}));
  EXPECT_NE(version({{"a.toml", ""}}), version({{"a.toml", "\n"}}));
  EXPECT_NE(version({{"a.toml", ""}, {"w", "1:x"}}), version({{"a.toml", ""}, {"w1", ":x"}}));
}

TEST_F(RulesCommands, JudgeAnswersALineForALine) {
  const Said said = judge(
      R"({"id":7,"author":"Ann","email":"ann@example.com","text":"für casino, ann@example.com"})"
      "\n"
      R"({"author":"Ann","url":null,"text":"A fair point."})"
      "\n\n"
      R"({"id":"c\"2","author":"Casino","text":"A fair point."})");
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(
      said.words,
      R"({"id":7,"state":"pending","score":3,"hits":[{"rule":"words","score":0,"explanation":)"
      R"("blocked: casino","spans":[{"field":"text","start":4,"end":10}]}],"public_text":)"
      R"("für casino, [email hidden]"})"
      "\n"
      R"({"state":"approved","score":0,"hits":[],"public_text":"A fair point."})"
      "\n"
      R"({"id":"c\"2","state":"pending","score":3,"hits":[{"rule":"words","score":0,"explanation":)"
      R"("blocked: casino","spans":[{"field":"author","start":0,"end":6}]}],"public_text":)"
      R"("A fair point."})"
      "\n");
}

TEST_F(RulesCommands, JudgeTakesAnAuthorForNewWhereAsked) {
  const std::string line = R"({"author":"Ann","text":"A fair point."})";
  EXPECT_EQ(json::parse(judge(line).words)["state"], "approved");
  EXPECT_EQ(json::parse(judge(line, true).words)["state"], "pending") << "the site's own: first";
}

TEST_F(RulesCommands, JudgeSaysWhichLinesItCannotRead) {
  const std::string good = R"({"author":"Ann","text":"A fair point."})";
  const Said said = judge(
      "nonsense\n" + good + "\n" + R"({"author":"Ann"})" + "\n" + R"({"author":7,"text":"x"})" +
      "\n" + R"({"id":[],"author":"A","text":"x"})" + "\n" +
      R"({"author":"A","text":"x","url":"javascript:x"})" + "\n" + R"({"author":"A","text":")" +
      std::string(std::size_t{1} << 20U, 'x') + "\"}\n" + good + "\n");
  EXPECT_EQ(said.status, 1);
  std::vector<std::string> errors;
  std::istringstream lines{said.words};
  for (std::string line; std::getline(lines, line);) {
    const json told = json::parse(line);
    if (told.contains("error"))
      errors.push_back(std::to_string(told["line"].get<int>()) + " " +
                       told["error"].get<std::string>());
  }
  EXPECT_EQ(errors, (std::vector<std::string>{
                        "1 is not one JSON object in UTF-8", "3 `text` is required",
                        "4 `author` is not a text", "5 `id` is neither a text nor a whole number",
                        "6 `url` is not an http or https address", "7 is longer than 1 MiB"}));
  EXPECT_TRUE(said.words.ends_with("\"public_text\":\"A fair point.\"}\n"));
}

TEST_F(RulesCommands, JudgeSaysWhatItCannotOpen) {
  EXPECT_THROW(judge_file(settings_, {"main", path("missing"), path(), false}), Refused);
  EXPECT_THROW(judge_file(settings_, {"main", path(), path(), false}), Refused) << "a directory";
}

}  // namespace
}  // namespace copytaster::commands
