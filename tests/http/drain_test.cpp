#include <future>
#include <string>

#include <gtest/gtest.h>

#include "http/server.hpp"
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
using testing::RawClient;
using testing::wait_for;

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
