// What WordPress' own tests say of a comment form, asked of a site with rules_mode = "wordpress".
// The cases are facts of a GPL program's tests and stay outside of this repository; here stand
// their numbers at most.

#include <cstdlib>
#include <fstream>
#include <regex>

#include "http/comment_html.hpp"
#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

constexpr std::size_t case_count = 35;

/// Cases that ask for what there is not here. Nothing else may go unanswered.
const std::map<int, std::string> without_counterpart{
    {20, "a reader who has signed in: readers have no accounts"},
    {26, "an article in the trash: articles are the newsroom's, we know open and closed ones"},
    {28, "an article that is not out yet: nobody has seen a page of it to send a comment from"},
};

struct Words {
  int status = 0;
  std::string text;
};
const std::map<std::string, Words> refusals{
    {"comment_id_not_found", {404, "does not take comments"}},
    {"comment_duplicate", {409, "Duplicate comment detected"}},
    {"comment_reply_to_unapproved_comment", {403, "replies to unapproved comments"}},
    {"require_name_email", {422, "fill the required fields"}},
    {"require_valid_email", {422, "enter a valid email address"}},
    {"require_valid_comment", {422, "type your comment text"}},
    {"comment_author_column_length", {422, "Your name is too long"}},
    {"comment_author_url_column_length", {422, "Your URL is too long"}},
};

std::string form_field(std::string_view name, std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string field = "&" + std::string{name} + "=";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    field += {'%', digits[byte / 16U], digits[byte % 16U]};
  }
  return field;
}

/// "x*255" means so many.
std::string written_out(const std::string& value) {
  static const std::regex repeated{R"((.)\*(\d+))"};
  std::smatch parts;
  if (!std::regex_match(value, parts, repeated)) return value;
  return std::string(std::stoul(parts[2].str()), parts[1].str().front());
}

std::string lines_of(const json& options, const char* name) {
  std::string lines;
  for (const auto& key : options.value(name, json::array())) lines += key.get<std::string>() + "\n";
  return lines;
}

/// As a reader reads it and as a click follows it; `rel` says more here than there.
std::string what_is_linked(std::string html) {
  for (const auto* references : {"&#038;", "&amp;"})
    html = std::regex_replace(html, std::regex{references}, "&");
  html = std::regex_replace(html, std::regex{" rel=\"nofollow[^\"]*\""}, " rel");
  return std::regex_replace(html, std::regex{"^<p>|</p>$"}, "");
}

class WordPressCases : public DeskTest {
 protected:
  static void SetUpTestSuite() {
    DeskTest::SetUpTestSuite();
    editor_ = json_type + bearer(service().token(Role::editor));
  }

  static json all_cases() {
    const char* given = std::getenv("COPYTASTER_TEST_DATA");
    const std::string root = given == nullptr ? COPYTASTER_SOURCE_DIR "/../shared" : given;
    std::ifstream file{root + "/data/wordpress_cases/cases.json"};
    return file ? json::parse(file) : json::array();
  }

  /// The site as the case has set it up, with an article of its own.
  void set_up(const json& one) {
    const json options = one["options"].is_object() ? one["options"] : json::object();
    service().reload([&options](Settings& settings) {
      auto& policy = settings.sites["main"].policy;
      policy.rules_mode = RulesMode::wordpress;
      policy.site.premoderation = Premoderation::rules;
      policy.site.links_max = options.value("comment_max_links", policy.site.links_max);
    });
    auto files = commands::found_rules("", RulesMode::wordpress).files;
    files["words/moderation_keys.txt"] += lines_of(options, "moderation_keys");
    files["words/disallowed_keys.txt"] += lines_of(options, "disallowed_keys");
    if (options.value("comment_previously_approved", 1) == 0) switch_off(files);
    const json body{{"files", files}};
    const Answer answer = ask({"PUT", "/api/v1/sites/main/rules", editor_, body.dump()});
    ASSERT_TRUE(answer.status == 200 || answer.status == 201) << answer.body;
    article_ = put_article(std::to_string(1000 + one["id"].get<int>()));
    reader_ = fresh_reader();
    change_rows("DELETE FROM author");  // several cases have the same one
    for (const json& before : options.value("history", json::array())) add_before(before);
  }

  static void switch_off(RuleFiles& files) {
    std::string& rules = files["rules.d/wordpress.toml"];
    const std::string id = "id = \"comment_previously_approved\"\n";
    ASSERT_NE(rules.find(id), std::string::npos);
    rules.insert(rules.find(id) + id.size(), "shadow = true\n");
  }

  void add_before(const json& before) {
    const auto id = id_of(post({{"author", before["author"]},
                                {"email", before["email"]},
                                {"comment", before.value("text", "An earlier comment.")}},
                               fresh_reader()));
    const json decision{{"id", id}, {"version", 1}, {"decision", "approve"}};
    const json decisions{{"decisions", {decision}}};
    const Answer answer =
        ask({"POST", "/api/v1/sites/main/moderation/decisions", editor_, decisions.dump()});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }

