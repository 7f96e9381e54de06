// The rules over HTTP: an editor changes them, everybody's next comment is judged by them, and they
// can be taken back.

#include "copytaster/app/rules.hpp"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "commands/startup.hpp"
#include "tests/http/a_desk.hpp"
#include "tests/http/a_server.hpp"

namespace copytaster::http::testing {
namespace {

const std::string rules_path = "/api/v1/sites/main/rules";

/// What holds the words of the list beside it.
constexpr auto one_list =
    "[[list]]\nid = \"blocked_words\"\nfile = \"words/blocked.txt\"\n"
    "action = \"hold\"\nexplain = \"blocked: {found}\"\n";

class RulesTest : public DeskTest {
 protected:
  static void SetUpTestSuite() {
    DeskTest::SetUpTestSuite();
    editor_ = bearer(service().token(Role::editor));
  }
  static const std::string& editor() { return editor_; }
  static json words(const std::string& blocked) {
    return {{"files", {{"rules.d/list.toml", one_list}, {"words/blocked.txt", blocked}}}};
  }
  static Answer put(const json& body) {
    return ask({"PUT", rules_path, json_type + editor(), body.dump()});
  }
  static json put_words(const std::string& blocked) {
    const Answer answer = put(words(blocked));
    EXPECT_TRUE(answer.status == 200 || answer.status == 201) << answer.body;
    return json::parse(answer.body);
  }
  static Answer check(const json& body) {
    return ask({"POST", rules_path + "/check", json_type + editor(), body.dump()});
  }
  static Answer activate(const std::string& version) {
    return ask({"POST", rules_path + "/versions/" + version + "/activate", json_type + editor()});
  }
  static json told(const std::string& more) {
    const Answer answer = ask({"GET", rules_path + more, editor()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  /// Whether a comment with this word waits, where all others are shown.
  static bool is_held(const std::string& word) {
    const std::string article = put_article("judged", {{"premoderation", "rules"}});
    const Answer answer = submit(article, comment("about " + word));
    EXPECT_TRUE(answer.status == 201 || answer.status == 202) << answer.body;
    return answer.status == 202;
  }

 private:
  static inline std::string editor_;
};

TEST_F(RulesTest, WhatIsPutJudgesTheNextComment) {
  put_words("alpha\n");
  EXPECT_TRUE(is_held("alpha"));
  EXPECT_FALSE(is_held("beta"));
  const Answer answer = put(words("beta\n"));
  EXPECT_EQ(answer.status, 201);
  EXPECT_FALSE(is_held("alpha"));
  EXPECT_TRUE(is_held("beta"));
  const json rules = told("");
  const json put = json::parse(answer.body);
  EXPECT_EQ(rules["version"], put["version"]);
  EXPECT_EQ(rules["hash"], put["hash"]);
  EXPECT_EQ(rules["made_by"], "editor");
  EXPECT_EQ(rules["source"], "http");
  EXPECT_EQ(rules["files"], words("beta\n")["files"]);
  EXPECT_TRUE(rules["active_since"].is_string());
}

TEST_F(RulesTest, AVerdictNamesTheRulesItWasMadeBy) {
  const json put = put_words("named\n");
  const std::string article = put_article("named");
  const json id = json::parse(submit(article, comment("named")).body)["id"];
  const json queue = json::parse(
      ask({"GET", "/api/v1/sites/main/moderation/queue?order=newest&limit=100", editor()}).body);
  json verdict;
  for (const json& one : queue["items"])
    if (one["id"] == id) verdict = one["verdict"];
  EXPECT_EQ(verdict["rules_version"], put["hash"]);
}

TEST_F(RulesTest, TheSameAgainWritesNothing) {
  put_words("same\n");
  const json before = told("/versions?limit=1");
  EXPECT_EQ(put(words("same\n")).status, 200);
  EXPECT_EQ(told("/versions?limit=1"), before);
}

TEST_F(RulesTest, AnEarlierVersionJudgesAgain) {
  const json first = put_words("first\n");
  const json second = put_words("second\n");
  EXPECT_FALSE(is_held("first"));
  const Answer back = activate(first["version"].dump());
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(json::parse(back.body), first);
  EXPECT_TRUE(is_held("first"));
  EXPECT_FALSE(is_held("second"));
  EXPECT_EQ(told("")["version"], first["version"]);
  EXPECT_TRUE(told("/versions/" + second["version"].dump())["active_since"].is_null());
  EXPECT_EQ(activate(second["hash"].get<std::string>()).status, 200);
  EXPECT_TRUE(is_held("second"));
  for (const char* wrong : {"0", "999999", "-1", "nonsense", "1x"}) {
    EXPECT_EQ(problem_of(activate(wrong)), "not-found") << wrong;
    EXPECT_EQ(problem_of(ask({"GET", rules_path + "/versions/" + wrong, editor()})), "not-found");
  }
}

TEST_F(RulesTest, VersionsAreListedAPageAtATime) {
  for (const char* word : {"page a\n", "page b\n", "page c\n"}) put_words(word);
  const json all = told("/versions?limit=100");
  json paged = json::array();
  std::string cursor;
  while (true) {
    const json page = told("/versions?limit=2" + cursor);
    EXPECT_LE(page["items"].size(), 2U);
    for (const json& one : page["items"]) paged.push_back(one);
    if (page["next"].is_null()) break;
    cursor = "&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(paged, all["items"]);
  EXPECT_FALSE(all["items"][0]["active_since"].is_null());
  EXPECT_TRUE(all["items"][1]["active_since"].is_null());
  EXPECT_EQ(all["items"].back()["source"], "files");
  EXPECT_TRUE(all["items"].back()["made_by"].is_null());
  for (const char* wrong : {"?limit=0", "?limit=101", "?cursor=x", "?cursor=0", "?cursor=-1"})
    EXPECT_EQ(problem_of(ask({"GET", rules_path + "/versions" + wrong, editor()})), "fields")
        << wrong;
}

TEST_F(RulesTest, ErrorsSayWhereTheyStandAndNothingChanges) {
  put_words("stays\n");
  const json before = told("");
  json body = words("stays\n");
  body["files"]["words/odd.txt"] = std::string("a\0b", 3);
  for (const Answer& answer : {put(body), check(body)}) {
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem_of(answer), "rules");
    EXPECT_EQ(json::parse(answer.body)["errors"],
              (json::array({{{"file", "words/odd.txt"},
                             {"line", 0},
                             {"column", 0},
                             {"reason", "is not text in UTF-8"},
                             {"remedy", "save it as UTF-8, without NUL"}}})));
  }
  EXPECT_EQ(problem_of(put({{"files", {{"rules.d/list.toml", one_list}}}})), "rules")
      << "its list is missing";
  EXPECT_EQ(told(""), before);
  EXPECT_TRUE(is_held("stays"));
}

TEST_F(RulesTest, ACheckKeepsNothing) {
  put_words("kept\n");
  const json before = told("/versions");
  const Answer answer = check(words("new\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body)["version"],
            before["items"][0]["version"].get<std::int64_t>() + 1);
  EXPECT_EQ(told("/versions"), before);
  EXPECT_TRUE(is_held("kept"));
  EXPECT_EQ(put_words("new\n"), json::parse(answer.body));
}

TEST_F(RulesTest, BodiesAreReadStrictly) {
  for (const char* path : {"", "/check"}) {
    const std::string method = *path == '\0' ? "PUT" : "POST";
    const auto refused = [&](const std::string& body, const std::string& type = json_type) {
      return problem_of(ask({method, rules_path + path, type + editor(), body}));
    };
    EXPECT_EQ(refused("{}", form_type), "media-type");
    EXPECT_EQ(refused("{"), "json");
    EXPECT_EQ(refused(R"({"files":{"a":"x","a":"y"}})"), "json");
    for (const char* body :
         {"{}", R"({"files":null})", R"({"files":[]})", R"({"files":"x"})", R"({"files":{"a":1}})",
          R"({"files":{"a":null}})", R"({"files":{"a":"\ud800"}})", R"({"files":{"\ud800":"a"}})"})
      EXPECT_EQ(refused(body), "fields") << body;
    EXPECT_EQ(refused(R"({"files":{}})"), "rules");
    EXPECT_EQ(refused(R"({"files":{"../a":"x"}})"), "rules");
  }
}

/// A body of that many bytes that is right.
std::string body_of(std::size_t bytes) {
  const std::string before =
      R"({"files":{"rules.d/list.toml":)" + json(one_list).dump() + R"(,"words/blocked.txt":"# )";
  const std::string after = R"("}})";
  return before + std::string(bytes - before.size() - after.size(), 'x') + after;
}

TEST_F(RulesTest, TheseCallsTakeFourMebibytesAndOthersDoNot) {
  constexpr std::size_t most = std::size_t{4} << 20U;
  const auto asked = [](const std::string& method, const std::string& path, std::size_t bytes) {
    return ask({method, path, json_type + editor(), body_of(bytes)}).status;
  };
  EXPECT_EQ(asked("POST", rules_path + "/check", most), 200);
  EXPECT_EQ(asked("POST", rules_path + "/check", most + 1), 413);
  EXPECT_EQ(asked("PUT", rules_path, most), 201);
  EXPECT_EQ(told("")["files"]["words/blocked.txt"].get<std::string>().size(),
            most - body_of(1000).size() +
                json::parse(body_of(1000))["files"]["words/blocked.txt"].get<std::string>().size());
  EXPECT_EQ(asked("PUT", rules_path, most + 1), 413);
  EXPECT_EQ(asked("POST", rules_path + "/versions/1/activate", (256U << 10U) + 1), 413);
  EXPECT_EQ(asked("PUT", "/api/v1/sites/main/articles/1", (256U << 10U) + 1), 413);
}

TEST_F(RulesTest, ASetHasAtMostTwoHundredFiles) {
  json body = words("x\n");
  for (std::size_t i = 2; i < rule_files_max; ++i)
    body["files"]["words/" + std::to_string(i) + ".txt"] = "x";
  EXPECT_EQ(check(body).status, 200);
  body["files"]["words/more.txt"] = "x";
  EXPECT_EQ(problem_of(check(body)), "rules");
}

TEST_F(RulesTest, ASessionNeedsItsTokenAndIsOfTheDesk) {
  const Browser browser = browser_with(code_for("Edda Editor", Role::editor));
  const std::string body = words("desk\n").dump();
  EXPECT_EQ(problem_of(ask({"PUT", rules_path, json_type + cookie(browser), body})), "origin");
  EXPECT_EQ(problem_of(ask({"PUT", rules_path, json_type + cookie(browser) + own_origin(), body})),
            "csrf");
  EXPECT_EQ(problem_of(ask({"POST", rules_path + "/versions/1/activate",
                            json_type + cookie(browser) + own_origin()})),
            "csrf");
  EXPECT_EQ(ask({"PUT", rules_path, json_type + meant(browser), body}).status, 201);
  EXPECT_EQ(told("")["made_by"], "Edda Editor");
  EXPECT_EQ(told("")["source"], "desk");
  const Browser moderator = browser_with(code_for("Mo", Role::moderator));
  EXPECT_EQ(problem_of(ask({"PUT", rules_path, json_type + meant(moderator), body})), "role");
  EXPECT_EQ(problem_of(ask({"GET", rules_path, cookie(moderator)})), "role");
}

TEST_F(RulesTest, TheAuditTellsWhoLetWhatJudge) {
  const json put = put_words("audited\n");
  const std::string admin = bearer(service().token(Role::admin));
  const auto audit = [&](const std::string& more) {
    return json::parse(ask({"GET", "/api/v1/sites/main/audit" + more, admin}).body);
  };
  wait_for("the seal", [&] { return audit("/verify")["unsealed"] == 0; });
  json last;
  for (std::string cursor;;) {
    const json page = audit("?limit=100" + cursor);
    if (!page["items"].empty()) last = page["items"].back();
    if (page["next"].is_null()) break;
    cursor = "&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(last["decision"], "rules");
  EXPECT_EQ(last["version"], put["version"]);
  EXPECT_EQ(last["note"], put["hash"]);
  EXPECT_EQ(last["by"], "editor");
  EXPECT_TRUE(last["comment"].is_null());
  EXPECT_TRUE(last["from"].is_null());
  EXPECT_EQ(audit("/verify")["verified"], true);
}

TEST_F(RulesTest, FilesAreReadAgainWithoutUndoingWhatAnEditorDid) {
  const auto nothing = [](Settings&) noexcept {};
  service().reload(nothing, "from files\n");
  EXPECT_TRUE(is_held("from files"));
  put_words("hers\n");
  service().reload(nothing, "from files\n");
  EXPECT_TRUE(is_held("hers"));
  service().reload(nothing, "other files\n");
  EXPECT_TRUE(is_held("other files"));
  EXPECT_FALSE(is_held("hers"));
}

bool is_long() { return std::getenv("COPYTASTER_TEST_LONG") != nullptr; }

TEST_F(RulesTest, RulesChangeUnderLoadAndNoCommentIsLost) {
  const std::string article = put_article("swapped", {{"premoderation", "rules"}});
  std::atomic<bool> stop = false;
  std::atomic<int> taken = 0;
  std::vector<std::thread> readers;
  std::atomic<int> others = 0;
  put_words("odd\n");
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&, i] {
      for (int n = 0; !stop; ++n) {
        const std::string text = std::to_string(i) + " says even and odd " + std::to_string(n);
        const Answer answer = submit(article, comment(text));
        ++(answer.status == 202 ? taken : others);
      }
    });
  }
  const int reloads = is_long() ? 10'000 : 200;
  for (int i = 0; i < reloads; ++i) put_words(i % 2 == 0 ? "even\n" : "odd\n");
  const int before = taken;
  wait_for("more answers", [&]() noexcept { return taken > before + 20 || others > 0; });
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(others, 0) << "each is held by one of the two sets";
  pqxx::connection owner{service().database().owner_conninfo()};
  pqxx::nontransaction look{owner};
  EXPECT_EQ(
      look.exec1("SELECT count(*) FROM comment WHERE text LIKE '%says even and odd%'")[0].as<int>(),
      taken);
}

/// Reads what the service reads, but for what this program is made not to know.
class NarrowReader final : public RuleReader {
 public:
  ReadRules read(const RuleFiles& files) const override {
    if (files.at("words/blocked.txt") != "unknown here\n") return reader_.read(files);
    ++refused;
    return RuleErrors{{{"words/blocked.txt", 1, 1}, "is unknown", "another program"}};
  }
  mutable std::atomic<int> refused = 0;

