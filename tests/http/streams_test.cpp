#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/exchange.hpp"
#include "http/server.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/raw_client.hpp"

namespace copytaster::http {
namespace {

using std::chrono::milliseconds;
using testing::a_server;
using testing::Answer;
using testing::get;
using testing::RawClient;
using testing::text_reply;
using testing::wait_for;

/// Threads for streams, as a stream may wait for its reader.
class Streams {
 public:
  Streams() = default;
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() { join(); }
  void run(std::function<void()> stream) {
    const std::lock_guard lock(mutex_);  // each reactor may start one
    threads_.emplace_back(std::move(stream));
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

TEST(Stream, SendsChunksAndTrailersAndKeepsTheConnection) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    exchange->stream({200, {{"Content-Type", "text/csv"}}, {"Copytaster-Next-Cursor"}});
    exchange->stream_chunk("one,");
    exchange->stream_chunk("");
    exchange->stream_chunk("two");
    EXPECT_THROW(exchange->stream_end({{"Bad", "a\nb"}}), std::invalid_argument);
    exchange->stream_end({{"Copytaster-Next-Cursor", "abc"}});
  });
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.body, "one,two");
    EXPECT_EQ(answer.headers.at("trailer"), "Copytaster-Next-Cursor");
    EXPECT_EQ(answer.trailers.at("copytaster-next-cursor"), "abc");
  }
}

TEST(Stream, EndsByClosingForHttp10) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    exchange->stream({200, {}, {"X-End"}});
    exchange->stream_chunk("all there is");
    exchange->stream_end({{"X-End", "1"}});
  });
  RawClient client(server->port());
  const Answer answer = client.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(answer.body, "all there is");
  EXPECT_FALSE(answer.headers.contains("trailer"));
  EXPECT_EQ(answer.headers.at("connection"), "close");
}

TEST(Stream, SendsOnlyTheHeadToHead) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    EXPECT_TRUE(exchange->stream({}));
    if (exchange->request().method == Method::head) {
      EXPECT_FALSE(exchange->stream_chunk("x"));
    }
    exchange->stream_chunk("body");
    exchange->stream_end();
  });
  RawClient client(server->port());
  EXPECT_EQ(client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", true).status, 200);
  EXPECT_EQ(client.ask(get("/")).body, "body");
}

TEST(Stream, LetsTheClientSeeThatItWasCut) {
  const auto server = a_server([](const std::shared_ptr<Exchange>& exchange) {
    exchange->stream({});
    exchange->stream_chunk("half");
  });
  RawClient client(server->port());
  client.send(get("/"));
  EXPECT_THROW(client.read_answer(), std::runtime_error);

  RawClient old(server->port());
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THROW(old.read_answer(), std::runtime_error) << "a mere end would look whole";
}

constexpr std::size_t large = 20 * 1024 * 1024;

TEST(Stream, ASlowReaderHoldsUpNobodyAndFillsNoMemory) {
  Streams streams;
  std::atomic<std::size_t> sent = 0;
  const auto server = a_server([&](std::shared_ptr<Exchange> exchange) {
    if (exchange->request().path == "/quick") {
      exchange->reply(text_reply("quick"));
      return;
    }
    streams.run([&sent, exchange = std::move(exchange)] {
      exchange->stream({});
      const std::string piece(128 * 1024, 'x');
      for (std::size_t i = 0; i < large / piece.size(); ++i) {
        if (!exchange->stream_chunk(piece)) return;
        sent += piece.size();
      }
      exchange->stream_end();
    });
  });
  constexpr int segment_bytes = 1400;  // loopback's own would hide a writer that blocks
  constexpr int receive_bytes = 16 * 1024;
  std::vector<RawClient> slow;
  for (int i = 0; i < 4; ++i) {
    slow.emplace_back(server->port(), segment_bytes, receive_bytes);
    slow.back().send(get("/large"));
  }
  for (RawClient& client : slow) EXPECT_EQ(client.take(15), "HTTP/1.1 200 OK");
  for (int i = 0; i < 100; ++i) {
    RawClient quick(server->port());
    ASSERT_EQ(quick.ask(get("/quick")).body, "quick");
  }
  EXPECT_LT(sent, slow.size() * large) << "the streams must wait for their readers";

  RawClient& reader = slow.front();
  reader.take_line();
  while (reader.take_line() != "") {
  }
  std::size_t received = 0;
  for (std::size_t size = 1; size > 0;) {
    size = std::stoul(reader.take_line(), nullptr, 16);
    received += reader.take(size + 2).size() - 2;
  }
  EXPECT_EQ(received, large);
  slow.clear();  // the others never read on
  streams.join();
  wait_for("all connections to be gone", [&] { return server->connections() == 0; });
}

TEST(Stream, GivesUpOnAReaderThatTakesNothing) {
  ServerOptions options;
  options.terms.timeouts.stall = milliseconds(500);
  Streams streams;
  std::atomic<bool> gave_up = false;
  const auto server = a_server(
      [&](std::shared_ptr<Exchange> exchange) {
        streams.run([&gave_up, exchange = std::move(exchange)] {
          exchange->stream({});
          const std::string piece(128 * 1024, 'x');
          while (exchange->stream_chunk(piece)) {
          }
          gave_up = true;
        });
      },
      options);
  RawClient client(server->port(), 1400, 16 * 1024);
  client.send(get("/"));
  wait_for("the stream to give up", [&]() noexcept { return gave_up.load(); });
  streams.join();
  wait_for("the connection to be gone", [&] { return server->connections() == 0; });
}

TEST(Reply, OfAnySizeReachesASlowReaderWhole) {
  const auto page = prepare(text_reply(std::string(large, 'y')));
  const auto server = a_server([&](const std::shared_ptr<Exchange>& exchange) {
    if (exchange->request().path == "/large") {
      exchange->reply(page);
    } else {
      exchange->reply(text_reply("quick"));
    }
  });
  RawClient slow(server->port(), 1400, 16 * 1024);
  slow.send(get("/large") + get("/quick") + get("/large"));
  EXPECT_EQ(slow.take(15), "HTTP/1.1 200 OK");
  RawClient quick(server->port());
  EXPECT_EQ(quick.ask(get("/quick")).body, "quick");
  slow.take_line();
  while (slow.take_line() != "") {
  }
  EXPECT_EQ(slow.take(large), std::string(large, 'y'));
  EXPECT_EQ(slow.read_answer().body, "quick");
  EXPECT_EQ(slow.read_answer().body.size(), large);
}

TEST(Reply, PreparedOnceIsSentToMany) {
  const auto page = prepare(text_reply("shared"));
  const auto server =
      a_server([&](const std::shared_ptr<Exchange>& exchange) { exchange->reply(page); });
  RawClient client(server->port());
  EXPECT_EQ(client.ask(get("/")).body, "shared");
  EXPECT_EQ(client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", true).headers.at("content-length"),
            "6");
  const Answer last = client.ask(get("/", "Connection: close\r\n"));
  EXPECT_EQ(last.body, "shared");
  EXPECT_EQ(last.headers.at("connection"), "close");
}

}  // namespace
}  // namespace copytaster::http
