// Thousands of requests, damaged in every way that comes to mind, to every route of the whole
// service, from several clients at once. What the framer alone says of the same bytes says how
// many answers there must be: not one more, not one less, and no fault among them.
#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/routes.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

constexpr int clients = 4;
constexpr int streams_each = 1'500;  // of two requests on average

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }
  const std::string& one_of(const std::vector<std::string>& all) { return all[below(all.size())]; }

 private:
  std::mt19937 random_;
};

/// What an answer must be, as the framer alone sees the stream.
struct Expected {
  bool head_only = false;
  int refused = 0;  // by framing, with this status
};

/// So that nobody believes a test in which nothing was said.
struct Tally {
  std::atomic<int> requests = 0;
  std::atomic<int> answered = 0;
  std::atomic<int> refused = 0;
};

std::vector<Expected> expected_of(const std::string& stream) {
  const FramingLimits limits;
  Framer framer{limits};
  framer.feed(stream);
  std::vector<Expected> answers;
  while (true) {
    const Framed framed = framer.next();
    if (std::holds_alternative<NeedMore>(framed)) return answers;
    if (const auto* error = std::get_if<FramingError>(&framed)) {
      answers.push_back({false, error->status});
      return answers;
    }
    const auto& request = std::get<Request>(framed);
    answers.push_back({request.method == Method::head});
    if (!request.keep_alive) return answers;
  }
}

class MutatedRequests : public ApiTest {
 protected:
  struct Seeds {
    std::vector<std::string> requests;
    std::vector<std::string> pieces;  // put in anywhere
  };

  static Seeds seeds() {
    put_article("1");
    Seeds seeds;
    const std::string decision = a_decision();
    const std::vector<std::string> tokens{
        "", bearer(service().token(Role::moderator)), bearer(service().token(Role::editor)),
        bearer(service().token(Role::exporter)), bearer("nonsense")};
    for (const Route& route : routes()) {
      const std::string target = filled(route.pattern);
      for (const std::string& token : tokens) {
        // A stream ends with its client, who says nothing more after these.
        const Method asked = route.asked_by == AskedBy::page ? Method::head : route.method;
        for (const Method method : {asked, Method::head, Method::options, Method::post})
          seeds.requests.push_back(request(name_of(method), target, token, decision));
      }
    }
    seeds.requests.push_back(request("GET", "/nowhere", "", ""));
    seeds.pieces = {"\r\n",
                    "\n",
                    "\r",
                    std::string(1, '\0'),
                    " ",
                    ":",
                    ";",
                    "%",
                    "%00",
                    "%2e%2e/",
                    "\xff",
                    "0",
                    "Content-Length: 5\r\n",
                    "Content-Length: -1\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding : chunked\r\n",
                    "Host: y\r\n",
                    "Connection: close\r\n",
                    "Expect: 100-continue\r\n",
                    "Cookie: flag\r\n",
                    "Accept-Encoding: gzip\r\n",
                    "If-None-Match: *\r\n",
                    " HTTP/1.0",
                    "?limit=2&cursor=1-1",
                    "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"};
    return seeds;
  }

  /// On a comment that waits, as a desk sends it.
  static std::string a_decision() {
    const json answer = json::parse(submit(put_article("1"), comment("to be decided")).body);
    return json{{"decisions", {{{"id", answer["id"]}, {"version", 1}, {"decision", "approve"}}}}}
        .dump();
  }

  static std::string request(std::string_view method, const std::string& target,
                             const std::string& token, const std::string& decision) {
    const bool has_body = method != "GET" && method != "HEAD" && method != "OPTIONS";
    const bool form = target.ends_with(".php");
    const std::string body =
        !has_body ? ""
        : form    ? "comment=hello&author=Ann&email=ann%40example.com&comment_post_ID=1"
        : target.ends_with("decisions") ? decision
        : target.ends_with("comments")  ? comment("hello").dump()
                                        : R"({"url":"http://127.0.0.1/1"})";
    std::string head = std::string(method) + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                       token + (form ? form_type : json_type);
    if (has_body) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return head + "\r\n" + body;
  }

