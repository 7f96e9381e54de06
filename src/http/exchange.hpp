// One request and the one answer it gets.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string_view>

#include "http/client_address.hpp"
#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

class Connection;

/// May be handed to any thread and answered there, at any later time; used by one thread at a
/// time. Answered exactly once: the first answer counts, later ones return false and do nothing.
/// Destroyed without an answer it answers 500 (503 if `lack_memory`); a stream destroyed before its
/// end is cut, so that the client can tell. Every `bool` says whether the client can still be
/// reached.
class Exchange {
 public:
  Exchange(Request&& request, std::shared_ptr<Connection> connection);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  const Request& request() const { return request_; }
  Request& request() { return request_; }
  /// Who is at the other end of the socket: a proxy, perhaps (`client_of`).
  const ClientAddress& peer() const;
  bool answered() const { return state_ != State::open; }

  /// For whoever could not answer because of it.
  void lack_memory() { lacks_memory_ = true; }

  /// Throws std::invalid_argument as `prepare` does, and is then still unanswered.
  bool reply(Reply reply);
  /// With the request's id in its head, unless that is empty.
  bool reply(const std::shared_ptr<const PreparedReply>& reply, std::string_view request_id = {});

  /// A body of unknown length: chunked for HTTP/1.1, until the connection closes for 1.0 (which
  /// knows no trailers). `stream_chunk` never waits: what the client does not take is kept, so
  /// whoever has much to send asks `stream_has_room` before each piece. After HEAD, and when the
  /// client is gone or has taken nothing for `Timeouts::stall`, it returns false.
  bool stream(const StreamHead& head);
  bool stream_chunk(std::string_view bytes);
  /// False while more than 256 KiB are unsent: then `go_on` is called once, when there is room or
  /// the client is gone, on a thread of the door's: it must only hand the work over.
  bool stream_has_room(std::function<void()> go_on);
  /// For a stream without an end of its own: a client that sends no more is gone, and one that is
  /// sent nothing for `Timeouts::heartbeat` gets `heartbeat` between two chunks.
  void stream_until_client_leaves(std::string_view heartbeat);
  /// Whether the client is still there, as far as is known without sending.
  bool is_heard() const;
  bool stream_end(const HeaderList& trailers = {});

 private:
  enum class State { open, streaming, done };

  bool begin(State next);
  bool reply_large(Reply&& reply);
  bool keep_alive() const;
  After after(bool keep) const;

  Request request_;
  std::shared_ptr<Connection> connection_;
  std::atomic<State> state_ = State::open;
  bool chunked_ = false;
  std::atomic<bool> lacks_memory_ = false;
};

}  // namespace copytaster::http
