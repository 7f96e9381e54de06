#include "rule_files/toml_rule_reader.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

#include "copytaster/domain/rule_set.hpp"
#include "copytaster/domain/rules.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster::rule_files {
namespace {

using test::lines_of;
using test::read;

constexpr auto rule = R"([[list]]
id = "words"
words = ["casino"]
action = "hold"
)";

/// What is wrong with a file of rules, beside a list of words.
std::string errors_in(const std::string& toml) {
  return lines_of(read({{"a.toml", toml}, {"words/blocked.txt", "casino\n...\n"}}));
}

/// With one line more in an otherwise good rule.
std::string errors_with(const std::string& line) { return errors_in(rule + line + "\n"); }

std::shared_ptr<const RuleSet> set_of(const RuleFiles& files) {
  const auto outcome = read(files);
  EXPECT_EQ(lines_of(outcome), "");
  return std::get<std::shared_ptr<const RuleSet>>(outcome);
}

TEST(TomlRuleReader, TakesTheShippedSet) {
  const auto set = set_of(test::shipped_files());
  EXPECT_GT(set->rules(), 50U);
  EXPECT_GT(set->terms(), 20U);
  EXPECT_GE(set->cases(), 30U);
  EXPECT_EQ(set->version(), "test");
}

TEST(TomlRuleReader, SaysOfEachValueWhatIsWanted) {
  EXPECT_EQ(errors_with(""), "");
  EXPECT_EQ(errors_with(R"(score = "3")"),
            "a.toml:5:9: `score` is a string; a number is wanted, such as score = 3\n");
  EXPECT_EQ(
      errors_with("score = 1001"),
      "a.toml:5:9: `score` is 1001; a number from -1000 to 1000 is wanted, such as score = 3\n");
  EXPECT_EQ(errors_with("score = nan").substr(0, 23), "a.toml:5:9: `score` is ");
  EXPECT_EQ(errors_with("hits_max = 1.5"),
            "a.toml:5:12: `hits_max` is 1.5; a whole number from 1 to 100 is wanted, such as "
            "hits_max = 3\n");
  EXPECT_EQ(errors_with("shadow = 1"),
            "a.toml:5:10: `shadow` is a number; true or false is wanted, without quotes, such as "
            "shadow = true\n");
  EXPECT_EQ(errors_with("explain = 3"),
            "a.toml:5:11: `explain` is a number; a text in quotes is wanted, such as explain = "
            "\"{value} links, {bound} are allowed\"\n");
  EXPECT_EQ(errors_with(R"(sections = "sport")"),
            "a.toml:5:12: `sections` is a string; a list in brackets is wanted, such as sections = "
            "[\"sport\"]\n");
  EXPECT_EQ(
      errors_with("sections = [1]"),
      "a.toml:5:13: `sections` holds a number; texts in quotes are wanted, such as sections = "
      "[\"sport\"]\n");
  EXPECT_EQ(errors_with(R"(fields = ["texts"])"),
            "a.toml:5:11: `fields` holds \"texts\"; did you mean `text`?\n");
  EXPECT_EQ(
      errors_with("when = 3"),
      "a.toml:5:8: `when` is a number; a list of tables is wanted, such as when = [{ metric = "
      "\"approved_before\", at_least = 3 }]\n");
}

TEST(TomlRuleReader, OnlyAListMayLookAtTheAddress) {
  EXPECT_EQ(errors_with(R"(fields = ["email"])"), "");
  const std::string regex = "[[regex]]\nid = \"a\"\npattern = 'x'\nscore = 1\n";
  EXPECT_EQ(errors_in(regex + R"(fields = ["email"])").substr(0, 36),
            "a.toml:5:11: `fields` holds \"email\";");
}