  static std::string damaged(std::string stream, const Seeds& seeds, Chance& chance) {
    for (std::size_t changes = chance.below(5); changes > 0 && !stream.empty(); --changes) {
      const std::size_t at = chance.below(stream.size());
      switch (chance.below(4)) {
        case 0: stream.erase(at, 1 + chance.below(8)); break;
        case 1: stream.insert(at, chance.one_of(seeds.pieces)); break;
        case 2: stream[at] = static_cast<char>(chance.below(256)); break;
        default: {  // before a line, where headers stand
          const std::size_t line = stream.find("\r\n", at);
          if (line != stream.npos) stream.insert(line + 2, chance.one_of(seeds.pieces));
        }
      }
    }
    return stream;
  }

  static void send_in_pieces(const RawClient& client, std::string_view stream, Chance& chance) {
    while (!stream.empty()) {
      const std::size_t size =
          chance.below(3) == 0 ? 1 + chance.below(stream.size()) : stream.size();
      if (!client.send(stream.substr(0, size))) return;  // it has heard enough
      stream.remove_prefix(size);
    }
    client.end_of_input();
  }

  /// What is wrong with the answers to a stream; nothing when they are as they must be.
  static std::optional<std::string> wrong_with(const std::string& stream, Chance& chance,
                                               Tally& tally) {
    RawClient client{service().port()};
    send_in_pieces(client, stream, chance);
    for (const Expected& expected : expected_of(stream)) {
      Answer answer = client.read_answer(expected.head_only);
      while (answer.status == 100) answer = client.read_answer(expected.head_only);
      ++(expected.refused != 0 ? tally.refused : tally.answered);
      if (expected.refused != 0 && answer.status != expected.refused)
        return "refused with " + std::to_string(answer.status) + " and not " +
               std::to_string(expected.refused);
      if (answer.status >= 500 && answer.status != 501 && answer.status != 505)
        return "a fault: " + std::to_string(answer.status);
      if (answer.body.find("basic_string") != answer.body.npos) return "words of an exception";
    }
    const std::string rest = client.read_to_end();
    if (rest.find("HTTP/1.1 100") == 0 && rest.rfind("HTTP/1.1 ") == 0) return std::nullopt;
    return rest.empty() ? std::nullopt : std::optional("one answer too many: " + rest);
  }

  static void be_a_client(const Seeds& seeds, unsigned seed, Tally& tally) {
    Chance chance{seed};
    for (int i = 0; i < streams_each; ++i) {
      std::string stream;
      const std::size_t whole = 1 + chance.below(3);
      for (std::size_t j = 0; j < whole; ++j) stream += chance.one_of(seeds.requests);
      stream = damaged(std::move(stream), seeds, chance);
      tally.requests += static_cast<int>(whole);
      try {
        const auto wrong = wrong_with(stream, chance, tally);
        EXPECT_FALSE(wrong) << *wrong << "\nseed " << seed << ", stream " << i << ":\n" << stream;
        if (wrong) return;
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what() << "\nseed " << seed << ", stream " << i << ":\n" << stream;
        return;
      }
    }
  }
};

TEST_F(MutatedRequests, BeginWithADecisionThatIsOne) {
  RawClient client{service().port()};
  client.send(request("POST", "/api/v1/sites/main/moderation/decisions",
                      bearer(service().token(Role::moderator)), a_decision()));
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::parse(answer.body)["results"][0]["status"], 200) << answer.body;
}

TEST_F(MutatedRequests, AreAllAnsweredRightlyOrRefusedOnce) {
  const Seeds seeds = MutatedRequests::seeds();
  Tally tally;
  {
    std::vector<std::jthread> threads;
    for (unsigned seed = 1; seed <= clients; ++seed)
      threads.emplace_back([&, seed] { be_a_client(seeds, seed, tally); });
  }
  EXPECT_GE(tally.requests, 10'000);
  EXPECT_GE(tally.answered, 3'000);
  EXPECT_GE(tally.refused, 1'000);
  EXPECT_EQ(ask({"GET", "/healthz"}).status, 200);
}

}  // namespace
}  // namespace copytaster::http::testing
