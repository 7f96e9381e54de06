#include "http/reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <stdexcept>

#include "http/header_lists.hpp"

namespace copytaster::http {
namespace {

struct Reason {
  int status;
  std::string_view text;
};

constexpr std::array<Reason, 36> reasons{{{100, "Continue"},
                                          {200, "OK"},
                                          {201, "Created"},
                                          {202, "Accepted"},
                                          {204, "No Content"},
                                          {206, "Partial Content"},
                                          {301, "Moved Permanently"},
                                          {302, "Found"},
                                          {303, "See Other"},
                                          {304, "Not Modified"},
                                          {307, "Temporary Redirect"},
                                          {308, "Permanent Redirect"},
                                          {400, "Bad Request"},
                                          {401, "Unauthorized"},
                                          {403, "Forbidden"},
                                          {404, "Not Found"},
                                          {405, "Method Not Allowed"},
                                          {406, "Not Acceptable"},
                                          {408, "Request Timeout"},
                                          {409, "Conflict"},
                                          {410, "Gone"},
                                          {411, "Length Required"},
                                          {412, "Precondition Failed"},
                                          {413, "Content Too Large"},
                                          {414, "URI Too Long"},
                                          {415, "Unsupported Media Type"},
                                          {417, "Expectation Failed"},
                                          {422, "Unprocessable Content"},
                                          {428, "Precondition Required"},
                                          {429, "Too Many Requests"},
                                          {431, "Request Header Fields Too Large"},
                                          {500, "Internal Server Error"},
                                          {501, "Not Implemented"},
                                          {503, "Service Unavailable"},
                                          {504, "Gateway Timeout"},
                                          {505, "HTTP Version Not Supported"}}};

constexpr std::size_t opening_bytes_usual = 640;
/// Below, one call that copies is cheaper than two that do not (measured: script/bench).
constexpr std::size_t pages_bytes_min = 16 * 1024;

constexpr std::array<std::string_view, 6> own_headers{
    "content-length", "transfer-encoding", "connection", "date", "trailer", "keep-alive"};

void append_header(std::string& lines, std::string_view name, std::string_view value) {
  lines.append(name).append(": ").append(value).append("\r\n");
}

void check_header(std::string_view name, std::string_view value) {
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
  };
  if (!is_token(name) || std::any_of(value.begin(), value.end(), is_control)) {
    throw std::invalid_argument("an answer has a header that cannot be sent");
  }
  if (std::ranges::any_of(
          own_headers, [name](std::string_view own) { return equal_ignoring_case(name, own); })) {
    throw std::invalid_argument("an answer has a header that the door writes itself");
  }
}

void append_number(std::string& text, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

/// The Date line, made anew once a second in each thread.
const std::string& date_line() {
  thread_local std::time_t made_at = 0;
  thread_local std::string line;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec == made_at && !line.empty()) return line;
  made_at = now.tv_sec;
  std::tm utc{};
  gmtime_r(&made_at, &utc);
  std::array<char, 48> text{};
  // The service never sets a locale, so the names of days and months are the protocol's.
  const std::size_t size =
      std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
  line.assign(text.data(), size);
  return line;
}

}  // namespace

std::string header_lines(const HeaderList& headers) {
  std::string lines;
  for (const auto& [name, value] : headers) {
    check_header(name, value);
    append_header(lines, name, value);
  }
  return lines;
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

std::string head_of(const Reply& reply) {
  std::string lines = header_lines(reply.headers);
  if (!has_no_body(reply.status)) {
    lines.append("Content-Length: ");
    append_number(lines, reply.body.size());
    lines.append("\r\n");
  }
  return lines.append("\r\n");
}

std::shared_ptr<const PreparedReply> prepare(const Reply& reply) {
  auto prepared = std::make_shared<PreparedReply>();
  prepared->status = reply.status;
  prepared->bytes = head_of(reply);
  prepared->body_at = prepared->bytes.size();
  if (!has_no_body(reply.status)) prepared->bytes.append(reply.body);
  return prepared;
}

std::shared_ptr<const PreparedReply> prepare_for_many(const Reply& reply) {
  auto prepared = prepare(reply);
  auto with_pages = as_pages(*prepared);
  return with_pages == nullptr ? prepared : with_pages;
}

std::shared_ptr<const PreparedReply> as_pages(const PreparedReply& prepared) {
  if (prepared.bytes.size() < pages_bytes_min) return nullptr;
  auto pages = Pages::holding(prepared.bytes);
  if (!pages) return nullptr;
  return std::make_shared<const PreparedReply>(
      PreparedReply{prepared.status, prepared.bytes, prepared.body_at, std::move(pages)});
}

std::shared_ptr<const PreparedReply> prepare_stream(const StreamHead& head, bool chunked) {
  auto prepared = std::make_shared<PreparedReply>();
  prepared->status = head.status;
  std::string& bytes = prepared->bytes;
  bytes = header_lines(head.headers);
  if (chunked) {
    append_header(bytes, "Transfer-Encoding", "chunked");
    for (const std::string& trailer : head.trailers) {
      check_header(trailer, "");
      append_header(bytes, "Trailer", trailer);
    }
  }
  bytes.append("\r\n");
  prepared->body_at = bytes.size();
  return prepared;
}

// With room for what is put behind them.
std::string opening_lines(int status, After after) {
  std::string lines;
  lines.reserve(opening_bytes_usual);
  lines.append("HTTP/1.1 ");
  append_number(lines, static_cast<std::size_t>(status));
  lines.append(" ").append(reason_of(status)).append("\r\n").append(date_line());
  if (after == After::close) lines.append("Connection: close\r\n");
  if (after == After::keep_alive_1_0) lines.append("Connection: keep-alive\r\n");
  return lines;
}

std::string_view reason_of(int status) {
  const auto found = std::ranges::find(reasons, status, &Reason::status);
  return found == reasons.end() ? "Unknown" : found->text;
}

}  // namespace copytaster::http
