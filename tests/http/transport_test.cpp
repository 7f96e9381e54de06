// How one reactor reads from several sockets.

#include "http/transport.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/http/a_server.hpp"
#include "tests/http/raw_client.hpp"

namespace copytaster::http {
namespace {

using testing::a_server;
using testing::get;
using testing::post;
using testing::RawClient;
using testing::wait_for;

/// A reactor that stands still while it answers `/stop`, until it may `go_on`.
class OneReactor : public ::testing::Test {
 protected:
  void stop() {
    stopper_.send(get("/stop"));
    wait_for("the reactor to stand still", [this]() noexcept { return stands_.load(); });
  }
  void go_on() {
    may_go_on_ = true;
    EXPECT_EQ(stopper_.read_answer().body, "GET /stop ");
  }
  RawClient a_client() const {
    RawClient client(server_->port());
    EXPECT_EQ(client.ask(get("/hello")).body, "GET /hello ");
    return client;
  }
  std::uint16_t port() const { return server_->port(); }

 private:
  static ServerOptions one_thread() {
    ServerOptions options;
    options.threads = 1;
    return options;
  }
  void take(const std::shared_ptr<Exchange>& exchange) {
    if (exchange->request().path == "/stop") {
      stands_ = true;
      wait_for("leave to go on", [this]() noexcept { return may_go_on_.load(); });
    }
    testing::echo(exchange);
  }

  std::atomic<bool> stands_ = false;
  std::atomic<bool> may_go_on_ = false;
  std::unique_ptr<Server> server_ =
      a_server([this](const auto& exchange) { take(exchange); }, one_thread());
  RawClient stopper_{server_->port()};
};

TEST_F(OneReactor, SeesTheEndThatCameTogetherWithTheLastBytes) {
  RawClient client = a_client();
  stop();
  client.send(get("/last"));
  client.end_of_input();
  go_on();
  EXPECT_EQ(client.read_answer().body, "GET /last ");
  EXPECT_TRUE(client.closes());
}

TEST_F(OneReactor, ReadsAllThatCameInTheMeantimeWhateverItsLength) {
  // Around one reading of 16 KiB, and around the most that are made in a row.
  for (const std::size_t whole : {std::size_t{16} * 1024, std::size_t{256} * 1024}) {
    for (const std::size_t bytes : {whole - 1, whole, whole + 1}) {
      const std::string head_only = post("/", "", "X-Longer: 1234\r\n");
      const std::string body(bytes - head_only.size(), 'x');
      RawClient client = a_client();
      client.send(post("/", body));
      EXPECT_EQ(client.read_answer().body, "POST / " + body);
    }
  }
}

TEST_F(OneReactor, EndsWithWhoWasNotHeardWhenItStood) {
  RawClient client = a_client();
  stop();
  client.send(get("/never"));
  client.abort();
  go_on();
  EXPECT_EQ(a_client().ask(get("/next")).body, "GET /next ");
}

TEST_F(OneReactor, AnswersOthersWhileSomeSendWithoutEnd) {
  std::atomic<bool> stop_sending = false;
  std::vector<std::jthread> senders;
  RawClient other = a_client();
  for (int i = 0; i < 3; ++i)
    senders.emplace_back([port = port(), &stop_sending] {
      const std::string bytes(std::size_t{1} << 20U, 'x');
      while (!stop_sending) {
        RawClient client(port);
        client.send("nonsense\r\n");  // refused at once, and what follows is thrown away
        while (!stop_sending && client.send(bytes)) {
        }
      }
    });
  for (int i = 0; i < 50; ++i) EXPECT_EQ(other.ask(get("/other")).body, "GET /other ");
  stop_sending = true;
}

}  // namespace
}  // namespace copytaster::http
