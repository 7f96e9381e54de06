#include "http/server.hpp"

#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/a_server.hpp"
#include "tests/http/raw_client.hpp"

namespace copytaster::http {
namespace {

using std::chrono::milliseconds;
using testing::a_server;
using testing::Answer;
using testing::echo;
using testing::get;
using testing::post;
using testing::RawClient;
using testing::text_reply;
using testing::wait_for;

TEST(Server, AnswersAndKeepsTheConnection) {
  const auto server = a_server(echo);
  RawClient client(server->port());
  for (int i = 0; i < 5; ++i) {
    const Answer answer = client.ask(get("/a/" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /a/" + std::to_string(i) + " ");
    EXPECT_FALSE(answer.headers.contains("connection"));
    EXPECT_FALSE(answer.headers.contains("server"));
    EXPECT_THAT(answer.headers.at("date"), ::testing::EndsWith(" GMT"));
  }
  EXPECT_EQ(server->connections(), 1U);
}

TEST(Server, AnswersAPostOfAnySplit) {
  const auto server = a_server(echo);
  RawClient client(server->port());
  const std::string request = post("/b", "hello");
  for (const char byte : request) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_answer().body, "POST /b hello");
}

TEST(Server, TakesABodyUpToTheLimitAndRefusesOneByteMore) {
  ServerOptions options;
  options.terms.framing.body_bytes_max = 100'000;
  const auto server = a_server(
      [](const std::shared_ptr<Exchange>& exchange) {
        exchange->reply(text_reply(std::to_string(exchange->request().body.size())));
      },
      options);
  RawClient client(server->port());
  EXPECT_EQ(client.ask(post("/b", std::string(100'000, 'x'))).body, "100000");
  const Answer refused = client.ask(post("/b", std::string(100'001, 'x')));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.headers.at("connection"), "close");
  client.end_of_input();
  EXPECT_TRUE(client.closes());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  const auto server = a_server(echo);
  RawClient client(server->port());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += i % 2 == 0 ? get("/" + std::to_string(i)) : post("/" + std::to_string(i), "b");
  }
  client.send(requests);
  for (int i = 0; i < 100; ++i) {
    const std::string expected =
        i % 2 == 0 ? "GET /" + std::to_string(i) + " " : "POST /" + std::to_string(i) + " b";
    ASSERT_EQ(client.read_answer().body, expected);
  }
}

/// Answers on a thread of its own, later.
class LateAnswers {
 public:
  LateAnswers() : thread_([this] { run(); }) {}
  LateAnswers(const LateAnswers&) = delete;
  LateAnswers& operator=(const LateAnswers&) = delete;
  ~LateAnswers() {
    stop_ = true;
    thread_.join();
  }
  void take(std::shared_ptr<Exchange> exchange) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(exchange));
  }
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }
  void hold(bool held) { held_ = held; }

 private:
  void run() {
    while (!stop_) {
      std::vector<std::shared_ptr<Exchange>> batch;
      {
        const std::lock_guard lock(mutex_);
        if (!held_) batch.swap(waiting_);
      }
      for (const auto& exchange : batch) echo(exchange);
      std::this_thread::sleep_for(milliseconds(1));
    }
  }

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Exchange>> waiting_;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> held_ = false;
  std::thread thread_;
};

TEST(Server, AnswersFromAnotherThreadInOrder) {
  LateAnswers late;
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); });
  RawClient client(server->port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += get("/" + std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(client.read_answer().body, "GET /" + std::to_string(i) + " ");
  }
}

TEST(Server, NeverGivesAnAnswerToAnotherClient) {
  LateAnswers late;
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); });
  std::atomic<int> wrong = 0;
  std::atomic<int> right = 0;
  const auto visit = [&](int name) {
    for (int i = 0; i < 500; ++i) {
      const std::string target = "/" + std::to_string(name) + "/" + std::to_string(i);
      RawClient gone(server->port());
      gone.send(get(target + "/gone"));
      gone.abort();
      RawClient stays(server->port());
      const Answer answer = stays.ask(get(target));
      ++(answer.body == "GET " + target + " " ? right : wrong);
    }
  };
  std::vector<std::thread> visitors;
  for (int name = 0; name < 8; ++name) visitors.emplace_back(visit, name);
  for (std::thread& visitor : visitors) visitor.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(right, 8 * 500);
  wait_for("all connections to be gone", [&] { return server->connections() == 0; });
}

TEST(Server, AnswersAClientThatSendsNoMore) {
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); });
  RawClient client(server->port());
  client.send(get("/1") + get("/2"));
  client.end_of_input();
  wait_for("the first request", [&] { return late.waiting() == 1; });
  late.hold(false);
  EXPECT_EQ(client.read_answer().body, "GET /1 ");
  EXPECT_EQ(client.read_answer().body, "GET /2 ");
  EXPECT_TRUE(client.closes());
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
  const auto server = a_server(echo);
  RawClient client(server->port());
  const Answer head = client.ask("HEAD /a HTTP/1.1\r\nHost: news.example\r\n\r\n", true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "8");  // "HEAD /a "
  EXPECT_EQ(client.ask(get("/b")).body, "GET /b ");
}

