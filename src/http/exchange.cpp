#include "http/exchange.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "http/connection.hpp"

namespace copytaster::http {
namespace {

/// Up to here an answer goes out in one piece: a copy instead of a list of two.
constexpr std::size_t copied_bytes_max = 512;
constexpr std::size_t chunk_bytes_max = 64 * 1024;
/// Below this a copy costs less than looking for an equal one.
constexpr std::size_t shared_bytes_min = 16 * 1024;

/// Appends one chunk (RFC 9112 §7.1).
void append_chunk(std::string& text, std::string_view bytes) {
  std::array<char, 16> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  text.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
}

}  // namespace

Exchange::Exchange(Request&& request, std::shared_ptr<Connection> connection)
    : request_(std::move(request)), connection_(std::move(connection)) {}

Exchange::~Exchange() {
  try {
    const int status = lacks_memory_ ? 503 : 500;
    if (state_ == State::open)
      reply(connection_->refusal({status, "The request was not answered."}));
  } catch (...) {
    connection_->cut(true);  // not even the refusal could be made
  }
  if (state_ == State::streaming) connection_->cut(!chunked_);
}

const ClientAddress& Exchange::peer() const { return connection_->peer(); }

bool Exchange::reply(Reply reply_with) {
  const bool is_large = reply_with.body.size() >= shared_bytes_min;
  if (is_large && !has_no_body(reply_with.status)) return reply_large(std::move(reply_with));
  return reply(prepare(reply_with));
}

/// Many readers of one large answer wait for the same bytes.
bool Exchange::reply_large(Reply&& large) {
  const std::string head = head_of(large);
  if (!begin(State::done)) return false;
  const bool keep = keep_alive();
  const std::string lead = opening_lines(large.status, after(keep)) + head;
  const std::size_t size = request_.method == Method::head ? 0 : large.body.size();
  return connection_->send({lead, connection_->share(std::move(large.body)), 0, size},
                           keep ? Connection::Then::next_request : Connection::Then::close);
}

bool Exchange::reply(const std::shared_ptr<const PreparedReply>& prepared,
                     std::string_view request_id) {
  if (!begin(State::done)) return false;
  const bool keep = keep_alive();
  const auto then = keep ? Connection::Then::next_request : Connection::Then::close;
  std::string opening = opening_lines(prepared->status, after(keep));
  if (!request_id.empty()) opening.append("X-Request-Id: ").append(request_id).append("\r\n");
  const bool head_only = request_.method == Method::head;
  const std::size_t size = head_only ? prepared->body_at : prepared->bytes.size();
  if (size <= copied_bytes_max)
    return connection_->send({opening.append(prepared->bytes, 0, size), nullptr, 0, 0}, then);
  const int pages = prepared->pages ? prepared->pages->descriptor() : no_pages;
  return connection_->send({opening, {prepared, &prepared->bytes}, 0, size, pages}, then);
}

bool Exchange::stream(const StreamHead& head) {
  const bool chunked = request_.minor_version > 0;
  const auto prepared = prepare_stream(head, chunked);
  const bool head_only = request_.method == Method::head;
  if (!begin(head_only ? State::done : State::streaming)) return false;
  chunked_ = chunked;
  const bool keep = chunked && keep_alive();
  const std::string opening = opening_lines(prepared->status, after(keep));
  auto then = Connection::Then::more_follows;
  if (head_only) then = keep ? Connection::Then::next_request : Connection::Then::close;
  return connection_->send({opening, {prepared, &prepared->bytes}, 0, prepared->bytes.size()},
                           then);
}

bool Exchange::stream_chunk(std::string_view bytes) {
  if (state_ != State::streaming) return false;
  std::string chunk;
  while (!bytes.empty()) {
    const std::string_view some = bytes.substr(0, std::min(bytes.size(), chunk_bytes_max));
    bytes.remove_prefix(some.size());
    if (chunked_) {
      chunk.clear();
      chunk.reserve(some.size() + 20);
      append_chunk(chunk, some);
    }
    const std::string_view piece = chunked_ ? std::string_view(chunk) : some;
    if (!connection_->send({piece, nullptr, 0, 0}, Connection::Then::more_follows)) return false;
  }
  return true;
}

bool Exchange::stream_has_room(std::function<void()> go_on) {
  return connection_->has_room(std::move(go_on));
}

void Exchange::stream_until_client_leaves(std::string_view heartbeat) {
  if (state_ != State::streaming) return;
  std::string beat;
  if (chunked_) {
    append_chunk(beat, heartbeat);
  } else {
    beat = heartbeat;
  }
  connection_->end_with_input(std::move(beat));
}

bool Exchange::is_heard() const { return state_ == State::streaming && connection_->is_open(); }

bool Exchange::stream_end(const HeaderList& trailers) {
  if (state_ != State::streaming) return false;
  const std::string end = chunked_ ? "0\r\n" + header_lines(trailers) + "\r\n" : std::string();
  state_ = State::done;
  const bool keep = chunked_ && keep_alive();
  return connection_->send({end, nullptr, 0, 0},
                           keep ? Connection::Then::next_request : Connection::Then::close);
}

bool Exchange::begin(State next) {
  State open = State::open;
  return state_.compare_exchange_strong(open, next);
}

bool Exchange::keep_alive() const { return request_.keep_alive && !connection_->closing(); }

After Exchange::after(bool keep) const {
  if (!keep) return After::close;
  return request_.minor_version == 0 ? After::keep_alive_1_0 : After::keep_alive;
}

}  // namespace copytaster::http