  Answer post(const json& fields, const std::string& reader, const std::string& parent = "0") {
    std::string body = "comment_post_ID=" + article_ + "&comment_parent=" + parent;
    for (const auto* name : {"comment", "author", "email", "url"})
      body += form_field(name, written_out(fields.value(name, "")));
    return ask({"POST", "/sites/main/wp-comments-post.php", form_type + reader, body});
  }
  Answer post(const json& fields) { return post(fields, reader_); }

  static std::int64_t id_of(const Answer& answer) {
    EXPECT_EQ(answer.status, 302) << answer.body;
    if (answer.status != 302) return 0;
    const std::string& place = answer.headers.at("location");
    return std::stoll(place.substr(place.rfind("#comment-") + 9));
  }
  static json comment_of(const Answer& answer) { return as_moderated(id_of(answer)); }

  /// In WordPress' words; its trash and its spam are one here.
  std::string state_after(const json& input) {
    const std::string state = comment_of(post(input)).value("state", "");
    return state == "approved" ? "approve" : state == "pending" ? "hold" : state;
  }

  void judge_by_list(const json& one) {
    const json& expected = one["expected"];
    const bool is_listed = expected == json(true) || expected == json("trash");
    EXPECT_EQ(state_after(one["input"]) == "spam", is_listed);
  }

  void submit_form(const json& one) {
    json fields = one["input"];
    std::string parent = "0";
    if (one["options"].contains("parent")) {
      parent = std::to_string(id_of(
          post({{"author", "Ann"}, {"email", fresh_email()}, {"comment", "This one waits."}})));
      fields.update({{"author", "Bea"}, {"email", fresh_email()}});
    }
    if (fields.contains("article")) {
      article_ = "999999";
      fields.update({{"author", "Ann"}, {"email", fresh_email()}, {"comment", "Is it there?"}});
    }
    Answer answer = post(fields, reader_, parent);
    for (int times = fields.value("times", 1); times > 1; --times) answer = post(fields);
    compare(answer, one["expected"]);
  }

  static void compare(const Answer& answer, const std::string& expected) {
    constexpr std::string_view ok_url = "ok url=";
    if (const auto error = expected.find("error:"); error != expected.npos) {
      const auto known = refusals.find(expected.substr(error + 6));
      ASSERT_NE(known, refusals.end()) << "nobody has said how this is answered here";
      EXPECT_EQ(answer.status, known->second.status);
      EXPECT_NE(answer.body.find(known->second.text), std::string::npos) << answer.body;
    } else if (expected.starts_with(ok_url)) {
      EXPECT_EQ(comment_of(answer).value("url", ""), expected.substr(ok_url.size()));
    } else {
      ASSERT_EQ(expected, "ok without <script");
      const std::string html = comment_html(comment_of(answer).value("text", ""));
      EXPECT_EQ(html.find("<script"), std::string::npos) << html;
    }
  }

  void take_address(const json& one) {
    const Answer answer = post({{"author", "Ann"}, {"email", one["input"]}, {"comment", "Hello."}});
    EXPECT_EQ(answer.status == 302, one["expected"].get<bool>()) << answer.body;
    if (answer.status != 302) {
      EXPECT_NE(answer.body.find(refusals.at("require_valid_email").text), std::string::npos);
    }
  }

  void answer_case(const json& one) {
    const std::string function = one["function"];
    if (function == "make_clickable") {
      const std::string html = comment_html(one["input"].get<std::string>());
      EXPECT_EQ(what_is_linked(html), what_is_linked(one["expected"]));
      return;
    }
    set_up(one);
    if (HasFatalFailure()) return;
    if (function == "disallowed")
      judge_by_list(one);
    else if (function == "check" || function == "duplicate")
      EXPECT_EQ(state_after(one["input"]), one["expected"].get<std::string>());
    else if (function == "submit")
      submit_form(one);
    else if (function == "is_email")
      take_address(one);
    else
      FAIL() << "nothing here answers a case of " << function;
  }

 private:
  static inline std::string editor_;
  std::string article_;
  std::string reader_;
};

TEST_F(WordPressCases, AreAllAnsweredAsWordPressAnswersThem) {
  const json cases = all_cases();
  if (cases.empty())
    GTEST_SKIP() << "no cases of WordPress' tests: set COPYTASTER_TEST_DATA to have them run";
  EXPECT_EQ(cases.size(), case_count) << "say of each new one how it is answered";
  std::size_t unanswered = 0;
  for (const json& one : cases) {
    SCOPED_TRACE("case " + one["id"].dump() + ", " + one["name"].get<std::string>());
    if (without_counterpart.contains(one["id"].get<int>()))
      ++unanswered;
    else
      answer_case(one);
  }
  EXPECT_EQ(unanswered, without_counterpart.size());
}

}  // namespace
}  // namespace copytaster::http::testing