TEST(Server, SendsNoBodyAndNoLengthWhereTheStatusForbidsIt) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    const int status = exchange->request().path == "/304" ? 304 : 204;
    exchange->reply({status, {{"ETag", "\"x\""}}, "not to be sent"});
  });
  RawClient client(server->port());
  for (const char* path : {"/304", "/204", "/304"}) {
    const Answer answer = client.ask(get(path));
    EXPECT_EQ(std::to_string(answer.status), path + 1);
    EXPECT_FALSE(answer.headers.contains("content-length"));
  }
}

TEST(Server, ClosesWhenTheClientWantsItOrIsOld) {
  const auto server = a_server(echo);
  const std::vector<std::string> requests{get("/a", "Connection: close\r\n"),
                                          "GET /a HTTP/1.0\r\n\r\n"};
  for (const std::string& request : requests) {
    RawClient client(server->port());
    const Answer answer = client.ask(request);
    EXPECT_EQ(answer.body, "GET /a ");
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_TRUE(client.closes());
  }
  RawClient old(server->port());
  const std::string asks_to_stay = "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
  EXPECT_EQ(old.ask(asks_to_stay).headers.at("connection"), "keep-alive");
  EXPECT_EQ(old.ask(asks_to_stay).body, "GET /a ");
}

TEST(Server, ClosesAfterAFramingErrorAndParsesNothingBehindIt) {
  std::atomic<int> requests = 0;
  const auto server = a_server([&requests](const auto& exchange) {
    ++requests;
    echo(exchange);
  });
  RawClient client(server->port());
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" + get("/smuggled"));
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "The body is too large.");
  client.send(get("/late"));
  EXPECT_TRUE(client.closes());
  EXPECT_EQ(requests, 0);
}

TEST(Server, SaysContinueOnlyToWhoWaitsForIt) {
  const auto server = a_server(echo);
  RawClient client(server->port());
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_answer().body, "POST /a hello");
  EXPECT_EQ(client.ask(post("/b", "x", "Expect: 100-continue\r\n")).status, 200);
  EXPECT_EQ(client.ask(post("/b", "x", "Expect: coffee\r\n")).status, 417);
}

TEST(Server, AnswersALostExchangeAndAThrowingDispatchWith500) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    if (exchange->request().path == "/throw") throw 42;
  });
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get("/lost")).status, 500);
  EXPECT_EQ(client.ask(get("/throw")).status, 500);
  EXPECT_EQ(client.ask(get("/lost")).body, "The request was not answered.");
}

TEST(Server, CountsOnlyTheFirstAnswer) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    EXPECT_TRUE(exchange->reply(text_reply("first")));
    EXPECT_TRUE(exchange->answered());
    EXPECT_FALSE(exchange->reply(text_reply("second")));
    EXPECT_FALSE(exchange->stream({}));
    EXPECT_FALSE(exchange->stream_chunk("x"));
    EXPECT_FALSE(exchange->stream_end());
  });
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get("/")).body, "first");
  EXPECT_EQ(client.ask(get("/")).body, "first");
}

TEST(Server, RefusesAnAnswerWithASmuggledHeader) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    EXPECT_THROW(exchange->reply({303, {{"Location", "/a\r\nX-Injected: 1"}}, ""}),
                 std::invalid_argument);
    exchange->reply(text_reply("safe"));
  });
  RawClient client(server->port());
  const Answer answer = client.ask(get("/"));
  EXPECT_EQ(answer.body, "safe");
  EXPECT_FALSE(answer.headers.contains("x-injected"));
}

TEST(Server, KeepsItsPatienceWithinLimits) {
  ServerOptions options;
  options.terms.timeouts = {milliseconds(300), milliseconds(300), milliseconds(900),
                            milliseconds(300), milliseconds(300)};
  const auto server = a_server(echo, options);
  RawClient silent(server->port());
  RawClient slow_head(server->port());
  slow_head.send("GET / HTTP/1.1\r\nHo");
  RawClient slow_body(server->port());
  slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  RawClient idle(server->port());
  EXPECT_EQ(idle.ask(get("/")).status, 200);

  EXPECT_EQ(slow_head.read_answer().status, 408);
  EXPECT_TRUE(slow_head.closes());
  EXPECT_EQ(slow_body.read_answer().status, 408);
  EXPECT_TRUE(slow_body.closes());
  EXPECT_TRUE(silent.closes());
  EXPECT_TRUE(idle.closes());
  wait_for("all connections to be gone", [&] { return server->connections() == 0; });
}