TEST(TomlRuleReader, OnlyPartsOfWordsAreLookedForAsWritten) {
  const std::string substring = std::string{rule} + "match = \"substring\"\n";
  EXPECT_EQ(errors_in(substring + "on = \"as_written\"\n"), "");
  EXPECT_EQ(errors_in(substring + "on = \"folded\"\n"), "");
  EXPECT_EQ(errors_with("on = \"folded\""), "");
  EXPECT_EQ(errors_with("on = \"as_written\""),
            "a.toml:5:6: `on` is \"as_written\" and `match` is \"word\"; whole words are looked "
            "for as an eye reads them; add match = \"substring\"\n");
}

TEST(TomlRuleReader, ATestMayNameAnAddress) {
  const std::string keys = std::string{rule} + "fields = [\"email\"]\n[[test]]\ntext = \"x\"\n";
  EXPECT_EQ(errors_in(keys + "email = \"ann@casino.example\"\nexpect = \"pending\"\n"), "");
  EXPECT_EQ(errors_in(keys + "expect = \"approved\"\n"), "");
  EXPECT_NE(errors_in(keys + "email = \"ann\"\nexpect = \"pending\"\n")
                .find("`email` is not a valid e-mail address"),
            std::string::npos);
}

TEST(TomlRuleReader, NamesTheNearestRightWord) {
  EXPECT_EQ(errors_with("acton = 3"),
            "a.toml:5:1: there is no key `acton` in [[list]]; did you mean `action`?\n");
  EXPECT_EQ(errors_with(R"(match = "words")"),
            "a.toml:5:9: `match` is \"words\"; did you mean `word`?\n");
  EXPECT_EQ(errors_with(R"(when = [{ metric = "lnks", over = 2 }])"),
            "a.toml:5:20: `metric` is \"lnks\"; did you mean `links`?\n");
  EXPECT_EQ(errors_in("[[lists]]\nid = \"a\"\n"),
            "a.toml:1:3: there is no key `lists` in a file of rules; did you mean `list`?\n");
  EXPECT_EQ(errors_in("[[list]]\nid = \"a\"\nscore = 1\nfile = \"words/bloked.txt\"\n"),
            "a.toml:4:8: there is no file \"words/bloked.txt\" in this set; did you mean "
            "`words/blocked.txt`?\n");
}

TEST(TomlRuleReader, WantsWhatEachKindCannotDoWithout) {
  EXPECT_EQ(
      errors_in("[[list]]\nid = \"a\"\nscore = 1\n"),
      "a.toml:1:1: this [[list]] has neither `file` nor `words`; one of them is wanted: words "
      "= [\"casino bonus\", \"love spell\"], or file = \"words/blocked.txt\"\n");
  EXPECT_EQ(errors_in("[[regex]]\nid = \"a\"\nscore = 1\n"),
            "a.toml:1:1: this [[regex]] has no `pattern`; add a line, such as pattern = "
            "'''\\bearn \\$?\\d+ a day'''\n");
  EXPECT_EQ(
      errors_in("[[names]]\nid = \"a\"\nscore = 1\n"),
      "a.toml:1:1: this [[names]] has neither `file` nor `names`; one of them is wanted: names = "
      "[\"The Editor\"], or file = \"words/blocked.txt\"\n");
  EXPECT_EQ(errors_in("[[trust]]\nid = \"a\"\nscore = -1\n"),
            "a.toml:1:1: this [[trust]] has no `when`; add a line, such as when = [{ metric = "
            "\"approved_before\", at_least = 3 }]\n");
  EXPECT_EQ(
      errors_in("[[limit]]\nscore = 1\nmetric = \"links\"\nover = 1\nunder = 3\n"),
      "a.toml:1:1: this [[limit]] has no `id`; add a line, such as id = \"too_many_links\"\n"
      "a.toml:5:9: there are two comparisons; one is wanted; a second one goes into a table of "
      "its own, when = [{ metric = \"approved_before\", at_least = 3 }]\n");
  EXPECT_EQ(errors_in("[[limit]]\nid = \"a\"\nmetric = \"links\"\nover = 1\n"),
            "a.toml:1:1: this rule has neither `score` nor `action`, so it decides nothing; add "
            "score = 3, or action = \"hold\", or shadow = true to try it out\n");
}

