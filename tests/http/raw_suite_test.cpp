// What stops, fools or confuses Debian's Pistache 0.0.5 as it is (measured, byte for byte), sent to
// the whole service: each gets its status or a clean close, and nothing is answered twice. What
// framing alone refuses stands in full in framing_refusals_test.cpp.
#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

using namespace std::string_literals;

struct Row {
  const char* why;
  std::string bytes;
  std::vector<int> statuses;  // of all answers, in order, until the service closes
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.why; }

const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string valid = R"({"author":"Ann","email":"ann@example.com","text":"hello"})";

std::string get(const std::string& headers = "", const std::string& target = "/healthz") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

/// To an article that is not there: 404 says that the body was read whole and understood.
std::string post(const std::string& headers, const std::string& body = valid) {
  return "POST /api/v1/sites/main/articles/none/comments HTTP/1.1\r\nHost: x\r\n"
         "Content-Type: application/json\r\n" +
         headers + "\r\n" + body;
}

std::string length(std::size_t bytes) {
  return "Content-Length: " + std::to_string(bytes) + "\r\n";
}

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

std::string whole_chunks() {
  std::array<char, 8> size{};
  std::snprintf(size.data(), size.size(), "%zx", valid.size());
  return std::string(size.data()) + "\r\n" + valid + "\r\n0\r\n\r\n";
}

const std::vector<Row> lengths{
    {"a comment", post(length(valid.size())), {404}},
    {"a length of 0, then another",
     post("Content-Length: 0\r\nContent-Length: 35\r\n", smuggled),
     {400}},
    {"another, then a length of 0",
     post("Content-Length: 35\r\nContent-Length: 0\r\n", smuggled),
     {400}},
    {"length and chunked",
     post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + smuggled),
     {400}},
    {"chunked and length",
     post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n" + smuggled),
     {400}},
    {"a blank before the colon",
     post("Transfer-Encoding : chunked\r\n" + length(5), "0\r\n\r\n" + smuggled),
     {400}},
    {"xchunked", post("Transfer-Encoding: xchunked\r\n", smuggled), {501}},
    {"gzip", post("Transfer-Encoding: gzip\r\n", smuggled), {501}},
    {"a negative length", post("Content-Length: -1\r\n", smuggled), {400}},
    {"a length with a sign", post("Content-Length: +5\r\n", smuggled), {400}},
    {"a length with a letter", post("Content-Length: 5x\r\n", smuggled), {400}},
    {"a length of letters", post("Content-Length: abc\r\n", smuggled), {400}},
    {"a length of 10^20", post("Content-Length: 100000000000000000000\r\n", smuggled), {413}},
    {"a length of 10^26",
     post("Content-Length: 1" + std::string(26, '0') + "\r\n", smuggled),
     {413}},
    {"a length of 8 EiB", post("Content-Length: 9223372036854775808\r\n", smuggled), {413}},
    {"a length of 4 GiB", post("Content-Length: 4294967296\r\n", smuggled), {413}},
    {"a length of 10 GB", post("Content-Length: 10000000000\r\n", smuggled), {413}},
    {"a body too large by one byte", post(length(256 * 1024 + 1), smuggled), {413}},
    {"no length", post("", smuggled), {411}},
};

const std::vector<Row> chunks{
    {"a comment in chunks", chunked(whole_chunks()) + get(), {404, 200}},
    {"a chunk extension", chunked("0;ext=1\r\n\r\n") + get(), {400, 200}},
    {"a chunk of 1 GiB", chunked("40000000\r\n" + smuggled), {413}},
    {"a chunk of 16 GiB", chunked("400000000\r\n" + smuggled), {413}},
    {"a chunk of 7fffffffffffffff", chunked("7fffffffffffffff\r\n" + smuggled), {413}},
    {"a chunk of ffffffffffffffff", chunked("ffffffffffffffff\r\n" + smuggled), {413}},
    {"a chunk of -1", chunked("-1\r\n" + smuggled), {400}},
    {"a chunk of -5", chunked("-5\r\n" + smuggled), {400}},
    {"an empty chunk size", chunked("\r\n" + smuggled), {400}},
    {"a chunk that ends late", chunked("5\r\nhellooo\r\n" + smuggled), {400}},
};

