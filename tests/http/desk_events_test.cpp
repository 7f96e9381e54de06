// What the desk is told live, how much waits, and a batch taken back.

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

constexpr auto moderation = "/api/v1/sites/main/moderation/";

class DeskEventsTest : public DeskTest {
 protected:
  static std::int64_t submitted(const std::string& article) {
    return json::parse(submit(article, comment("held")).body)["id"];
  }
  static json decide(std::int64_t id, int version, const std::string& decision,
                     const std::string& who) {
    const json body{
        {"decisions", json::array({{{"id", id}, {"version", version}, {"decision", decision}}})}};
    const Answer answer =
        ask({"POST", moderation + std::string("decisions"), json_type + who, body.dump()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static Answer undo(const json& batch, const std::string& who) {
    return ask({"POST", moderation + ("batches/" + batch["batch"].dump() + "/undo"), who});
  }
  static json stats(const std::string& who) {
    return json::parse(ask({"GET", moderation + std::string("stats"), who}).body);
  }
  static std::string a_moderator() { return bearer(service().token(Role::moderator)); }

  struct Told {
    std::string name;
    json data;
  };
  /// Somebody who has the desk open.
  class Listener {
   public:
    explicit Listener(const std::string& who) {
      client_.send("GET " + std::string(moderation) +
                   "events HTTP/1.1\r\nHost: " + service().host() + "\r\n" + who + "\r\n");
      head_ = client_.take_line();
      while (!client_.take_line().empty()) {
      }
    }
    const std::string& head() const { return head_; }
    Told next() {
      while (true) {
        const std::string chunk = client_.take(std::stoul(client_.take_line(), nullptr, 16));
        client_.take_line();
        const auto name = chunk.find("event: ");
        if (name == std::string::npos) continue;  // "retry", or a heartbeat
        const auto line = [&chunk](std::size_t from) {
          return chunk.substr(from, chunk.find('\n', from) - from);
        };
        Told told{line(name + 7), json::parse(line(chunk.find("data: ") + 6))};
        if (told.name == "counts") waiting_ = told.data["pending"]["total"];
        return told;
      }
    }
    Told next(const std::string& name) {
      Told told = next();
      while (told.name != name) told = next();
      return told;
    }

    /// All that is told up to this.
    std::vector<Told> until(const std::string& name, std::int64_t id) {
      std::vector<Told> all;
      do all.push_back(next());
      while (all.back().name != name || all.back().data["id"] != id);
      return all;
    }

    /// What waits already may be told of before.
    json next_of(std::int64_t id) {
      Told told = next("comment.pending");
      while (told.data["id"] != id) told = next("comment.pending");
      return told.data;
    }
    /// Counts of before may still be on their way, and these may have come before what they count;
    /// it fails when they never come.
    void await_waiting(int total) {
      while (waiting_ != total) next("counts");
    }

   private:
    RawClient client_{service().port()};
    std::string head_;
    int waiting_ = -1;  ///< as the last counts said
  };
};

TEST_F(DeskEventsTest, AnUndoGivesTheCommentBackToTheQueue) {
  const std::string who = a_moderator();
  const auto id = submitted(put_article("undo", {{"premoderation", "all"}}));
  const json batch = decide(id, 1, "approve", who);
  EXPECT_EQ(json::parse(ask({"GET", comments_of("undo")}).body)["total"], 1);

  EXPECT_EQ(problem_of(undo(batch, a_moderator())), "role") << "somebody else's";
  const Answer undone = undo(batch, who);
  ASSERT_EQ(undone.status, 200) << undone.body;
  const json result = json::parse(undone.body)["results"][0];
  EXPECT_EQ(result["id"], id);
  EXPECT_EQ(result["status"], 200);
  EXPECT_EQ(result["state"], "pending");
  EXPECT_EQ(result["version"], 3);
  EXPECT_EQ(json::parse(ask({"GET", comments_of("undo")}).body)["total"], 0) << "at once";

  EXPECT_EQ(json::parse(undo(batch, who).body)["results"][0]["status"], 409);
  EXPECT_EQ(
      json::parse(undo(batch, bearer(service().token(Role::editor))).body)["results"][0]["status"],
      409);
  EXPECT_EQ(undo(json{{"batch", 999999}}, who).status, 404);
  EXPECT_EQ(ask({"POST", moderation + std::string("batches/x/undo"), who}).status, 404);
}

TEST_F(DeskEventsTest, StatsCountWhatWaitsAndWhatWasDecided) {
  const std::string who = a_moderator();
  const std::string article = put_article("stats", {{"section", "ferries"}});
  const json before = stats(who);
  const auto first = submitted(article);
  submitted(article);
  json now = stats(who);
  EXPECT_EQ(now["pending"]["total"], before["pending"]["total"].get<int>() + 2);
  EXPECT_EQ(now["pending"]["sections"]["ferries"], 2);
  EXPECT_TRUE(now["pending"]["oldest_at"].is_string());
  const json batch = decide(first, 1, "spam", who);
  now = stats(who);
  EXPECT_EQ(now["pending"]["sections"]["ferries"], 1);
  EXPECT_EQ(now["decided_24h"]["spam"], before["decided_24h"]["spam"].get<int>() + 1);
  undo(batch, who);
  EXPECT_EQ(stats(who)["decided_24h"], before["decided_24h"]);
}

TEST_F(DeskEventsTest, WhoListensLearnsWhatComesInAndWhatIsDecided) {
  const std::string who = a_moderator();
  const std::string article = put_article("live");
  Listener listener{who};
  EXPECT_EQ(listener.head(), "HTTP/1.1 200 OK");
  const Told counts = listener.next();
  EXPECT_EQ(counts.name, "counts");
  const int waiting = counts.data["pending"]["total"];
  const auto first = submitted(article);
  EXPECT_EQ(listener.next_of(first), (json{{"id", first}, {"version", 1}, {"state", "pending"}}));
  const auto id = submitted(article);
  EXPECT_EQ(listener.next_of(id), (json{{"id", id}, {"version", 1}, {"state", "pending"}}));
  listener.await_waiting(waiting + 2);

  const json batch = decide(first, 1, "reject", who);
  EXPECT_EQ(listener.next("comment.decided").data,
            (json{{"id", first}, {"version", 2}, {"state", "rejected"}}));
  listener.await_waiting(waiting + 1);
  undo(batch, who);
  EXPECT_EQ(listener.next("comment.pending").data,
            (json{{"id", first}, {"version", 3}, {"state", "pending"}}));
  listener.await_waiting(waiting + 2);
}

/// Somebody who is bound to none hears everything, and of each before her: what she has not heard
/// when the next of hers comes, she does not hear.
TEST_F(DeskEventsTest, WhoIsBoundToSectionsHearsOfTheirsAlone) {
  put_article("heard", {{"section", "heard"}});
  put_article("unheard", {{"section", "unheard"}});
  const std::string who = a_moderator();
  const auto before = submitted("unheard");
  const Account account{"Bound ears", Role::moderator, "main", false, {"heard"}};
  Listener bound{cookie(browser_with(code_at(service(), account)))};
  Listener all{who};
  const Told counts = bound.next();
  EXPECT_EQ(counts.name, "counts");
  EXPECT_EQ(counts.data["pending"]["total"], 0) << counts.data;
  const auto others = submitted("unheard");
  all.until("comment.pending", others);
  const auto hers = submitted("heard");
  std::vector<Told> told = bound.until("comment.pending", hers);

  const auto claim = [&who](const std::string& section) {
    const json body{{"limit", 100}, {"section", section}};
    EXPECT_EQ(
        ask({"POST", moderation + std::string("claims"), json_type + who, body.dump()}).status,
        200);
  };
  const auto decide_both = [&](int version, const std::string& decision) {
    decide(others, version, decision, who);
    all.until("comment.decided", others);
    decide(hers, version, decision, who);
    for (const Told& one : bound.until("comment.decided", hers)) told.push_back(one);
  };
  claim("unheard");
  all.until("claim.changed", others);
  claim("heard");
  for (const Told& one : bound.until("claim.changed", hers)) told.push_back(one);
  decide_both(1, "approve");
  decide_both(2, "reject");

  for (const Told& one : told) {
    if (one.name != "counts") {
      EXPECT_EQ(one.data["id"], hers) << one.name << one.data << " beside " << before;
      continue;
    }
    EXPECT_LE(one.data["pending"]["total"], 1) << one.data;
    for (const char* of : {"sections", "oldest_in_sections"}) {
      EXPECT_FALSE(one.data["pending"][of].contains("unheard")) << one.data;
      EXPECT_FALSE(one.data["pending"][of].contains("")) << one.data;
    }
  }
}

TEST_F(DeskEventsTest, ASessionOpensTheStreamAndIsNotKeptAliveByIt) {
  const Browser browser = browser_with(code_for("Lis"));
  age_session("Lis", "seen_at", "20 minutes");
  Listener listener{cookie(browser)};
  EXPECT_EQ(listener.head(), "HTTP/1.1 200 OK");
  age_session("Lis", "seen_at", "11 minutes");
  EXPECT_EQ(get_session(browser).status, 401) << "idle for 31 minutes";
}

TEST_F(DeskEventsTest, AStopDoesNotWaitForWhoListens) {
  Listener listener{a_moderator()};
  EXPECT_EQ(listener.next().name, "counts");
  const auto before = std::chrono::steady_clock::now();
  service().stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{4})
      << "the drain would take eight";
  service().start();
}

}  // namespace
}  // namespace copytaster::http::testing
