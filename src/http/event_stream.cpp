#include "http/event_stream.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace copytaster::http {
namespace {

constexpr std::size_t event_bytes_max = 32 * 1024;  // less than a chunk: no heartbeat inside
constexpr std::string_view reconnect_after = "retry: 3000\n\n";  // ms
constexpr std::string_view heartbeat = ":\n\n";

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

/// CR LF, CR and LF end a line alike; each line gets its own "data: ".
void append_data(std::string& lines, std::string_view data) {
  while (true) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    lines.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == data.size()) return;
    data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

}  // namespace

std::string event_lines(const Event& event) {
  if (event.name.empty() || std::ranges::any_of(event.name, is_control))
    throw std::invalid_argument("an event's name cannot be sent");
  std::string lines = "id: " + std::to_string(event.id) + "\n";
  lines.append("event: ").append(event.name).append("\n");
  append_data(lines, event.data);
  lines.append("\n");
  if (lines.size() > event_bytes_max) throw std::invalid_argument("an event is too large");
  return lines;
}

EventStream::EventStream(std::shared_ptr<Exchange> exchange, HeaderList headers)
    : exchange_(std::move(exchange)) {
  headers.emplace_back("Content-Type", "text/event-stream");
  headers.emplace_back("Cache-Control", "no-store");
  headers.emplace_back("X-Accel-Buffering", "no");  // nginx would wait for more
  exchange_->stream({200, std::move(headers), {}});
  exchange_->stream_until_client_leaves(heartbeat);
  exchange_->stream_chunk(reconnect_after);
}

bool EventStream::send(const Event& event) {
  const std::string lines = event_lines(event);
  if (exchange_ == nullptr) return false;
  const bool keeps_up = exchange_->stream_has_room([]() noexcept {});
  const bool reached = keeps_up && exchange_->stream_chunk(lines);
  if (!reached) exchange_.reset();
  return reached;
}

void EventStream::end() {
  if (exchange_ != nullptr) exchange_->stream_end();
  exchange_.reset();
}

bool EventStream::has_ended() const { return exchange_ == nullptr || !exchange_->is_heard(); }

}  // namespace copytaster::http
