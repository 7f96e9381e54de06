#include "copytaster/app/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/fakes.hpp"
#include "tests/app/rule_fakes.hpp"

namespace copytaster::test {
namespace {

constexpr SiteId here{1};
constexpr Instant noon{std::chrono::hours{12}};
constexpr Instant later{std::chrono::hours{13}};

class RulesTest : public ::testing::Test {
 protected:
  RuleActivation by(RuleSource source, Instant at = noon) const {
    return {{source, "Ann", TokenId{7}}, at, std::nullopt};
  }
  PutRulesOutcome put(const RuleFiles& files, RuleSource source = RuleSource::desk) {
    return put_rules(here, files, by(source), {store_, reader_, chain_});
  }
  std::int64_t put_number(const RuleFiles& files) {
    return std::get<RulesPut>(put(files)).rules.version.number;
  }
  ActivateRulesOutcome activate(std::string_view named) {
    return activate_rules(here, named, by(RuleSource::desk, later), {store_, reader_, chain_});
  }
  std::map<SiteId, SiteRules> start(const RuleFiles& files, RuleSource source,
                                    const std::vector<SiteId>& sites = {here}) {
    return std::get<std::map<SiteId, SiteRules>>(
        rules_at_start(sites, {files, source}, later, tools()));
  }
  RuleTools tools() { return {store_, reader_}; }
  std::int64_t active() { return store_.active(here)->number; }

  static RuleFiles words(const std::string& text) { return {{"words/a.txt", text}}; }