const std::vector<Row> heads{
    {"three in one packet", get() + get() + get(), {200, 200, 200}},
    {"two and a half", get() + get() + "GET /healthz HTTP/1.1\r\nHo", {200, 200}},
    {"HEAD, then GET", "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + get(), {200, 200}},
    {"OPTIONS", "OPTIONS /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + get(), {204, 200}},
    {"Connection: close", get("Connection: close\r\n") + smuggled, {200}},
    {"HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n" + smuggled, {200}},
    {"HTTP/0.9", "GET /healthz\r\n\r\n" + smuggled, {400}},
    {"an empty version", "GET /healthz \r\nHost: x\r\n\r\n" + smuggled, {400}},
    {"HTTP/9.9", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n" + smuggled, {505}},
    {"TRACE", "TRACE /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled, {501}},
    {"an unknown method", "FOO /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled, {501}},
    {"a method in lower case", "get /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled, {501}},
    {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"s, {400}},
    {"NULs", std::string(64, '\0') + "\r\n\r\n", {400}},
    {"bare line feeds", "GET /healthz HTTP/1.1\nHost: x\n\n" + smuggled, {400}},
    {"NUL in the path", "GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n"s + smuggled, {400}},
    {"NUL escaped in the path", get("", "/health%00z") + smuggled, {400}},
    {"NUL in a value", "GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"s + smuggled, {400}},
    {"no Host", "GET /healthz HTTP/1.1\r\n\r\n" + smuggled, {400}},
    {"two Hosts", get("Host: y\r\n") + smuggled, {400}},
    {"a folded line", get("A: b\r\n c\r\n") + smuggled, {400}},
    {"a line without a colon", get("nonsense\r\n") + smuggled, {400}},
    {"a line without a name", get(": b\r\n") + smuggled, {400}},
    {"a Host with a port beyond all", "GET /healthz HTTP/1.1\r\nHost: a:99999999\r\n\r\n", {400}},
    {"half an IPv6 Host", "GET /healthz HTTP/1.1\r\nHost: [::1\r\n\r\n", {400}},
    {"an IPv6 Host", "GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", {200}},
    {"a line of 8 kB", get("A: " + std::string(8'000, 'a') + "\r\n"), {200}},
    {"200 kB of lines", get("A: " + std::string(200'000, 'a') + "\r\n") + smuggled, {431}},
    {"20,000 lines",
     get([] {
       std::string lines;
       for (int i = 0; i < 20'000; ++i) lines += "A: b\r\n";
       return lines;
     }()),
     {431}},
    {"a target of 9 kB", get("", "/" + std::string(9'000, 'a')) + smuggled, {414}},
    {"Expect nobody can meet", post("Expect: 200-maybe\r\n" + length(35), smuggled), {417}},
};

/// What Pistache answers 415 or 500 with the text of its exception: nobody's error here.
const std::vector<Row> harmless{
    {"a cookie without =", get("Cookie: flag\r\n"), {200}},
    {"a cookie and a flag", get("Cookie: _ga=GA1.2; consent\r\n"), {200}},
    {"a cookie's attribute", get("Cookie: a=1; Secure\r\n"), {200}},
    {"empty cookies", get("Cookie: a=\r\nCookie: =x\r\nCookie:\r\n"), {200}},
    {"JSON as a cookie", get("Cookie: a={\"b\":[1]}\r\n"), {200}},
    {"UTF-8 as a cookie", get("Cookie: a=\xc3\xab\r\n"), {200}},
    {"an empty Content-Type", get("Content-Type:\r\n"), {200}},
    {"a Content-Type without a slash", get("Content-Type: json\r\n"), {200}},
    {"an empty Accept", get("Accept:\r\n"), {200}},
    {"an Accept without a slash", get("Accept: text\r\n"), {200}},
    {"an Accept with a weight of letters", get("Accept: text/html;q=abc\r\n"), {200}},
    {"a Cache-Control of letters", get("Cache-Control: max-age=abc\r\n"), {200}},
    {"a Date of letters", get("Date: nonsense\r\n"), {200}},
    {"an odd Authorization", get("Authorization: x\r\n"), {200}},
    {"an odd Accept-Encoding", get("Accept-Encoding: ;;q=,,gzip;q=x\r\n"), {200}},
    {"an odd X-Forwarded-For", get("X-Forwarded-For: , _x, [::1, 1.2.3.4:99999\r\n"), {200}},
    {"a comment without a Content-Type",
     "POST /api/v1/sites/main/articles/none/comments HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
     "\r\n{}",
     {415}},
    {"a query of any kind", get("", "/healthz?%zz&a=1&a=2"), {400}},
};

class RawSuite : public ApiTest, public ::testing::WithParamInterface<Row> {
 protected:
  /// The final answers until the service closes.
  static std::vector<int> statuses_of(const std::string& bytes) {
    RawClient client{service().port()};
    client.send(bytes);
    client.end_of_input();
    const std::string answered = client.read_to_end();
    EXPECT_EQ(answered.find("basic_string"), answered.npos) << "words of an exception";
    std::vector<int> statuses;
    for (auto at = answered.find("HTTP/1.1 "); at != answered.npos;
         at = answered.find("HTTP/1.1 ", at + 9)) {
      const int status = std::atoi(answered.c_str() + at + 9);
      if (status != 0) statuses.push_back(status);  // else the words of a detail
    }
    return statuses;
  }
};

TEST_P(RawSuite, GetsItsStatusAndACleanClose) {
  EXPECT_EQ(statuses_of(GetParam().bytes), GetParam().statuses);
}

INSTANTIATE_TEST_SUITE_P(Lengths, RawSuite, ::testing::ValuesIn(lengths));
INSTANTIATE_TEST_SUITE_P(Chunks, RawSuite, ::testing::ValuesIn(chunks));
INSTANTIATE_TEST_SUITE_P(Heads, RawSuite, ::testing::ValuesIn(heads));
INSTANTIATE_TEST_SUITE_P(Harmless, RawSuite, ::testing::ValuesIn(harmless));

/// For Pistache an endless loop, which takes a whole thread.
TEST_F(RawSuite, AChunkMayArriveInAnyTwoPackets) {
  const std::string request = chunked(whole_chunks());
  for (std::size_t at = 1; at < request.size(); at += 7) {
    RawClient client{service().port()};
    client.send(request.substr(0, at));
    client.send(request.substr(at));
    EXPECT_EQ(client.read_answer().status, 404) << at;
  }
}

TEST_F(RawSuite, AClientThatExpectsIsToldToContinue) {
  RawClient client{service().port()};
  client.send(post("Expect: 100-continue\r\n" + length(valid.size()), ""));
  EXPECT_EQ(client.read_answer().status, 100);
  EXPECT_EQ(client.ask(valid).status, 404);
}

/// The largest text a form holds fits, and the largest body.
TEST_F(RawSuite, ABodyOf256KiBIsTaken) {
  const std::string article = put_article("raw-large");
  json large = ApiTest::comment("hello");
  large["padding"] = std::string(256 * 1024 - large.dump().size() - 13, 'x');
  ASSERT_EQ(large.dump().size(), 256U * 1024);
  EXPECT_LT(submit(article, large).status, 300);
}

}  // namespace
}  // namespace copytaster::http::testing
