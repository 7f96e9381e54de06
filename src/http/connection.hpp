// One client's connection: bytes in through the framer, answers out through a descriptor of our
// own, so that a reply can be sent from any thread and never reaches another client.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/client_address.hpp"
#include "http/door.hpp"
#include "http/framing.hpp"
#include "http/seats.hpp"
#include "http/share.hpp"
#include "http/unsent.hpp"

namespace copytaster::http {

/// The dup'ed descriptor keeps the socket alive after Pistache closed its own, so its number
/// cannot pass to another client while an answer is under way. One request at a time is in work;
/// the next one is taken up when its answer has gone out whole. Safe from any thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Arrival {
    int socket;
    ClientAddress peer;
    Seats::Seat seat;
  };

  /// Duplicates the socket. Nothing when no descriptor is left.
  static std::shared_ptr<Connection> open(Arrival arrival, std::shared_ptr<Door> door);
  Connection(int descriptor, Arrival arrival, std::shared_ptr<Door> door) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  const ClientAddress& peer() const { return peer_; }

  // The reactor's side.
  void take(std::string_view bytes);
  void input_ended();  // the client sends no more; an answer under way still goes out

  // The answering side: one `Exchange` at a time. False: the client cannot be reached.
  enum class Then { more_follows, next_request, close };
  bool send(const Outgoing& outgoing, Then then);
  /// Whether a stream may send more now. If not, `go_on` is called once on the flusher's thread,
  /// when there is room again or the client is gone; it must only hand the work over.
  bool has_room(std::function<void()> go_on);
  /// From now on a client that sends no more is gone, as what streams to it has no end of its own;
  /// and `beat` is sent whenever nothing else was for `Timeouts::heartbeat`.
  void end_with_input(std::string beat);
  bool is_open() const;
  /// The answer broke off: what waits is dropped and the connection ends. With `reset` the client
  /// sees an error, as the end alone would look like a whole answer.
  void cut(bool reset);

  // The flusher's and the server's side.
  void write_waiting();
  void take_up();
  void overdue(std::int64_t now_ms);
  std::int64_t deadline_ms() const { return deadline_ms_.load(std::memory_order_relaxed); }
  /// Closes when nothing is under way; returns whether something is.
  bool retire();
  void cut_off();
  /// What it has not sent and since when nothing of it was taken.
  struct Backlog {
    std::size_t bytes = 0;
    std::int64_t since_ms = 0;
  };
  Backlog backlog() const;

  /// Whether the server drains, so that every answer is the last.
  bool closing() const { return door_->closing.load(std::memory_order_relaxed); }
  /// A large body, held once for all connections that it goes out on.
  std::shared_ptr<const std::string> share(std::string body) const {
    return door_->bodies.share(std::move(body));
  }
  /// The owner's words for a framing error or a lost exchange, ready to send.
  std::shared_ptr<const PreparedReply> refusal(const FramingError& error) const;

 private:
  enum class Stage { open, ending, lingering, dead };
  using Lock = std::unique_lock<std::mutex>;

  template <class Work>
  void or_die(const Work& work);
  void begin();
  void feed(std::string_view bytes, Lock& lock);
  void write_on(Lock& lock);
  void end_patience(std::int64_t now_ms);
  void advance(Lock& lock);
  void dispatch(Request&& request, Lock& lock);
  void refuse(const FramingError& error);
  bool put(const Outgoing& outgoing);
  void wait_to_write(const Outgoing& outgoing, std::size_t written);
  bool write_some();
  void conclude(Then then);
  void beat();
  void wind_down();
  void die(bool reset);
  void note_held();
  bool holds_too_much() const;
  void note_phase();
  void set_deadline();

  const std::shared_ptr<Door> door_;
  const ClientAddress peer_;
  const std::uint64_t id_;

  mutable std::mutex mutex_;
  int descriptor_;
  std::optional<Seats::Seat> seat_;  // until it is dead, whoever still holds it
  Stage stage_ = Stage::open;
  Framer framer_;
  std::size_t in_work_bytes_ = 0;  // of the request that is with its exchange
  Share held_;
  bool busy_ = false;         // a request is with its exchange
  bool dispatching_ = false;  // a thread is in `advance`
  bool input_ended_ = false;
  bool overfull_ = false;  // too much was pipelined: close after this answer
  bool armed_before_ = false;
  bool ends_with_input_ = false;
  std::string beat_;
  std::int64_t beat_at_ms_ = 0;
  Unsent unsent_;
  Share unsent_share_;                           // the flusher sees to their sum
  std::function<void()> on_room_;                // of a stream that waits for its reader
  Framer::Phase phase_ = Framer::Phase::failed;  // none noted yet
  std::int64_t phase_until_ms_ = 0;
  std::int64_t progress_ms_ = 0;
  std::int64_t linger_until_ms_ = 0;
  std::atomic<std::int64_t> deadline_ms_ = 0;
};

}  // namespace copytaster::http
