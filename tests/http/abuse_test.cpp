// Clients that come in numbers and behave badly: what they do to others, and what they get. A few
// seconds of each; with COPYTASTER_TEST_LONG as long and as many as a bad day brings.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <pqxx/pqxx>

#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

bool is_long() { return std::getenv("COPYTASTER_TEST_LONG") != nullptr; }

/// Runs `client(n)` on `count` threads.
template <class Client>
void at_once(int count, const Client& client) {
  std::vector<std::jthread> threads;
  for (int n = 0; n < count; ++n) threads.emplace_back([&client, n] { client(n); });
}

/// Half of all connections are aborted at any moment of their life, while answers come from other
/// threads: no answer may reach another client.
TEST(Abuse, AbortingClientsNeverGetEachOthersAnswers) {
  constexpr int clients = 24;
  const auto end = steady_clock::now() + (is_long() ? 60s : 2s);
  LateAnswers late;
  const auto server = a_server([&late](const std::shared_ptr<Exchange>& exchange) {
    exchange->request().path.ends_with("now") ? echo(exchange) : late.take(exchange);
  });
  std::atomic<int> right = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> aborted = 0;
  at_once(clients, [&](int name) {
    std::mt19937 random(static_cast<unsigned>(name));  // NOLINT: repeatable on purpose
    for (int n = 0; steady_clock::now() < end; ++n) {
      const std::string target = "/" + std::to_string(name) + "/" + std::to_string(n) +
                                 (random() % 2 == 0 ? "/now" : "/later");
      const std::string request = get(target);
      RawClient client{server->port()};
      if (random() % 2 == 0) {
        client.send(request.substr(0, random() % (request.size() + 1)));
        if (random() % 2 == 0) std::this_thread::sleep_for(1ms * (random() % 3));
        client.abort();
        ++aborted;
        continue;
      }
      for (int again = 0; again < 2; ++again)
        ++(client.ask(request).body == "GET " + target + " " ? right : wrong);
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(right, 100);
  EXPECT_GT(aborted, 100);
  wait_for("all connections to be gone", [&] { return server->connections() == 0; });
}

class AbuseTest : public ApiTest {
 protected:
  static std::string get_thread(const std::string& article) {
    return "GET " + comments_of(article) + " HTTP/1.1\r\nHost: " + service().host() + "\r\n\r\n";
  }
  static int stored() {
    pqxx::connection connection{service().database().owner_conninfo()};
    return pqxx::work{connection}.exec1("SELECT count(*) FROM comment")[0].as<int>();
  }
};

/// Readers that read nothing, heads that never end and connections that say nothing; meanwhile the
/// rest of the world is served. How fast, tells script/bench.
TEST_F(AbuseTest, StalledClientsHoldUpNobody) {
  const std::string article = put_article("stalled");
  for (int i = 0; i < 20; ++i) submit(article, comment(std::string(4000, 'x')));
  const std::string exporter = bearer(service().token(Role::exporter));
  std::vector<RawClient> readers;
  std::vector<RawClient> slow;
  std::vector<RawClient> idle;
  constexpr int segment_bytes = 1400;
  for (int i = 0; i < 60; ++i) {
    readers.emplace_back(service().port(), segment_bytes, 4096);
    for (int j = 0; j < 20; ++j) readers.back().send(get_thread(article));
    readers.emplace_back(service().port(), segment_bytes, 4096);
    readers.back().send("GET /api/v1/sites/main/export/comments HTTP/1.1\r\nHost: x\r\n" +
                        exporter + "\r\n");
    slow.emplace_back(service().port());
    slow.back().send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    idle.emplace_back(service().port());
  }
  for (int i = 0; i < 50; ++i) {
    for (const RawClient& client : slow) client.send("x");
    EXPECT_EQ(submit(article, comment("in the middle of it")).status, 202);
    EXPECT_EQ(ask({"GET", comments_of(article)}).status, 200);
    EXPECT_EQ(ask({"GET", "/readyz"}).status, 200);
  }
  EXPECT_EQ(readers.front().read_answer().status, 200) << "it was served, had it but read";
}

/// What was taken in is answered, and nothing is stored without an answer.
TEST_F(AbuseTest, FiftyDrainsUnderLoadLeaveNoRequestWithoutItsAnswer) {
  constexpr int drains = 50;
  constexpr int clients = 4;
  const std::string article = put_article("drains");
  const int before = stored();
  std::atomic<int> accepted = 0;
  std::atomic<int> other = 0;
  for (int drain = 0; drain < drains; ++drain) {
    at_once(clients + 1, [&](int name) {
      if (name == clients) {
        std::this_thread::sleep_for(10ms + 1ms * (drain % 20));
        service().stop();
        return;
      }
      try {
        RawClient client{service().port()};
        for (int n = 0;; ++n) {
          const std::string body = comment("drain " + std::to_string(drain) + "-" +
                                           std::to_string(name) + "-" + std::to_string(n))
                                       .dump();
          const Answer answer =
              client.ask("POST " + comments_of(article) + " HTTP/1.1\r\nHost: " + service().host() +
                         "\r\n" + json_type + fresh_reader() +
                         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
          ++(answer.status == 202 ? accepted : other);
        }
      } catch (const std::runtime_error&) {
        // closed or not open any more: a request that was not taken in
      }
    });
    service().start();
  }
  EXPECT_EQ(other, 0);
  EXPECT_GT(accepted, drains);
  EXPECT_EQ(stored() - before, accepted) << "stored, and its answer lost";
}

/// A balancer that asks in the last moment sends nobody here any more.
TEST_F(AbuseTest, ADrainingServiceIsNotReady) {
  RawClient client{service().port()};
  const std::string begun =
      "GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(client.ask(begun).status, 100) << "half of it is there";
  RawClient idle{service().port()};
  EXPECT_EQ(idle.ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  std::jthread stopping{[] { service().stop(); }};
  EXPECT_TRUE(idle.closes()) << "the drain has begun";
  const Answer answer = client.ask("x");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("connection"), "close");
  stopping.join();
  service().start();
}

}  // namespace
}  // namespace copytaster::http::testing
