// What all connections of one server share: limits, patience, and where requests go.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "http/flusher.hpp"
#include "http/framing.hpp"
#include "http/reply.hpp"
#include "http/seats.hpp"
#include "http/shared_bodies.hpp"

namespace copytaster::http {

class Exchange;

/// Gets every request. Called on a reactor thread (or the flusher for a pipelined request that
/// waited): it must not block. What it throws is answered 500.
using Dispatch = std::function<void(std::shared_ptr<Exchange>)>;

/// Words the answer to what never became a request (400, 408, 413, …) and to an exchange that was
/// lost (500). Must be quick and may be called on any thread.
using RefuseFraming = std::function<Reply(const FramingError&)>;

struct Timeouts {
  std::chrono::milliseconds header{10'000};     // first byte to end of head, then 408
  std::chrono::milliseconds body{20'000};       // plus a second per 16 KiB announced, then 408
  std::chrono::milliseconds idle{65'000};       // between requests, then closed silently
  std::chrono::milliseconds stall{60'000};      // the client takes nothing of what waits: cut
  std::chrono::milliseconds linger{3'000};      // after the last answer, for the client to read it
  std::chrono::milliseconds heartbeat{20'000};  // of an endless answer that has nothing to say
};

struct DoorTerms {
  FramingLimits framing;
  Timeouts timeouts;
  /// Pipelined bytes behind a request in work; a client that sends more is closed after it.
  std::size_t pipelined_bytes_max = 64 * 1024;
  /// What all connections together may have sent of requests that are not answered yet. Above,
  /// requests larger than `small_request_bytes` are refused with 503.
  std::size_t held_bytes_in_all_max = std::size_t{128} << 20U;
  std::size_t small_request_bytes = 16 * 1024;
  /// A stream waits for its reader above this.
  std::size_t unsent_bytes_max = 256 * 1024;
  /// What all connections together may have unsent; above, the slowest readers are cut.
  std::size_t unsent_bytes_in_all_max = std::size_t{256} << 20U;
};

struct Door {
  Door(DoorTerms door_terms, Dispatch to, RefuseFraming refusal, SeatLimits seat_limits)
      : terms(std::move(door_terms)),
        dispatch(std::move(to)),
        refuse(std::move(refusal)),
        seats(std::move(seat_limits)),
        flusher(unsent_in_all, terms.unsent_bytes_in_all_max) {}

  const DoorTerms terms;
  const Dispatch dispatch;
  const RefuseFraming refuse;
  Seats seats;
  SharedBodies bodies;
  std::atomic<std::size_t> held_in_all = 0;    // bytes
  std::atomic<std::size_t> unsent_in_all = 0;  // bytes
  Flusher flusher;
  std::atomic<bool> closing = false;  // every answer from now on is the connection's last
  std::atomic<std::uint64_t> connections_so_far = 0;
  std::atomic<std::size_t> peers = 0;  // sockets that Pistache holds
  /// Where our duplicates begin: a worker is chosen by the number of Pistache's descriptor, and
  /// duplicates in between would favour one of them.
  int first_duplicate = 0;
};

}  // namespace copytaster::http
