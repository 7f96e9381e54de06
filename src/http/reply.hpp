// An answer as it goes out. Serialised once; only the lines that differ from request to request
// (Date, Connection) are made anew.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/pages.hpp"

namespace copytaster::http {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// Content-Length, Date and Connection are added when it is sent, and may not stand in `headers`.
struct Reply {
  int status = 200;
  HeaderList headers;
  std::string body;
};

/// Head of an answer whose body is sent piece by piece. Each name that will come as a trailer
/// must be announced.
struct StreamHead {
  int status = 200;
  HeaderList headers;
  std::vector<std::string> trailers;
};

/// Immutable and shareable: a cached page is prepared once and sent to many.
struct PreparedReply {
  int status = 200;
  std::string bytes;           // header lines, the empty line, the body
  std::size_t body_at = 0;     // where the body begins
  std::optional<Pages> pages;  // the same bytes, where `prepare_for_many` found it worth while
};

/// Throws std::invalid_argument when a header name is no token, a value has a control character
/// (so no header can be smuggled into an answer), or a header is one that the door writes itself.
std::shared_ptr<const PreparedReply> prepare(const Reply& reply);
/// The same for an answer that will be sent often: a large one also as pages, which the kernel
/// sends without copying them (at 30 KB as many requests a second as nginx, for less CPU).
std::shared_ptr<const PreparedReply> prepare_for_many(const Reply& reply);
/// The same answer as pages. Null: it is too small for that, or the system has no descriptor left.
std::shared_ptr<const PreparedReply> as_pages(const PreparedReply& prepared);
std::shared_ptr<const PreparedReply> prepare_stream(const StreamHead& head, bool chunked);

/// Header lines with their line ends; the same checks as `prepare`.
std::string header_lines(const HeaderList& headers);
/// All of the answer between its opening lines and its body; the same checks.
std::string head_of(const Reply& reply);
bool has_no_body(int status);  // whatever the answer holds (RFC 9110 §6.4.1)

enum class After { keep_alive, keep_alive_1_0, close };

/// Status line, Date and, where the client must be told, Connection.
std::string opening_lines(int status, After after);

std::string_view reason_of(int status);

}  // namespace copytaster::http
