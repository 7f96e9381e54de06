// A site whose articles take comments for some days only: every door says the same.

#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

class CloseAfterTest : public ThreadTest {
 protected:
  void SetUp() override {
    open_article(key);
    answer_ = json::parse(submit(key, comment("said in time")).body);
    change_rows(
        "UPDATE article SET created_at = now() - interval '14 days 1 minute' WHERE key = '" + key +
        "'");
  }
  void TearDown() override { close_after({}); }

  static void close_after(std::chrono::days days) {
    service().reload(
        [days](Settings& settings) { settings.sites["main"].policy.close_after = days; });
  }
  static bool offers_reply() {
    return count_of("class=\"reply\"", get(of(key, "thread.html")).body) > 0;
  }
  static std::string exported() {
    return get("/api/v1/sites/main/export/comments?format=wxr&article=" + key,
               bearer(service().token(Role::exporter)))
        .body;
  }
  Answer edit() const {
    return ask({"PATCH", "/api/v1/sites/main/comments/" + std::to_string(answer_["id"].get<int>()),
                json_type + fresh_reader() + "Authorization: Receipt " +
                    answer_["receipt"].get<std::string>() + "\r\n",
                json{{"text", "said too late"}}.dump()});
  }

  inline static const std::string key = "close-after";
  json answer_;
};

TEST_F(CloseAfterTest, IsOffByDefault) {
  EXPECT_EQ(submit(key, comment("a year later")).status, 201);
  EXPECT_TRUE(offers_reply());
}

TEST_F(CloseAfterTest, ClosesEveryDoor) {
  EXPECT_TRUE(offers_reply()) << "and the page is in the cache";
  close_after(std::chrono::days{14});
  EXPECT_EQ(problem_of(submit(key, comment("too late"))), "closed");
  json faulty = comment("too late");
  faulty["email"] = "none";
  EXPECT_EQ(problem_of(submit(key, faulty)), "closed") << "before its fields";
  EXPECT_FALSE(offers_reply());
  EXPECT_EQ(problem_of(edit()), "closed");
  EXPECT_EQ(count_of("<wp:comment_status>closed<", exported()), 1U);
}

TEST_F(CloseAfterTest, LeavesWhatIsYoungerOpen) {
  close_after(std::chrono::days{15});
  EXPECT_EQ(submit(key, comment("in time")).status, 201);
  EXPECT_TRUE(offers_reply());
  EXPECT_EQ(edit().status, 200);
  EXPECT_EQ(count_of("<wp:comment_status>open<", exported()), 1U);
}

TEST_F(CloseAfterTest, AnArticlesOwnTimeWins) {
  close_after(std::chrono::days{14});
  put_article(key, {{"closes_at", "9999-01-01T00:00:00Z"}});
  EXPECT_EQ(submit(key, comment("an evergreen")).status, 201);
  EXPECT_TRUE(offers_reply());
  EXPECT_EQ(edit().status, 200);
  EXPECT_EQ(count_of("<wp:comment_status>open<", exported()), 1U);
  put_article(key, {{"closes_at", nullptr}});
  EXPECT_EQ(problem_of(submit(key, comment("no evergreen any more"))), "closed");
}

}  // namespace
}  // namespace copytaster::http::testing
