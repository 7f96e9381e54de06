#include "http/connection.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <utility>

#include "http/exchange.hpp"
#include "http/sending.hpp"

namespace copytaster::http {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t pieces_at_once = 16;
constexpr std::size_t body_bytes_per_second_min = 16 * 1024;
/// After so many writes in a row the flusher looks after its other connections.
constexpr int writes_in_a_row = 8;

}  // namespace

std::shared_ptr<Connection> Connection::open(Arrival arrival, std::shared_ptr<Door> door) {
  const int descriptor = fcntl(arrival.socket, F_DUPFD_CLOEXEC, door->first_duplicate);
  if (descriptor < 0) return nullptr;
  Flusher& flusher = door->flusher;
  auto connection = std::make_shared<Connection>(descriptor, std::move(arrival), std::move(door));
  connection->begin();
  flusher.watch(connection->id_, connection);
  return connection;
}

Connection::Connection(int descriptor, Arrival arrival, std::shared_ptr<Door> door) noexcept
    : door_(std::move(door)),
      peer_(arrival.peer),
      id_(++door_->connections_so_far),
      descriptor_(descriptor),
      seat_(std::move(arrival.seat)),
      framer_(door_->terms.framing),
      held_(door_->held_in_all),
      unsent_share_(door_->unsent_in_all) {}

Connection::~Connection() {
  if (descriptor_ >= 0) close(descriptor_);
}

void Connection::begin() {
  const Lock lock(mutex_);
  note_phase();
  set_deadline();
}

/// Where memory is short, a connection ends rather than its thread.
template <class Work>
void Connection::or_die(const Work& work) {
  Lock lock(mutex_);
  try {
    work(lock);
  } catch (...) {
    die(true);
  }
}

void Connection::take(std::string_view bytes) {
  or_die([&](Lock& lock) { feed(bytes, lock); });
}

void Connection::feed(std::string_view bytes, Lock& lock) {
  if (stage_ != Stage::open || overfull_) return;
  const bool must_wait = busy_ || dispatching_ || !unsent_.empty();
  if (must_wait && framer_.waiting_bytes() + bytes.size() > door_->terms.pipelined_bytes_max) {
    overfull_ = true;
    return;
  }
  framer_.feed(bytes);
  note_held();
  if (holds_too_much()) framer_.give_up({503, "Too much is being sent at once."});
  advance(lock);
}

void Connection::input_ended() {
  or_die([&](Lock& lock) {
    input_ended_ = true;
    if (stage_ == Stage::lingering || ends_with_input_) die(false);
    advance(lock);  // whole requests may still wait; then it ends
  });
}

void Connection::take_up() {
  or_die([&](Lock& lock) { advance(lock); });
}

/// Works off whole requests, one after the other. Where a request's answer comes later, the
/// thread that brings it goes on here through `conclude`.
void Connection::advance(Lock& lock) {
  if (dispatching_) return;
  dispatching_ = true;
  while (stage_ == Stage::open && !busy_ && unsent_.empty()) {
    if (overfull_) {
      stage_ = Stage::ending;
      wind_down();
      break;
    }
    Framed framed = framer_.next();
    if (auto* request = std::get_if<Request>(&framed)) {
      dispatch(std::move(*request), lock);
    } else if (const auto* error = std::get_if<FramingError>(&framed)) {
      refuse(*error);
    } else {
      if (std::get<NeedMore>(framed).continue_wanted) {
        put({"HTTP/1.1 100 Continue\r\n\r\n", nullptr, 0, 0});
      }
      if (input_ended_ && unsent_.empty()) die(false);
      break;
    }
  }
  dispatching_ = false;
  note_held();
  note_phase();
  set_deadline();
}

void Connection::dispatch(Request&& request, Lock& lock) {
  in_work_bytes_ = request.body.size() + request.head.size();
  auto exchange = std::make_shared<Exchange>(std::move(request), shared_from_this());
  busy_ = true;
  note_held();
  phase_ = Framer::Phase::failed;
  deadline_ms_.store(never, std::memory_order_relaxed);
  lock.unlock();
  try {
    door_->dispatch(std::move(exchange));
  } catch (...) {
    // The exchange answers when its last holder lets go of it, which has happened here.
  }
  lock.lock();
}

std::shared_ptr<const PreparedReply> Connection::refusal(const FramingError& error) const {
  try {
    return prepare(door_->refuse(error));
  } catch (...) {
    const HeaderList again{{"Retry-After", "2"}};  // otherwise the status alone is answer enough
    return prepare({error.status, error.status == 503 ? again : HeaderList{}, {}});
  }
}