TEST(Server, DoesNotHurryAHandler) {
  ServerOptions options;
  options.terms.timeouts = {milliseconds(50), milliseconds(50), milliseconds(50), milliseconds(50),
                            milliseconds(50)};
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); }, options);
  RawClient client(server->port());
  client.send(get("/"));
  wait_for("the request", [&] { return late.waiting() == 1; });
  RawClient another(server->port());
  EXPECT_TRUE(another.closes()) << "by now every patience but the handler's is over";
  late.hold(false);
  EXPECT_EQ(client.read_answer().body, "GET / ");
}

TEST(Server, ClosesAfterTheAnswerWhenTooMuchWasPipelined) {
  ServerOptions options;
  options.terms.pipelined_bytes_max = 1000;
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); }, options);
  RawClient client(server->port());
  client.send(get("/first"));
  wait_for("the request", [&] { return late.waiting() == 1; });
  client.send(get("/next", "X: " + std::string(2000, 'x') + "\r\n"));
  // The reactor reads in order, so the second client's request is proof that it has read both.
  RawClient proof(server->port());
  proof.send(get("/proof"));
  wait_for("the proof", [&] { return late.waiting() == 2; });
  late.hold(false);
  EXPECT_EQ(client.read_answer().body, "GET /first ");
  EXPECT_TRUE(client.closes());
}

TEST(Server, LimitsConnectionsInAllAndPerAddress) {
  ServerOptions options;
  options.connections_per_address = 2;
  const auto server = a_server(echo, options);
  RawClient first(server->port());
  RawClient second(server->port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_EQ(second.ask(get("/")).status, 200);
  RawClient third(server->port());
  EXPECT_TRUE(third.closes());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  first.end_of_input();
  EXPECT_TRUE(first.closes());
  wait_for("a free seat", [&] { return server->connections() == 1; });
  RawClient fourth(server->port());
  EXPECT_EQ(fourth.ask(get("/")).status, 200);
}

TEST(Server, DoesNotCountATrustedProxyPerAddress) {
  ServerOptions options;
  options.connections_per_address = 1;
  options.connections_max = 2;
  options.trusted_proxies = {*AddressRange::parse("127.0.0.0/8")};
  const auto server = a_server(echo, options);
  RawClient first(server->port());
  RawClient second(server->port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_EQ(second.ask(get("/")).status, 200);
  RawClient third(server->port());
  EXPECT_TRUE(third.closes());
}

TEST(Server, NamesAddressAndPortWhenThePortIsTaken) {
  const auto server = a_server(echo);
  ServerOptions options;
  options.port = server->port();
  Server second(options, echo, testing::plain_refusal);
  try {
    second.start();
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot listen on 127.0.0.1:" + std::to_string(server->port()) +
                  ": Address already in use");
  }
}

TEST(Server, ListensOnIpv6) {
  ServerOptions options;
  options.address = "::1";
  try {
    const auto server = a_server(echo, options);
    EXPECT_NE(server->port(), 0);
    server->stop(milliseconds(0));
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith("cannot listen on [::1]:0: "));
  }
}

TEST(Drain, AnswersWhatIsUnderWayAndClosesTheRest) {
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); });
  RawClient idle(server->port());
  RawClient busy(server->port());
  busy.send(get("/busy"));
  wait_for("the request", [&] { return late.waiting() == 1; });
  wait_for("both connections", [&] { return server->connections() == 2; });
  const std::uint16_t port = server->port();

  auto stopped = std::async(std::launch::async, [&] { server->stop(std::chrono::seconds(20)); });
  EXPECT_TRUE(idle.closes());
  wait_for("the door to be closed", [port] {
    try {
      const RawClient late_comer(port);
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  });
  late.hold(false);
  const Answer answer = busy.read_answer();
  EXPECT_EQ(answer.body, "GET /busy ");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(busy.closes());
  busy.end_of_input();
  stopped.get();
  server->stop(milliseconds(0));  // a second time does no harm
}

TEST(Drain, CutsWhatTakesTooLong) {
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); });
  RawClient busy(server->port());
  busy.send(get("/busy"));
  wait_for("the request", [&] { return late.waiting() == 1; });
  server->stop(milliseconds(30));
  EXPECT_TRUE(busy.closes());
  late.hold(false);  // the answer now goes nowhere
  wait_for("the late answer", [&] { return late.waiting() == 0; });
}

TEST(Drain, FreesThePort) {
  ServerOptions options;
  {
    const auto server = a_server(echo);
    options.port = server->port();
    RawClient client(server->port());
    EXPECT_EQ(client.ask(get("/")).status, 200);
    server->stop(milliseconds(0));
  }
  const auto server = a_server(echo, options);
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
}

}  // namespace
}  // namespace copytaster::http
