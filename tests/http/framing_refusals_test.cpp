// What strict framing refuses, as a table: each row is a stream of bytes and the status it gets.
// Rows marked (P) are answered otherwise by Pistache's own parser: with a 200, with a 500 and the
// text of an exception, or not at all.
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "http/framing.hpp"
#include "tests/http/framed.hpp"

namespace copytaster::http {
namespace {

using namespace std::string_literals;

struct Case {
  const char* why;
  std::string bytes;
  int status;  // 200: framed, 0: more bytes are awaited
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.why; }

std::string get(const std::string& headers) {
  return "GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

std::string post(const std::string& headers, const std::string& body = "hello") {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
}

std::string line(const std::string& request_line) { return request_line + "\r\nHost: x\r\n\r\n"; }

std::string chunks(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }

int status_of(const std::string& bytes) {
  const auto said = testing::said_of(bytes);
  if (said.empty()) return 0;
  const std::string& first = said.front();
  return first[0] >= '0' && first[0] <= '9' ? std::stoi(first) : 200;
}

const std::vector<Case> lengths{
    {"a length", post("Content-Length: 5\r\n"), 200},
    {"a length with leading zeros", post("Content-Length: 0005\r\n"), 200},
    {"no length for a POST", post(""), 411},
    {"no length for a PUT", "PUT / HTTP/1.1\r\nHost: x\r\n\r\n", 411},
    {"no length for a PATCH", "PATCH / HTTP/1.1\r\nHost: x\r\n\r\n", 411},
    {"no length for an old POST", "POST / HTTP/1.0\r\n\r\n", 411},
    {"no length for a DELETE", "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 200},
    {"a GET with a body", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na", 200},
    {"two lengths, the first small (P)", post("Content-Length: 0\r\nContent-Length: 35\r\n"), 400},
    {"two lengths, the first large (P)", post("Content-Length: 35\r\nContent-Length: 0\r\n"), 400},
    {"two equal lengths (P)", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
    {"a list of lengths (P)", post("Content-Length: 5, 5\r\n"), 400},
    {"a negative length (P)", post("Content-Length: -1\r\n"), 400},
    {"a length with a plus (P)", post("Content-Length: +5\r\n"), 400},
    {"a length with a letter (P)", post("Content-Length: 5x\r\n"), 400},
    {"letters before a length (P)", post("Content-Length: abc\r\n"), 400},
    {"a hexadecimal length", post("Content-Length: 0x5\r\n"), 400},
    {"a length with a blank inside", post("Content-Length: 1 2\r\n"), 400},
    {"an empty length (P)", post("Content-Length:\r\n"), 400},
    {"a length of 4 GiB (P)", post("Content-Length: 4294967296\r\n"), 413},
    {"a length of 8 EiB (P)", post("Content-Length: 9223372036854775808\r\n"), 413},
    {"a length of 10^20 (P)", post("Content-Length: 100000000000000000000\r\n"), 413},
    {"a length of 10^26 (P)", post("Content-Length: 1" + std::string(26, '0') + "\r\n"), 413},
};

const std::vector<Case> transfer_codings{
    {"chunked", chunks("5\r\nhello\r\n0\r\n\r\n"), 200},
    {"split after the CR of a chunk: awaits more (P)", chunks("5\r\nhello\r"), 0},
    {"a chunk extension (P)", chunks("5;ext=1\r\nhello\r\n0\r\n\r\n"), 200},
    {"length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
    {"a blank before the colon (P)", post("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n"),
     400},
    {"a tab before the colon", post("Transfer-Encoding\t: chunked\r\nContent-Length: 5\r\n"), 400},
    {"xchunked", post("Transfer-Encoding: xchunked\r\n"), 501},
    {"gzip", post("Transfer-Encoding: gzip\r\n"), 501},
    {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501},
    {"chunked twice in one line", post("Transfer-Encoding: chunked, chunked\r\n"), 501},
    {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"an empty coding", post("Transfer-Encoding:\r\n"), 501},
    {"a quoted coding", post("Transfer-Encoding: \"chunked\"\r\n"), 501},
    {"chunked from HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"an empty chunk size (P)", chunks("\r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk size that is no number", chunks("xyz\r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk size of -1 (P)", chunks("-1\r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk size with 0x", chunks("0x5\r\nhello\r\n0\r\n\r\n"), 400},
    {"a blank before a chunk size", chunks(" 5\r\nhello\r\n0\r\n\r\n"), 400},
    {"a blank after a chunk size", chunks("5 \r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk of 1 GiB (P)", chunks("40000000\r\nhello"), 413},
    {"a chunk of 7fffffffffffffff (P)", chunks("7fffffffffffffff\r\nhello"), 413},
    {"a chunk of ffffffffffffffff (P)", chunks("ffffffffffffffff\r\nhello"), 413},
    {"a chunk size of 17 digits", chunks("00000000000000005\r\nhello"), 400},
    {"a chunk that is longer than it says", chunks("5\r\nhellooo\r\n0\r\n\r\n"), 400},
    {"a chunk line with a bare LF", chunks("5\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk ended by a bare LF", chunks("5\r\nhello\n0\r\n\r\n"), 400},
    {"a bare LF inside an extension", chunks("5;a\nb\r\nhello\r\n0\r\n\r\n"), 400},
    {"a NUL inside an extension", chunks("5;a\0b\r\nhello\r\n0\r\n\r\n"s), 400},
    {"a trailer ended by a bare LF", chunks("0\r\nA: b\n\r\n"), 400},
    {"no end of the trailers: awaits more", chunks("5\r\nhello\r\n0\r\n"), 0},
};

const std::vector<Case> request_lines{
    {"each method: HEAD", line("HEAD / HTTP/1.1"), 200},
    {"each method: DELETE", line("DELETE / HTTP/1.1"), 200},
    {"each method: OPTIONS", line("OPTIONS / HTTP/1.1"), 200},
    {"OPTIONS for all", line("OPTIONS * HTTP/1.1"), 200},
    {"GET for all", line("GET * HTTP/1.1"), 400},
    {"TRACE (P)", line("TRACE / HTTP/1.1"), 501},
    {"CONNECT", line("CONNECT x:443 HTTP/1.1"), 501},
    {"an unknown method", line("FOO / HTTP/1.1"), 501},
    {"a method in lower case", line("get / HTTP/1.1"), 501},
    {"a method that is no token", line("GE(T / HTTP/1.1"), 400},
    {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 200},
    {"HTTP/1.2", line("GET / HTTP/1.2"), 505},
    {"HTTP/2.0", line("GET / HTTP/2.0"), 505},
    {"HTTP/9.9", line("GET / HTTP/9.9"), 505},
    {"HTTP/0.9", "GET /\r\n", 400},
    {"an empty version (P)", line("GET / "), 400},
    {"a version in lower case", line("GET / http/1.1"), 400},
    {"half a version", line("GET / HTTP/1"), 400},
    {"a long version", line("GET / HTTP/1.10"), 400},
    {"two blanks", line("GET  / HTTP/1.1"), 400},
    {"a blank at the end", line("GET / HTTP/1.1 "), 400},
    {"a blank at the front", line(" GET / HTTP/1.1"), 400},
    {"tabs", line("GET\t/\tHTTP/1.1"), 400},
    {"a blank in the target", line("GET /a b HTTP/1.1"), 400},
    {"an empty target", line("GET  HTTP/1.1"), 400},
    {"a relative target", line("GET a HTTP/1.1"), 400},
    {"a NUL in the path (P)", line("GET /a\0b HTTP/1.1"s), 400},
    {"an encoded NUL", line("GET /a%00b HTTP/1.1"), 400},
    {"an encoded line feed", line("GET /a%0ab HTTP/1.1"), 400},
    {"an encoded slash", line("GET /a%2Fb HTTP/1.1"), 400},
    {"an encoded percent", line("GET /a%252Fb HTTP/1.1"), 200},
    {"half an escape", line("GET /a%2 HTTP/1.1"), 400},
    {"an escape of no digits", line("GET /a%zz HTTP/1.1"), 400},
    {"dot segments", line("GET /a/../b HTTP/1.1"), 400},
    {"a dot segment at the end", line("GET /a/.. HTTP/1.1"), 400},
    {"an encoded dot segment", line("GET /a/%2e%2e/b HTTP/1.1"), 400},
    {"a single dot", line("GET /./a HTTP/1.1"), 400},
    {"dots in a name", line("GET /.well-known/a..b/...c HTTP/1.1"), 200},
    {"a bad escape in the query", line("GET /?a=%zz HTTP/1.1"), 200},
    {"a fragment", line("GET /#a HTTP/1.1"), 400},
    {"raw UTF-8 in the target", line("GET /caf\xc3\xa9 HTTP/1.1"), 400},
    {"an absolute target", line("GET http://x/a HTTP/1.1"), 200},
    {"an absolute target of another scheme", line("GET ftp://x/a HTTP/1.1"), 400},
    {"an absolute target with a user", line("GET http://u:p@x/a HTTP/1.1"), 400},
    {"an absolute target without a host", line("GET http:///a HTTP/1.1"), 400},
    {"a TLS hello", "\x16\x03\x01\x02\x00\x01"s, 400},
    {"NULs", "\0\0\0\0"s, 400},
    {"two empty lines in front", "\r\n\r\n" + line("GET / HTTP/1.1"), 200},
    {"three empty lines in front", "\r\n\r\n\r\n" + line("GET / HTTP/1.1"), 400},
    {"bare LF lines (P)", "GET / HTTP/1.1\nHost: x\n\n", 400},
    {"a bare CR", "GET / HTTP/1.1\rHost: x\r\n\r\n", 400},
    {"half a line: awaits more", "GET / HT", 0},
};

const std::vector<Case> headers{
    {"no Host (P)", "GET / HTTP/1.1\r\n\r\n", 400},
    {"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 200},
    {"no Host beside an absolute target", "GET http://x/ HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", get("Host: y\r\n"), 400},
    {"two equal Hosts", get("Host: x\r\n"), 400},
    {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"a Host with a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", 200},
    {"a Host with a high port (P)", "GET / HTTP/1.1\r\nHost: a:99999999\r\n\r\n", 400},
    {"a Host with port 65536", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400},
    {"a Host with port 65535", "GET / HTTP/1.1\r\nHost: a:65535\r\n\r\n", 200},
    {"an IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200},
    {"half an IPv6 Host (P)", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
    {"a Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
    {"two names in a Host", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
    {"a folded line (P)", get("A: b\r\n c\r\n"), 400},
    {"a folded first line", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400},
    {"a line without a colon (P)", get("nonsense\r\n"), 400},
    {"an empty name (P)", get(": x\r\n"), 400},
    {"a blank in a name", get("A B: x\r\n"), 400},
    {"a name of other letters", get("\xc3\xa9: x\r\n"), 400},
    {"a NUL in a value (P)", get("A: a\0b\r\n"s), 400},
    {"a bare CR in a value", get("A: a\rb\r\n"), 400},
    {"an escape character in a value", get("A: \x1b[0m\r\n"), 400},
    {"a DEL in a value", get("A: \x7f\r\n"), 400},
    {"a tab in a value", get("A: a\tb\r\n"), 200},
    {"UTF-8 in a value", get("Cookie: name=Zo\xc3\xab\r\n"), 200},
    {"an empty value", get("Accept:\r\n"), 200},
    {"a bare LF after a header", get("A: b\n"), 400},
    {"a cookie without = (P)", get("Cookie: _ga=GA1.1.1; consent\r\n"), 200},
    {"an odd Cache-Control (P)", get("Cache-Control: max-age=abc\r\n"), 200},
    {"an odd Date (P)", get("Date: yesterday\r\n"), 200},
    {"an odd Accept (P)", get("Accept: text\r\n"), 200},
    {"two Authorizations", get("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400},
    {"two Content-Types", post("Content-Length: 5\r\nContent-Type: a/b\r\nContent-Type: a/c\r\n"),
     400},
    {"two Origins", get("Origin: https://a\r\nOrigin: https://b\r\n"), 400},
    {"two X-Forwarded-Fors", get("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: ::1\r\n"), 200},
    {"another expectation", get("Expect: coffee\r\n"), 417},
    {"another expectation in HTTP/1.0", "GET / HTTP/1.0\r\nExpect: coffee\r\n\r\n", 200},
};

class FramingTable : public ::testing::TestWithParam<Case> {};

TEST_P(FramingTable, GetsItsStatus) {
  EXPECT_EQ(status_of(GetParam().bytes), GetParam().status) << GetParam().why;
  EXPECT_EQ(testing::said_of(GetParam().bytes, 1), testing::said_of(GetParam().bytes));
}

INSTANTIATE_TEST_SUITE_P(Lengths, FramingTable, ::testing::ValuesIn(lengths));
INSTANTIATE_TEST_SUITE_P(TransferCodings, FramingTable, ::testing::ValuesIn(transfer_codings));
INSTANTIATE_TEST_SUITE_P(RequestLines, FramingTable, ::testing::ValuesIn(request_lines));
INSTANTIATE_TEST_SUITE_P(Headers, FramingTable, ::testing::ValuesIn(headers));

/// The first that applies: each row has two faults.
TEST(FramingOrder, NamesTheFirstFaultOnly) {
  EXPECT_EQ(status_of("FOO / HTTP/3.0\r\n\r\n"), 505) << "version before method";
  EXPECT_EQ(status_of("FOO / HTTP/1.1\r\nbad\r\n\r\n"), 501) << "line before headers";
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\n\r\n"), 400) << "Host before length";
  EXPECT_EQ(status_of(post("Content-Length: 999999\r\nExpect: x\r\n")), 413);
}

}  // namespace
}  // namespace copytaster::http