void Connection::refuse(const FramingError& error) {
  const auto reply = refusal(error);
  const std::string opening = opening_lines(reply->status, After::close);
  put({opening, {reply, &reply->bytes}, 0, reply->bytes.size()});
  conclude(Then::close);
}

bool Connection::send(const Outgoing& outgoing, Then then) {
  const Lock lock(mutex_);
  const bool reached = put(outgoing);
  if (then == Then::more_follows)
    beat_at_ms_ = coarse_now_ms() + door_->terms.timeouts.heartbeat.count();
  conclude(then);
  set_deadline();
  return reached;
}

bool Connection::has_room(std::function<void()> go_on) {
  const Lock lock(mutex_);
  if (stage_ != Stage::open || unsent_.bytes() <= door_->terms.unsent_bytes_max) return true;
  on_room_ = std::move(go_on);
  return false;
}

void Connection::end_with_input(std::string beat) {
  const Lock lock(mutex_);
  ends_with_input_ = true;
  beat_ = std::move(beat);
  if (input_ended_) die(false);
}

bool Connection::is_open() const {
  const Lock lock(mutex_);
  return stage_ == Stage::open;
}

void Connection::beat() {
  put({beat_, nullptr, 0, 0});
  beat_at_ms_ = coarse_now_ms() + door_->terms.timeouts.heartbeat.count();
}

Connection::Backlog Connection::backlog() const {
  const Lock lock(mutex_);
  return {unsent_.bytes(), progress_ms_};
}

void Connection::cut(bool reset) {
  const Lock lock(mutex_);
  unsent_.clear();
  unsent_share_.note(unsent_.bytes());
  if (reset) die(true);
  conclude(Then::close);
  set_deadline();
}

/// The quick way: straight into the socket, on the thread that has the answer.
bool Connection::put(const Outgoing& outgoing) {
  if (stage_ != Stage::open) return false;
  std::size_t written = 0;
  if (unsent_.empty()) {
    const ssize_t sent = send_now(descriptor_, outgoing);
    if (sent < 0) {
      die(false);
      return false;
    }
    written = static_cast<std::size_t>(sent);
  }
  if (written < outgoing.size()) wait_to_write(outgoing, written);
  return stage_ == Stage::open;
}

void Connection::wait_to_write(const Outgoing& outgoing, std::size_t written) {
  const bool first_to_wait = unsent_.empty();
  unsent_.add(outgoing, written);
  unsent_share_.note(unsent_.bytes());
  if (door_->unsent_in_all > 2 * door_->terms.unsent_bytes_in_all_max) return die(true);
  if (!first_to_wait) return;
  progress_ms_ = coarse_now_ms();
  const bool first_time = !std::exchange(armed_before_, true);
  if (!door_->flusher.when_writable(id_, descriptor_, first_time)) die(true);
}

void Connection::write_waiting() {
  or_die([&](Lock& lock) { write_on(lock); });
}

void Connection::write_on(Lock& lock) {
  if (unsent_.empty() || stage_ == Stage::dead) return;
  for (int i = 0; i < writes_in_a_row && !unsent_.empty(); ++i) {
    if (!write_some()) break;
  }
  if (stage_ == Stage::dead) return;
  if (on_room_ && unsent_.bytes() <= door_->terms.unsent_bytes_max)
    door_->flusher.soon(std::exchange(on_room_, nullptr));
  if (!unsent_.empty()) {
    if (!door_->flusher.when_writable(id_, descriptor_, false)) die(true);
    set_deadline();
  } else if (stage_ == Stage::ending) {
    wind_down();
    set_deadline();
  } else if (busy_) {
    set_deadline();
  } else {
    advance(lock);
  }
}

/// False when the socket is full or broken.
bool Connection::write_some() {
  std::array<iovec, pieces_at_once> pieces{};
  const std::size_t count = unsent_.gather(pieces);
  const ssize_t sent = send_now(descriptor_, {pieces.data(), count});
  if (sent < 0) die(false);
  if (sent <= 0) return false;
  progress_ms_ = coarse_now_ms();
  unsent_.drop(static_cast<std::size_t>(sent));
  unsent_share_.note(unsent_.bytes());
  return true;
}

/// Also of a client that has gone: its request is held for as long as it is in work.
void Connection::note_held() {
  held_.note(in_work_bytes_ + (stage_ == Stage::open ? framer_.held_bytes() : 0));
}

/// Who sends much pays first: a comment of common length always gets in.
bool Connection::holds_too_much() const {
  return held_.part() > door_->terms.small_request_bytes &&
         door_->held_in_all > door_->terms.held_bytes_in_all_max;
}

