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