 private:
  const rule_files::TomlRuleReader reader_ = commands::rule_reader();
};

class TwoInstancesTest : public RulesTest {
 protected:
  void SetUp() override {
    other_ = service().another(reader_);
    put_article("there", {{"premoderation", "rules"}});
  }
  void TearDown() override { other_->stop(); }

  bool is_held_there(const std::string& word) const {
    const Answer answer = service().ask_at(
        AService::port_of(*other_), {"POST", comments_of("there"), json_type + fresh_reader(),
                                     comment("about " + word).dump()});
    EXPECT_TRUE(answer.status == 201 || answer.status == 202) << answer.body;
    return answer.status == 202;
  }
  const std::shared_ptr<NarrowReader> reader_ = std::make_shared<NarrowReader>();
  std::unique_ptr<commands::Service> other_;
};

TEST_F(TwoInstancesTest, WhatOneActivatesJudgesAtTheOtherWithinASecond) {
  put_words("first\n");
  wait_for("the other", [&] { return is_held_there("first"); });
  const json first = told("");
  const auto began = std::chrono::steady_clock::now();
  put_words("second\n");
  wait_for("the other", [&] { return is_held_there("second"); });
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{1});
  EXPECT_FALSE(is_held_there("first"));
  activate(first["version"].dump());
  wait_for("the other", [&] { return is_held_there("first"); });
}