/// Called with each piece of an answer; decides what the connection does after it.
void Connection::conclude(Then then) {
  if (then == Then::more_follows) return;
  busy_ = false;
  in_work_bytes_ = 0;
  note_held();
  beat_.clear();
  if (stage_ != Stage::open) return;
  if (then == Then::close) {
    stage_ = Stage::ending;
    if (unsent_.empty()) wind_down();
    return;
  }
  // Else the dispatching loop or, once all is written, the flusher takes up the next request.
  const bool more = framer_.waiting_bytes() > 0 || input_ended_ || overfull_;
  if (more && unsent_.empty() && !dispatching_)
    door_->flusher.soon([self = shared_from_this()] { self->take_up(); });
  note_phase();
}

/// All is written. The client is given time to read it: a socket closed with unread input in it
/// would take the answer back.
void Connection::wind_down() {
  if (input_ended_) return die(false);
  shutdown(descriptor_, SHUT_WR);
  stage_ = Stage::lingering;
  linger_until_ms_ = coarse_now_ms() + door_->terms.timeouts.linger.count();
}

/// Shuts the socket for Pistache too, which then sees its end and lets go of it.
void Connection::die(bool reset) {
  if (stage_ == Stage::dead) return;
  stage_ = Stage::dead;
  if (reset) {
    // Linux resets a connection that is dissolved in this way, whoever else holds the socket.
    const sockaddr nobody{AF_UNSPEC, {}};
    connect(descriptor_, &nobody, sizeof nobody);
  }
  shutdown(descriptor_, SHUT_RDWR);
  if (armed_before_) door_->flusher.unwatch(descriptor_);
  close(std::exchange(descriptor_, -1));
  seat_.reset();
  unsent_.clear();
  unsent_share_.note(unsent_.bytes());
  set_deadline();
  door_->flusher.forget(id_);
  if (on_room_) door_->flusher.soon(std::exchange(on_room_, nullptr));
}

void Connection::overdue(std::int64_t now_ms) {
  or_die([&](Lock&) { end_patience(now_ms); });
}

void Connection::end_patience(std::int64_t now_ms) {
  if (deadline_ms() > now_ms) return;
  if (stage_ == Stage::lingering) {
    die(false);
  } else if (!unsent_.empty()) {
    die(true);
  } else if (stage_ == Stage::open && busy_) {
    beat();
  } else if (stage_ == Stage::open && phase_ == Framer::Phase::idle) {
    stage_ = Stage::ending;
    wind_down();
  } else if (stage_ == Stage::open) {
    refuse({408, "The request did not arrive in time."});
  }
  set_deadline();
}

bool Connection::retire() {
  const Lock lock(mutex_);
  const bool idle = stage_ == Stage::open && !busy_ && !dispatching_ && unsent_.empty() &&
                    framer_.phase() == Framer::Phase::idle;
  if (idle) {
    stage_ = Stage::ending;
    wind_down();
    set_deadline();
  }
  return stage_ == Stage::open || stage_ == Stage::ending;
}

void Connection::cut_off() {
  const Lock lock(mutex_);
  die(stage_ != Stage::lingering);
}

/// Patience with a request counts from its first byte, not from its latest: a client that sends
/// one byte now and then gains nothing.
void Connection::note_phase() {
  if (busy_ || framer_.phase() == phase_) return;
  phase_ = framer_.phase();
  const Timeouts& timeouts = door_->terms.timeouts;
  const std::int64_t now = coarse_now_ms();
  if (phase_ == Framer::Phase::idle) phase_until_ms_ = now + timeouts.idle.count();
  if (phase_ == Framer::Phase::head) phase_until_ms_ = now + timeouts.header.count();
  if (phase_ == Framer::Phase::body) {
    const std::size_t extra_s = framer_.body_bytes_missing() / body_bytes_per_second_min;
    phase_until_ms_ = now + timeouts.body.count() + static_cast<std::int64_t>(extra_s) * 1000;
  }
}

void Connection::set_deadline() {
  std::int64_t deadline = never;
  if (stage_ == Stage::lingering) {
    deadline = linger_until_ms_;
  } else if (stage_ != Stage::dead && !unsent_.empty()) {
    deadline = progress_ms_ + door_->terms.timeouts.stall.count();
  } else if (stage_ == Stage::open && !busy_) {
    deadline = phase_until_ms_;
  } else if (stage_ == Stage::open && !beat_.empty()) {
    deadline = beat_at_ms_;
  }
  deadline_ms_.store(deadline, std::memory_order_relaxed);
}

}  // namespace copytaster::http
