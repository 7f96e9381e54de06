#include "http/event_stream.hpp"

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/server.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/raw_client.hpp"

namespace copytaster::http {
namespace {

using std::chrono::milliseconds;
using testing::Answer;
using testing::get;
using testing::RawClient;
using testing::wait_for;

TEST(EventLines, FollowTheStandard) {
  EXPECT_EQ(event_lines({"comment.pending", 7, R"({"id":1})"}),
            "id: 7\nevent: comment.pending\ndata: {\"id\":1}\n\n");
  EXPECT_EQ(event_lines({"a", 0, ""}), "id: 0\nevent: a\ndata: \n\n");
  EXPECT_EQ(event_lines({"a", 1, "one\ntwo\r\nthree\rfour\n"}),
            "id: 1\nevent: a\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \n\n");
}

TEST(EventLines, HaveLimits) {
  EXPECT_THROW(event_lines({"", 1, "x"}), std::invalid_argument);
  EXPECT_THROW(event_lines({"a\nb", 1, "x"}), std::invalid_argument);
  const std::size_t around = event_lines({"a", 1, ""}).size();
  EXPECT_EQ(event_lines({"a", 1, std::string(32 * 1024 - around, 'x')}).size(), 32U * 1024);
  EXPECT_THROW(event_lines({"a", 1, std::string(32 * 1024 - around + 1, 'x')}),
               std::invalid_argument);
}

/// Everyone who asks becomes a listener.
class EventStreamTest : public ::testing::Test {
 protected:
  explicit EventStreamTest() {
    ServerOptions options;
    options.terms.timeouts = {milliseconds(300),    milliseconds(300), milliseconds(300),
                              milliseconds(60'000), milliseconds(300), milliseconds(500)};
    server_ = testing::a_server(
        [this](std::shared_ptr<Exchange> exchange) {
          const std::lock_guard lock(mutex_);
          streams_.emplace_back(std::move(exchange), HeaderList{{"X-Site", "main"}});
        },
        options);
  }
  void TearDown() override {
    const std::lock_guard lock(mutex_);
    streams_.clear();
  }

  RawClient listener(const std::string& request = get("/")) {
    const std::size_t before = listeners();
    RawClient client{server_->port(), 0, 4096};
    client.send(request);
    wait_for("the listener", [&] { return listeners() == before + 1; });
    return client;
  }
  std::size_t listeners() const {
    const std::lock_guard lock(mutex_);
    return streams_.size();
  }
  bool send(std::size_t listener, const Event& event) {
    const std::lock_guard lock(mutex_);
    return streams_.at(listener).send(event);
  }
  bool has_ended(std::size_t listener) const {
    const std::lock_guard lock(mutex_);
    return streams_.at(listener).has_ended();
  }

  /// The next chunk, which is the next event.
  static std::string chunk_of(RawClient& client) {
    const std::size_t size = std::stoul(client.take_line(), nullptr, 16);
    std::string chunk = client.take(size);
    EXPECT_EQ(client.take_line(), "");
    return chunk;
  }
  static std::string head_of(RawClient& client) {
    std::string head;
    for (std::string line = client.take_line(); !line.empty(); line = client.take_line())
      head += line + "\n";
    return head;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<EventStream> streams_;

 protected:
  std::unique_ptr<Server> server_;
};

TEST_F(EventStreamTest, SendsEventsAndAHeartbeatInSilenceAndOutlivesEveryPatience) {
  RawClient client = listener();
  const std::string head = head_of(client);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\n")) << head;
  EXPECT_NE(head.find("\nContent-Type: text/event-stream\n"), head.npos);
  EXPECT_NE(head.find("\nCache-Control: no-store\n"), head.npos);
  EXPECT_NE(head.find("\nX-Site: main\n"), head.npos);
  EXPECT_EQ(chunk_of(client), "retry: 3000\n\n");
  EXPECT_TRUE(send(0, {"counts", 1, "{}"}));
  EXPECT_EQ(chunk_of(client), "id: 1\nevent: counts\ndata: {}\n\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(chunk_of(client), ":\n\n");
  EXPECT_TRUE(send(0, {"counts", 2, "{}"}));
  EXPECT_EQ(chunk_of(client), "id: 2\nevent: counts\ndata: {}\n\n");
  EXPECT_FALSE(has_ended(0));
}

TEST_F(EventStreamTest, SpeaksHttp10WithoutChunks) {
  RawClient client = listener("GET / HTTP/1.0\r\n\r\n");
  head_of(client);
  EXPECT_EQ(client.take(13), "retry: 3000\n\n");
  EXPECT_EQ(client.take(3), ":\n\n");
}

TEST_F(EventStreamTest, SeesThatTheReaderHasGone) {
  RawClient aborting = listener();
  RawClient closing = listener();
  RawClient staying = listener();
  aborting.abort();
  closing.end_of_input();
  wait_for("both to be missed", [&] { return has_ended(0) && has_ended(1); });
  EXPECT_FALSE(send(0, {"a", 1, ""}));
  EXPECT_FALSE(send(1, {"a", 1, ""}));
  EXPECT_TRUE(send(2, {"a", 1, ""}));
  wait_for("their connections to be gone", [&] { return server_->connections() == 1; });
}

TEST_F(EventStreamTest, CutsAReaderWhoDoesNotKeepUpAndNobodyElse) {
  RawClient slow = listener();
  RawClient quick = listener();
  head_of(quick);
  chunk_of(quick);
  const std::string data(30'000, 'x');
  std::uint64_t sent = 0;
  while (send(0, {"a", ++sent, data})) {
    ASSERT_LT(sent, 1000U) << "what the reader leaves untaken has a bound";
    ASSERT_TRUE(send(1, {"a", sent, data}));
    EXPECT_EQ(chunk_of(quick).substr(0, 4), "id: ");
  }
  EXPECT_TRUE(has_ended(0));
  EXPECT_FALSE(send(0, {"a", 1, ""}));
  EXPECT_TRUE(send(1, {"a", sent, "still there"}));
  EXPECT_NE(chunk_of(quick).find("still there"), std::string::npos);
  EXPECT_ANY_THROW({
    head_of(slow);
    while (true) chunk_of(slow);
  }) << "the cut can be seen";
}

TEST_F(EventStreamTest, IsOverAtOnceAfterHead) {
  RawClient client = listener("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 200);
  EXPECT_TRUE(has_ended(0));
}

}  // namespace
}  // namespace copytaster::http