TEST(TomlRuleReader, FillsInOnlyWhatARuleHas) {
  EXPECT_EQ(errors_with(R"(explain = "{found}, {why}")"), "");
  EXPECT_EQ(errors_with(R"(explain = "{fund}")"),
            "a.toml:5:11: `explain` holds {fund}, which this rule does not fill in; did you mean "
            "`{found}`?\n");
  EXPECT_EQ(errors_with(R"(explain = "{value}")"),
            "a.toml:5:11: `explain` holds {value}, which this rule does not fill in; there is: "
            "{why}, {found}\n");
}

TEST(TomlRuleReader, WantsScoresThatGrow) {
  EXPECT_EQ(errors_in("[scores]\nhold = 2\nspam = 4.5\nreject = 9\n"), "");
  EXPECT_EQ(errors_in("[scores]\nhold = 8\n"),
            "a.toml:1:1: the scores of hold, spam and reject do not grow; hold is the lowest and "
            "reject the highest, such as hold = 3, spam = 8, reject = 15\n");
  EXPECT_EQ(
      lines_of(read({{"a.toml", "[scores]\nhold = 2\n"}, {"b.toml", "[scores]\nhold = 2\n"}})),
      "b.toml:1:1: [scores] stands in a.toml already; a set has one [scores]\n");
}

TEST(TomlRuleReader, TellsOfAllErrorsOfAllFilesAtOnce) {
  const auto outcome = read({
      {"a.toml", "[[regex]]\nid = \"a\"\npattern = '(x'\nscore = \"3\"\n"},
      {"b.toml", "[[list]\n"},
      {"c.toml", "[[list]]\nid = \"a\"\nfile = \"words/w.txt\"\nscore = 1\n"},
      {"words/w.txt", "ok\nca\xE9ts\n"},
  });
  std::vector<std::string> places;
  for (const RuleError& error : std::get<RuleErrors>(outcome))
    places.push_back(error.place.file + ":" + std::to_string(error.place.line) + ":" +
                     std::to_string(error.place.column));
  EXPECT_EQ(places, (std::vector<std::string>{"a.toml:3:11", "a.toml:4:9", "b.toml:1:8",
                                              "c.toml:2:6", "words/w.txt:2:1"}));
}

TEST(TomlRuleReader, TellsOfAHundredErrorsAtMost) {
  std::string toml;
  for (int i = 0; i < 101; ++i) toml += "k" + std::to_string(i) + " = 1\n";
  EXPECT_EQ(std::get<RuleErrors>(read({{"a.toml", toml}})).size(), rule_errors_max);
}

