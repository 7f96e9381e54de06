// How one reactor reads from several sockets.

#include "http/transport.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
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
  /// What was asked so far.
  std::vector<std::string> came() const {
    const std::lock_guard lock{mutex_};
    return came_;
  }

 private:
  static ServerOptions one_thread() {
    ServerOptions options;
    options.threads = 1;
    return options;
  }
  void take(const std::shared_ptr<Exchange>& exchange) {
    {
      const std::lock_guard lock{mutex_};
      came_.emplace_back(exchange->request().path);
    }
    if (exchange->request().path == "/stop") {
      stands_ = true;
      wait_for("leave to go on", [this]() noexcept { return may_go_on_.load(); });
    }
    if (exchange->request().path == "/slow") {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      exchange->reply(testing::text_reply("done"));
      return;
    }
    testing::echo(exchange);
  }

  mutable std::mutex mutex_;
  std::vector<std::string> came_;
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
  for (const std::size_t whole : {std::size_t{16} * 1024, std::size_t{128} * 1024}) {
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

/// Each of many requests fills one reading and takes a while, so that the next is there when it is
/// done: there is always more to read.
TEST_F(OneReactor, LetsOthersGoFirstWhileSomebodySendsMuch) {
  constexpr std::size_t reading_bytes = std::size_t{16} * 1024;
  constexpr int requests = 100;
  const std::string nothing = post("/slow", std::string(10'000, 'x'));
  const std::string one = post("/slow", std::string(10'000 + reading_bytes - nothing.size(), 'x'));
  RawClient sender = a_client();
  RawClient other = a_client();
  stop();
  sender.send(one);
  const std::jthread sending{[&] {
    for (int i = 1; i < requests; ++i) sender.send(one);
  }};
  other.send(get("/other"));
  go_on();
  EXPECT_EQ(other.read_answer().body, "GET /other ");
  const auto asked = came();
  EXPECT_LE(std::count(asked.begin(), std::ranges::find(asked, "/other"), "/slow"), 8)
      << "so many are read in a row";
  for (int i = 0; i < requests; ++i) EXPECT_EQ(sender.read_answer().body, "done");
}

}  // namespace
}  // namespace copytaster::http
