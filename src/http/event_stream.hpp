// Server-sent events (WHATWG HTML §9.2): one answer that goes on for as long as its reader listens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/exchange.hpp"

namespace copytaster::http {

struct Event {
  std::string_view name;  // no control characters
  std::uint64_t id = 0;   // comes back as Last-Event-ID when the reader reconnects
  std::string_view data;  // at most 32 KiB; any line ends
};

/// A reader who hears nothing for `Timeouts::heartbeat` is sent an empty comment line, so that no
/// proxy takes silence for an end. One who leaves more than 256 KiB untaken is cut off: she
/// reconnects by herself and says what she saw last. Used by one thread at a time.
class EventStream {
 public:
  /// Answers with the head; `headers` beside Content-Type and Cache-Control.
  EventStream(std::shared_ptr<Exchange> exchange, HeaderList headers);

  /// Never waits. False: she has gone or was cut off. Throws std::invalid_argument where `event`
  /// breaks its limits.
  bool send(const Event& event);

  /// In good order: the reader comes again by herself.
  void end();

  /// Whether nobody listens any more; seen without sending.
  bool has_ended() const;

 private:
  std::shared_ptr<Exchange> exchange_;  // null once cut off
};

/// The lines of one event.
std::string event_lines(const Event& event);

}  // namespace copytaster::http