TEST(TomlRuleReader, SaysWhatIsWrongWithTheToml) {
  EXPECT_NE(errors_in("[[regex]]\npattern = \"\\bx\\d\"\n")
                .find("a backslash is itself only between single quotes"),
            std::string::npos)
      << errors_in("[[regex]]\npattern = \"\\bx\\d\"\n");
  EXPECT_NE(errors_in("a = 1\na = 2\n").find("each key stands once"), std::string::npos);
  EXPECT_NE(errors_in("a = \"\xE9\"\n").find("save the file as UTF-8"), std::string::npos)
      << errors_in("a = \"\xE9\"\n");
  EXPECT_EQ(errors_in("\xEF\xBB\xBF" + std::string{rule}), "") << "a byte order mark";
  EXPECT_NE(errors_in(std::string(100'000, '[')), "");
}

TEST(TomlRuleReader, RunsTheTestsOfTheSet) {
  const auto with = [](const std::string& test) {
    return errors_in(std::string{rule} + "[[test]]\n" + test);
  };
  EXPECT_EQ(with("text = \"a casino\"\nexpect = \"pending\"\nhits = [\"words\"]\n"), "");
  EXPECT_EQ(with("text = \"a house\"\nexpect = \"pending\"\n"),
            "a.toml:5:1: the test expects pending and got approved (score 0: no rule hit); change "
            "the rule, or what the test expects\n");
  EXPECT_EQ(
      with("text = \"a house\"\nexpect = \"approved\"\nhits = [\"words\"]\n"),
      "a.toml:5:1: the test expects a hit of words, and there is none (score 0: no rule hit); "
      "change the rule, or what the test expects\n");
  EXPECT_EQ(with("text = \"a casino\"\nexpect = \"approved\"\n"),
            "a.toml:5:1: the test expects approved and got pending (score 3: words); change the "
            "rule, or what the test expects\n");
  EXPECT_EQ(with("text = \"x\"\nexpect = \"approved\"\nhits = [\"word\"]\n"),
            "a.toml:5:1: the test expects a hit of `word`, which is no rule of this set; did you "
            "mean `words`?\n");
  EXPECT_EQ(with("text = \"x\"\nurl = \"javascript:x\"\nexpect = \"approved\"\n"),
            "a.toml:5:1: the form would not take this test: `url` is not an http or https address; "
            "write a comment as a reader could send it\n");
  EXPECT_EQ(with("text = \"x\"\nexpect = \"approved\"\nfacts = { links = 3 }\n"),
            "a.toml:8:19: `links` is counted in the comment itself; write a text, a name or a "
            "website that has so many\n");
  EXPECT_EQ(
      with("text = \"x\"\n"),
      "a.toml:5:1: this [[test]] has no `expect`; add a line, such as expect = \"pending\"\n");
}

TEST(TomlRuleReader, GivesATestItsFacts) {
  EXPECT_EQ(errors_in(R"(
[[limit]]
id = "new"
metric = "known_author"
at_most = 0
action = "hold"
[[limit]]
id = "trap"
metric = "trap_filled"
at_least = 1
action = "spam"
[[limit]]
id = "refused"
metric = "refused_share_lately"
over = 50
action = "reject"
[[limit]]
id = "sport"
metric = "links"
over = "links_max"
action = "hold"
sections = ["sport"]
[[test]]
text = "x"
expect = "approved"
[[test]]
text = "x"
facts = { known_author = 0 }
expect = "pending"
[[test]]
text = "x"
facts = { trap_filled = true }
expect = "spam"
[[test]]
text = "x"
facts = { refused_share_lately = 60 }
expect = "rejected"
[[test]]
text = "www.a.x www.b.x www.c.x"
section = "sport"
expect = "pending"
[[test]]
text = "www.a.x www.b.x www.c.x"
expect = "approved"
)"),
            "");
}

TEST(TomlRuleReader, ShowsHitsInTheOrderOfFilesAndLines) {
  const auto set = set_of({{"b.toml", rule},
                           {"a.toml",
                            "[[regex]]\nid = \"second\"\npattern = \"casino\"\nscore = 1\n"
                            "[[list]]\nid = \"third\"\nwords = [\"casino\"]\nscore = 1\n"
                            "[[regex]]\nid = \"last\"\npattern = \"casino\"\nscore = 1\n"}});
  EXPECT_EQ(set->rules(), 4U);
  EXPECT_EQ(lines_of(read({{"b.toml", rule}, {"a.toml", rule}})),
            "b.toml:2:6: there is a rule `words` already, at a.toml:2; each rule has an id of its "
            "own\n");
}

TEST(TomlRuleReader, CountsTermsOfNothingInListFiles) {
  const auto set = set_of({{"a.toml", "[[list]]\nid = \"a\"\nscore = 1\nfile = \"words/w.txt\"\n"},
                           {"words/w.txt", "casino\r\n...\r\n"}});
  EXPECT_EQ(set->terms(), 1U);
  EXPECT_EQ(set->terms_passed_over(), 1U);
}

TEST(TomlRuleReader, HasLimitsOfItsOwn) {
  const auto files = [](std::size_t count, std::size_t bytes) {
    RuleFiles many{{"a.toml", rule}};
    while (many.size() < count) many["words/" + std::to_string(many.size()) + ".txt"] = "";
    std::size_t used = 0;
    for (const auto& [name, content] : many) used += name.size() + content.size();
    if (bytes > used) many["a.toml"] += std::string(bytes - used, '\n');
    return many;
  };
  EXPECT_EQ(lines_of(read(files(rule_files_max, 0))), "");
  EXPECT_EQ(lines_of(read(files(rule_files_max + 1, 0))),
            ":0:0: there are 201 files; a set holds at most 200\n");
  EXPECT_EQ(lines_of(read(files(1, rule_files_bytes_max))), "");
  EXPECT_EQ(lines_of(read(files(1, rule_files_bytes_max + 1))),
            ":0:0: the files hold 4194305 bytes; a set holds at most 4194304\n");
  EXPECT_EQ(lines_of(read({{"words/a.txt", "casino"}})),
            ":0:0: there is no file of rules in this set; at least one file is wanted whose name "
            "ends in .toml\n");
  for (const std::string name : {"../a.toml", "/a.toml", "a b.toml", "a\n.toml"})
    EXPECT_NE(lines_of(read({{"a.toml", rule}, {name, rule}})).find("no name for a file of rules"),
              std::string::npos)
        << name;
}

TEST(TomlRuleReader, GivesTheSameSetAgainWhileSomebodyHasIt) {
  const TomlRuleReader reader{[](const RuleFiles& files) { return files.begin()->second; }};
  const auto set_in = [&reader](const std::string& toml) {
    return std::get<std::shared_ptr<const RuleSet>>(reader.read({{"a.toml", toml}}));
  };
  const std::string other = std::string{rule} + "score = 1\n";
  auto set = set_in(rule);
  EXPECT_EQ(set_in(rule), set);
  EXPECT_NE(set_in(other), set);
  EXPECT_EQ(set_in(other)->version(), other);
  const std::weak_ptr<const RuleSet> held = set;
  set.reset();
  EXPECT_TRUE(held.expired()) << "the reader itself holds none";
  EXPECT_EQ(set_in(rule)->version(), rule);
}

/// Of about a thousand lines those with letters that the set does not find.
std::size_t not_found_in_itself(const std::string& list,
                                const std::shared_ptr<const RuleSet>& set) {
  std::vector<std::string> lines;
  std::istringstream all{list};
  for (std::string line; std::getline(all, line);)
    if (line.find_first_not_of(" 0123456789-._/#") != line.npos) lines.push_back(line);
  std::size_t missing = 0;
  for (std::size_t i = 0; i < lines.size(); i += lines.size() / 1000 + 1)
    if (read_stored({"Ann", {}, "a " + lines[i] + " b", 0, {}}, set).found.empty()) ++missing;
  return missing;
}

/// Lists of other hands, each term a line, found in itself: WordPress' and Coral's are made so.
TEST(TomlRuleReader, LoadsTheListsThatGoRoundAsTheyAre) {
  const char* given = std::getenv("COPYTASTER_TEST_DATA");
  const std::string root = given == nullptr ? COPYTASTER_SOURCE_DIR "/../shared" : given;
  const std::filesystem::path folder{root + "/data/wordlists"};
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "no wordlists in COPYTASTER_TEST_DATA (" << root << ")";
  std::size_t lists = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".txt" || name.find("LICENSE") != name.npos) continue;
    ++lists;
    const std::string list = test::file_text(entry.path().string());
    for (const std::string match : {"word", "substring"}) {
      const auto set = set_of({{"a.toml",
                                "[[list]]\nid = \"a\"\nscore = 1\nfile = \"words/w.txt\"\n"
                                "match = \"" +
                                    match + "\"\n"},
                               {"words/w.txt", list}});
      EXPECT_LE(set->terms_passed_over(), set->terms() / 500 + 1) << name << ' ' << match;
      EXPECT_LE(not_found_in_itself(list, set), set->terms_passed_over()) << name << ' ' << match;
    }
  }
  EXPECT_EQ(lists, 11U);
}

}  // namespace
}  // namespace copytaster::rule_files
