#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
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

/// A body of `bytes` and more in pieces, at its reader's pace; `ended` is told how it went.
class Flow : public std::enable_shared_from_this<Flow> {
 public:
  Flow(std::shared_ptr<Exchange> exchange, std::size_t bytes,
       std::atomic<std::size_t>& sent) noexcept
      : exchange_(std::move(exchange)), left_(bytes), sent_(sent) {}

  void go_on() {
    const std::string piece(128 * 1024, 'x');
    while (left_ > 0) {
      if (!exchange_->stream_has_room([self = shared_from_this()] { self->go_on(); })) return;
      if (!exchange_->stream_chunk(piece)) return;
      sent_ += piece.size();
      left_ -= std::min(left_, piece.size());
    }
    exchange_->stream_end();
  }

 private:
  std::shared_ptr<Exchange> exchange_;
  std::size_t left_;
  std::atomic<std::size_t>& sent_;
};

void stream_large(std::shared_ptr<Exchange> exchange, std::size_t bytes,
                  std::atomic<std::size_t>& sent) {
  exchange->stream({});
  std::make_shared<Flow>(std::move(exchange), bytes, sent)->go_on();
}

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
  std::atomic<std::size_t> sent = 0;
  const auto server = a_server([&](std::shared_ptr<Exchange> exchange) {
    if (exchange->request().path == "/quick") {
      exchange->reply(text_reply("quick"));
    } else {
      stream_large(std::move(exchange), large, sent);
    }
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
  wait_for("all connections to be gone", [&] { return server->connections() == 0; });
}

TEST(Stream, GivesUpOnAReaderThatTakesNothing) {
  ServerOptions options;
  options.terms.timeouts.stall = milliseconds(500);
  std::atomic<std::size_t> sent = 0;
  const auto server = a_server(
      [&](std::shared_ptr<Exchange> exchange) {
        stream_large(std::move(exchange), std::size_t{1} << 40U, sent);
      },
      options);
  RawClient client(server->port(), 1400, 16 * 1024);
  client.send(get("/"));
  wait_for("the stream to begin", [&]() noexcept { return sent > 0; });
  wait_for("the connection to be gone", [&] { return server->connections() == 0; });
}

TEST(Stream, WhatAllReadersLeaveHasABudgetThatTheSlowestPay) {
  ServerOptions options;
  options.terms.unsent_bytes_in_all_max = large;
  std::atomic<int> asked = 0;
  const auto server = a_server(
      [&](const std::shared_ptr<Exchange>& exchange) {
        exchange->reply(
            text_reply(std::string(exchange->request().path == "/large" ? large : 5, 'x')));
        ++asked;
      },
      options);
  std::vector<RawClient> slow;
  for (int i = 0; i < 6; ++i) {
    slow.emplace_back(server->port(), 1400, 16 * 1024);
    slow.back().send(get("/large"));
    wait_for("it to be answered", [&]() noexcept { return asked == i + 1; });
  }
  wait_for("the slowest to be cut", [&] { return server->connections() <= 2; });
  RawClient quick(server->port());
  EXPECT_EQ(quick.ask(get("/quick")).body, "xxxxx");
  int cut = 0;
  for (RawClient& client : slow) {
    try {
      EXPECT_EQ(client.read_answer().body.size(), large);
    } catch (const std::runtime_error&) {
      ++cut;
    }
  }
  EXPECT_GE(cut, 4);
  EXPECT_LT(cut, 6) << "no more than must be";
}

/// Whether the kernel has it as pages or not.
class LargeReply : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(CopiedAndUncopied, LargeReply, ::testing::Bool());

TEST_P(LargeReply, ReachesASlowReaderWhole) {
  const Reply reply = text_reply(std::string(large, 'y'));
  const auto page = GetParam() ? prepare_for_many(reply) : prepare(reply);
  EXPECT_EQ(page->pages.has_value(), GetParam());
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

TEST_P(LargeReply, IsTheSameToEverybody) {
  const Reply reply = text_reply(std::string(20'000, 'a') + "the end");
  const auto page = GetParam() ? prepare_for_many(reply) : prepare(reply);
  const auto server =
      a_server([&](const std::shared_ptr<Exchange>& exchange) { exchange->reply(page); });
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get("/")).body, reply.body);
  EXPECT_EQ(client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", true).headers.at("content-length"),
            "20007");
  client.send(get("/") + get("/"));
  EXPECT_EQ(client.read_answer().body, reply.body);
  EXPECT_EQ(client.read_answer().body, reply.body);
  RawClient old(server->port());
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").body, reply.body);
  EXPECT_TRUE(old.closes());
}

TEST(Reply, PreparedOnceIsSentToMany) {
  const auto page = prepare_for_many(text_reply("shared"));
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