TEST_F(TwoInstancesTest, WhatTheOtherCannotReadLeavesItsSet) {
  put_words("known\n");
  wait_for("the other", [&] { return is_held_there("known"); });
  put_words("unknown here\n");
  EXPECT_TRUE(is_held("unknown here"));
  wait_for("the other to have looked", [this]() noexcept { return reader_->refused > 0; });
  EXPECT_TRUE(is_held_there("known"));
  EXPECT_FALSE(is_held_there("unknown here"));
  put_words("next\n");
  wait_for("the other", [&] { return is_held_there("next"); });
}

TEST_F(TwoInstancesTest, AChangeThatWasMissedIsFoundAllTheSame) {
  const json one = put_words("one\n");
  put_words("two\n");
  wait_for("the other", [&] { return is_held_there("two"); });
  change_rows("UPDATE active_rule_set SET number = " + one["version"].dump() +
              " WHERE site_id = (SELECT id FROM site WHERE name = 'main')");
  wait_for("the other", [&] { return is_held_there("one"); });
}

TEST_F(TwoInstancesTest, ASetThatItCannotReadKeepsAnInstanceFromStarting) {
  put_words("unknown here\n");
  const json version = told("")["version"];
  try {
    service().another(std::make_shared<NarrowReader>());
    ADD_FAILURE() << "it has started";
  } catch (const commands::Refused& why) {
    EXPECT_EQ(std::string{why.what()}, "site main: version " + version.dump() +
                                           " of its rules cannot be read by this program: "
                                           "words/blocked.txt:1:1: is unknown; another program");
  }
  put_words("known again\n");
}

}  // namespace
}  // namespace copytaster::http::testing
