// Strict incremental HTTP/1.1 framing (RFC 9112) of a byte stream into requests. Pure: no socket,
// no Pistache, no clock. Whatever the split of the bytes, the answer is the same, in linear time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/chunked.hpp"
#include "http/request_line.hpp"

namespace copytaster::http {

struct HeaderField {
  std::string_view name;   // as sent; compare with `equal_ignoring_case`
  std::string_view value;  // without the blanks around it; no control characters but HTAB
};

/// One whole request. Its views look into `head`, which moves along with it; move-only for that.
struct Request {
  Request() = default;
  Request(Request&&) = default;
  Request& operator=(Request&&) = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() = default;

  Method method = Method::get;
  int minor_version = 1;    // HTTP/1.0 or HTTP/1.1
  bool keep_alive = true;   // what the client asks for
  std::string_view target;  // as sent, query included
  std::string_view path;    // decoded; no NUL, no control character, no dot segment, no %2F
  std::string_view query;   // raw, without the question mark
  std::string_view host;    // with port; of an absolute target, else of Host; may be empty in 1.0
  std::vector<HeaderField> headers;
  std::string body;
  std::vector<char> head;  // which keeps its place when it is moved

  /// The first header of that name, letter case ignored. What must be single is (`Framer`).
  std::optional<std::string_view> header(std::string_view name) const;
  /// All headers of that name, in their order.
  std::vector<std::string_view> headers_named(std::string_view name) const;
};

/// Of a route that says nothing else.
inline constexpr std::size_t body_bytes_max_usual = std::size_t{256} << 10U;

/// What a request may weigh. Above: 414, 431, 431, 413.
struct FramingLimits {
  std::size_t line_bytes_max = 8 * 1024;   // the request line
  std::size_t head_bytes_max = 16 * 1024;  // all header lines together
  std::size_t header_lines_max = 100;
  std::size_t body_bytes_max = body_bytes_max_usual;
  /// Set where some routes take more or less than `body_bytes_max`.
  std::function<std::size_t(Method, std::string_view path)> body_bytes_max_of;
};

/// The status to answer with before the connection closes, and why: a fixed text, never a word of
/// what was sent.
struct FramingError {
  int status = 400;
  std::string_view detail;
};

struct NeedMore {
  bool continue_wanted = false;  // said once: the client waits for `100 Continue`
};

using Framed = std::variant<NeedMore, Request, FramingError>;

/// Feed bytes, take requests. One request at a time: what follows it waits inside, uninspected,
/// until `next` is called again; the caller bounds it by `waiting_bytes`. After an error there
/// are no more requests. Refused: whatever RFC 9112 calls invalid or ambiguous, even where it
/// lets a server be lenient (bare LF, obs-fold, repeated Content-Length, two Hosts, …), and
/// repeated headers that have one meaning (Authorization, Content-Type, Origin, …).
class Framer {
 public:
  enum class Phase { idle, head, body, failed };

  explicit Framer(const FramingLimits& limits) noexcept
      : limits_(&limits) {}  // must outlive the framer

  void feed(std::string_view bytes);
  Framed next();

  /// What the client owes us: nothing, the rest of a head, or the rest of a body.
  Phase phase() const;
  std::size_t waiting_bytes() const { return buffer_.size() - taken_; }
  /// Of the client's bytes, those that are held here.
  std::size_t held_bytes() const {
    return buffer_.size() + request_.head.size() + request_.body.size();
  }
  /// As if the client had sent what cannot be taken; what is held goes.
  void give_up(const FramingError& error) { fail(error.status, error.detail); }
  /// Bytes of body announced and still to come (0 when chunked).
  std::size_t body_bytes_missing() const { return body_missing_; }

 private:
  enum class Stage { request_line, header_lines, sized_body, chunked_body, failed };

  struct Span {
    std::size_t at = 0;
    std::size_t size = 0;
  };
  struct FieldSpan {
    Span name;
    Span value;
  };
  struct HeadFacts;

  // Each of these returns whether `next` can go on at once; if not, more bytes are needed or
  // the framer has failed.
  bool read_request_line();
  bool read_header_line();
  bool read_head();
  bool read_sized_body();
  bool read_chunked_body();
  bool settle_body(const HeadFacts& facts);
  bool settle_length(std::string_view length);
  bool settle_expectation(const HeadFacts& facts);
  bool fail(int status, std::string_view detail);

  bool find_line(std::size_t bytes_max, const FramingError& too_long);
  void pass_line();
  Framed pause();
  Request finish();
  void compact();

  const FramingLimits* limits_;
  Stage stage_ = Stage::request_line;
  std::string buffer_;
  std::size_t taken_ = 0;       // bytes of the buffer that belong to finished requests
  std::size_t line_start_ = 0;  // of the line being read
  std::size_t line_end_ = 0;    // of the line found, without its CRLF
  std::size_t scanned_ = 0;     // no line feed between line_start_ and here
  std::size_t head_start_ = 0;  // of the header lines
  std::size_t empty_lines_ = 0;
  Span target_, path_, query_, authority_;  // relative to the start of the request
  std::string decoded_path_;
  std::vector<FieldSpan> fields_;  // likewise
  Request request_;
  std::size_t body_missing_ = 0;
  bool continue_wanted_ = false;
  ChunkedBody chunked_;
  FramingError error_;
};

}  // namespace copytaster::http
