#include <string>

#include <gtest/gtest.h>

#include "http/server.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/raw_client.hpp"

namespace copytaster::http {
namespace {

using std::chrono::milliseconds;
using testing::a_server;
using testing::echo;
using testing::get;
using testing::LateAnswers;
using testing::post;
using testing::RawClient;
using testing::wait_for;

TEST(ServerLimits, KeepsItsPatienceWithinLimits) {
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

TEST(ServerLimits, DoesNotHurryAHandler) {
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

TEST(ServerLimits, AllRequestsTogetherHaveABudgetThatSmallOnesDoNotFeel) {
  ServerOptions options;
  options.terms.held_bytes_in_all_max = 300'000;
  LateAnswers late;
  late.hold(true);
  const auto server = a_server([&late](auto exchange) { late.take(std::move(exchange)); }, options);
  const std::string large(200'000, 'x');
  RawClient in_work(server->port());
  in_work.send(post("/in-work", large));
  wait_for("the request", [&] { return late.waiting() == 1; });
  RawClient too_much(server->port());
  too_much.send(post("/too-much", large));
  EXPECT_EQ(too_much.read_answer().status, 503);
  EXPECT_TRUE(too_much.closes());
  RawClient small(server->port());
  small.send(post("/small", "a comment"));
  late.hold(false);
  EXPECT_EQ(small.read_answer().body, "POST /small a comment");
  EXPECT_EQ(in_work.read_answer().status, 200);
  EXPECT_EQ(RawClient(server->port()).ask(post("/again", large)).status, 200) << "room again";
}

TEST(ServerLimits, WhatIsHeldOfClientsThatLeftIsFreeAgain) {
  ServerOptions options;
  options.terms.held_bytes_in_all_max = 300'000;
  const auto server = a_server(echo, options);
  const std::string large(200'000, 'x');
  for (int i = 0; i < 20; ++i) {
    {
      RawClient leaves(server->port());
      leaves.send(post("/", large).substr(0, 150'000));
      wait_for("it to be there", [&] { return server->connections() == 1; });
    }
    wait_for("it to be gone", [&] { return server->connections() == 0; });
  }
  EXPECT_EQ(RawClient(server->port()).ask(post("/", large)).status, 200);
}

TEST(ServerLimits, ClosesAfterTheAnswerWhenTooMuchWasPipelined) {
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

TEST(ServerLimits, LimitsConnectionsInAllAndPerAddress) {
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

TEST(ServerLimits, DoesNotCountATrustedProxyPerAddress) {
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

}  // namespace
}  // namespace copytaster::http