  FakeRuleStore store_;
  FakeRuleReader reader_;
  FakeAuditChain chain_;
};

std::string first_reason(const PutRulesOutcome& outcome) {
  const auto* errors = std::get_if<RuleErrors>(&outcome);
  return errors == nullptr ? "" : errors->front().reason;
}

TEST_F(RulesTest, WhatIsPutJudgesAndNamesItsMaker) {
  const auto outcome = put(words("one"));
  const auto& put = std::get<RulesPut>(outcome);
  EXPECT_TRUE(put.is_new);
  EXPECT_EQ(put.rules.version.number, 1);
  EXPECT_EQ(put.rules.version.made_by, "Ann");
  EXPECT_EQ(put.rules.version.source, RuleSource::desk);
  EXPECT_EQ(put.rules.set->version(), put.rules.version.hash);
  EXPECT_EQ(active(), 1);
  ASSERT_EQ(store_.activations.size(), 1U);
  ASSERT_TRUE(store_.activations[0].bound) << "the audit names the set";
  EXPECT_EQ(store_.activations[0].bound->digest, "|" + put.rules.version.hash);
}

TEST_F(RulesTest, TheSameAgainWritesNothing) {
  put(words("one"));
  const auto again = put(words("one"));
  EXPECT_FALSE(std::get<RulesPut>(again).is_new);
  EXPECT_EQ(std::get<RulesPut>(again).rules.version.number, 1);
  EXPECT_EQ(store_.activations.size(), 1U);
}

TEST_F(RulesTest, TheNewestThatDoesNotJudgeIsTakenAgain) {
  put(words("one"));
  put(words("two"));
  activate("1");
  const auto again = put(words("two"));
  EXPECT_FALSE(std::get<RulesPut>(again).is_new);
  EXPECT_EQ(std::get<RulesPut>(again).rules.version.number, 2);
  EXPECT_EQ(active(), 2);
  EXPECT_EQ(put_number(words("one")), 3) << "an older one comes again as a new one";
}

TEST_F(RulesTest, WhatCannotBeReadChangesNothing) {
  put(words("one"));
  EXPECT_EQ(first_reason(put(words("broken"))), "is broken");
  EXPECT_EQ(active(), 1);
  EXPECT_EQ(store_.versions(here, {}, 9).size(), 1U);
}

TEST_F(RulesTest, FilesAreLookedAtBeforeTheyAreRead) {
  EXPECT_EQ(first_reason(put({})), "there is no file");
  RuleFiles many;
  for (int i = 0; i < 200; ++i) many.emplace("words/" + std::to_string(i) + ".txt", "x");
  EXPECT_EQ(first_reason(put(many)), "");
  many.emplace("words/one_more.txt", "x");
  EXPECT_EQ(first_reason(put(many)), "there are too many files");
  const std::size_t name_bytes = std::string_view{"words/a.txt"}.size();
  EXPECT_EQ(first_reason(put(words(std::string(rule_files_bytes_max - name_bytes, 'x')))), "");
  EXPECT_EQ(first_reason(put(words(std::string(rule_files_bytes_max - name_bytes + 1, 'x')))),
            "the files are too long");
  for (const std::string& content : {std::string{"\xFF"}, std::string{"a\0b", 3}})
    EXPECT_EQ(first_reason(put(words(content))), "is not text in UTF-8");
}

TEST_F(RulesTest, NamesOfFilesAreNarrow) {
  const auto reason_of = [&](const std::string& name) { return first_reason(put({{name, "x"}})); };
  for (const std::string& name :
       {std::string{"a"}, std::string{"rules.d/A_b-9.toml"}, std::string(rule_file_name_max, 'n')})
    EXPECT_EQ(reason_of(name), "") << name;
  for (const std::string& name :
       {std::string{}, std::string{"../a"}, std::string{"a..b"}, std::string{"a b"},
        std::string{"é"}, std::string{"a\n"}, std::string(rule_file_name_max + 1, 'n')})
    EXPECT_EQ(reason_of(name), "a file's name cannot be used") << name;
}

TEST_F(RulesTest, ACheckKeepsNothingAndSaysTheNumber) {
  const auto checked = [&](const std::string& text) {
    return std::get<RulesChecked>(check_rules(here, words(text), tools())).number;
  };
  EXPECT_EQ(checked("one"), 1);
  put(words("one"));
  put(words("two"));
  EXPECT_EQ(checked("two"), 2) << "judges";
  EXPECT_EQ(checked("three"), 3) << "would be";
  activate("1");
  EXPECT_EQ(checked("one"), 1);
  EXPECT_EQ(checked("two"), 2) << "the newest";
  EXPECT_EQ(store_.versions(here, {}, 9).size(), 2U);
  EXPECT_TRUE(std::holds_alternative<RuleErrors>(check_rules(here, words("broken"), tools())));
}

TEST_F(RulesTest, AVersionIsNamedByItsNumberOrItsHash) {
  put(words("one"));
  put(words("two"));
  EXPECT_EQ(find_rules(here, "1", store_)->number, 1);
  EXPECT_EQ(find_rules(here, store_.find(here, 2)->hash, store_)->number, 2);
  for (const char* wrong : {"", "0", "3", "-1", "1x", "nonsense", "99999999999999999999"})
    EXPECT_FALSE(find_rules(here, wrong, store_)) << wrong;
}

TEST_F(RulesTest, AnActivationReadsAgain) {
  put(words("one"));
  put(words("two"));
  reader_.unreadable = "one";
  EXPECT_TRUE(std::holds_alternative<RuleErrors>(activate("1")));
  EXPECT_EQ(active(), 2);
  reader_.unreadable = {};
  EXPECT_EQ(std::get<SiteRules>(activate("1")).version.number, 1);
  EXPECT_EQ(active(), 1);
  EXPECT_TRUE(std::holds_alternative<NoSuchRules>(activate("9")));
}

TEST_F(RulesTest, WhatAColleagueHasActivatedMeanwhileIsNotReplacedUnseen) {
  put(words("one"));
  const std::string seen = store_.active(here)->hash;
  auto mine = by(RuleSource::desk);
  mine.by.name = "Bea";
  mine.instead_of = {"nothing", seen};
  const RuleChangeTools change{store_, reader_, chain_};
  EXPECT_TRUE(std::holds_alternative<RulesPut>(put_rules(here, words("two"), mine, change)));
  EXPECT_EQ(store_.active(here)->activated_by, "Bea");

  const auto refused = put_rules(here, words("three"), mine, change);
  EXPECT_EQ(std::get<OthersJudge>(refused).active.number, 2);
  EXPECT_EQ(std::get<OthersJudge>(activate_rules(here, "1", mine, change)).active.number, 2);
  EXPECT_EQ(store_.versions(here, {}, 9).size(), 2U) << "nothing was written";
  EXPECT_TRUE(std::holds_alternative<RulesPut>(put_rules(here, words("two"), mine, change)))
      << "what judges already may be asked for again";
  EXPECT_TRUE(std::holds_alternative<SiteRules>(activate_rules(here, "2", mine, change)));
}

TEST_F(RulesTest, WhatAProgramBringsBesideAnEditorsRulesWaits) {
  const auto waiting = [&] { return waiting_rules(here, *store_.active(here), store_); };
  start(words("shipped 1"), RuleSource::shipped);
  EXPECT_FALSE(waiting()) << "it judges";
  put(words("hers"));
  EXPECT_FALSE(waiting()) << "she has seen it";
  start(words("shipped 2"), RuleSource::shipped);
  ASSERT_TRUE(waiting());
  EXPECT_EQ(waiting()->number, 3);
  put(words("hers, and what is new"));
  EXPECT_FALSE(waiting());
  activate("2");
  EXPECT_TRUE(waiting());
  start(words("hers"), RuleSource::shipped);
  EXPECT_FALSE(waiting()) << "it says the same";
}

TEST_F(RulesTest, TheFirstStartMakesAVersionOfTheFiles) {
  const auto started = start(words("one"), RuleSource::shipped);
  EXPECT_EQ(started.at(here).version.number, 1);
  EXPECT_EQ(started.at(here).version.source, RuleSource::shipped);
  EXPECT_EQ(started.at(here).version.made_by, "");
  ASSERT_EQ(store_.activations.size(), 1U);
  EXPECT_FALSE(store_.activations[0].bound) << "nobody did it";
}

TEST_F(RulesTest, WhatAnEditorDidOutlivesARestart) {
  start(words("one"), RuleSource::files);
  put(words("hers"));
  EXPECT_EQ(start(words("one"), RuleSource::files).at(here).version.number, 2);
  EXPECT_EQ(start(words("two"), RuleSource::files).at(here).version.number, 3)
      << "files that differ from what files said last judge";
}

TEST_F(RulesTest, FilesThatAnEditorHadPutBeforeAreOnRecordAsFiles) {
  start(words("one"), RuleSource::files);
  put(words("two"));
  start(words("two"), RuleSource::files);
  put(words("hers"));
  const auto hers = active();
  EXPECT_EQ(start(words("two"), RuleSource::files).at(here).version.number, hers);
}

TEST_F(RulesTest, ANewerProgramsSetDoesNotReplaceAnEditors) {
  start(words("shipped 1"), RuleSource::shipped);
  EXPECT_EQ(start(words("shipped 2"), RuleSource::shipped).at(here).version.number, 2);
  put(words("hers"));
  EXPECT_EQ(start(words("shipped 3"), RuleSource::shipped).at(here).version.number, 3);
  EXPECT_EQ(store_.versions(here, {}, 1).front().number, 4) << "it is there to be activated";
  EXPECT_EQ(start(words("shipped 3"), RuleSource::shipped).at(here).version.number, 3);
}

TEST_F(RulesTest, EverySiteStartsAndTheSameSetIsReadOnce) {
  const auto started = start(words("one"), RuleSource::files, {{1}, {2}, {3}});
  EXPECT_EQ(started.size(), 3U);
  EXPECT_EQ(reader_.reads, 1);
  EXPECT_EQ(started.at({1}).set, started.at({3}).set);
}

TEST_F(RulesTest, FilesThatCannotBeReadStopTheStart) {
  const auto outcome =
      rules_at_start(std::vector{here}, {words("broken"), RuleSource::files}, noon, tools());
  EXPECT_TRUE(std::holds_alternative<RuleErrors>(outcome));
  EXPECT_FALSE(store_.active(here));
}

TEST_F(RulesTest, AVersionThatThisProgramCannotReadStopsTheStartAndIsNamed) {
  start(words("one"), RuleSource::files);
  put(words("hers"));
  reader_.unreadable = "hers";
  const auto outcome =
      rules_at_start(std::vector{here}, {words("one"), RuleSource::files}, noon, tools());
  const auto& unreadable = std::get<RulesUnreadable>(outcome);
  EXPECT_EQ(unreadable.site, here);
  EXPECT_EQ(unreadable.version.number, 2);
  EXPECT_EQ(unreadable.errors.front().reason, "is broken");
}

TEST_F(RulesTest, WhatJudgesIsLoaded) {
  EXPECT_TRUE(std::holds_alternative<NoSuchRules>(load_rules(here, tools())));
  put(words("one"));
  EXPECT_EQ(std::get<SiteRules>(load_rules(here, tools())).version.number, 1);
}

TEST(RuleErrorLine, SaysWhereAndWhatWouldBeRight) {
  EXPECT_EQ(line_for({{"rules.d/a.toml", 3, 7}, "is odd", "make it even"}),
            "rules.d/a.toml:3:7: is odd; make it even");
  EXPECT_EQ(line_for({{"rules.d/a.toml", 3, 0}, "is odd", ""}), "rules.d/a.toml:3: is odd");
  EXPECT_EQ(line_for({{}, "is odd", "even"}), "is odd; even");
}

TEST(RuleSourceName, IsReadBack) {
  for (const RuleSource source : {RuleSource::shipped, RuleSource::files, RuleSource::command,
                                  RuleSource::http, RuleSource::desk})
    EXPECT_EQ(parse_rule_source(name_of(source)), source);
  EXPECT_FALSE(parse_rule_source("nonsense"));
}

}  // namespace
}  // namespace copytaster::test
