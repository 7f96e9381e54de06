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
using testing::LateAnswers;
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
    if (exchange->request().path == "/short") exchange->lack_memory();
  });
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get("/lost")).status, 500);
  EXPECT_EQ(client.ask(get("/throw")).status, 500);
  EXPECT_EQ(client.ask(get("/short")).status, 503);
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

}  // namespace
}  // namespace copytaster::http
