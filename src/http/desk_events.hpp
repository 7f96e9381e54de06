// The moderators who have the desk open, each with a stream of events.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string_view>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "http/event_stream.hpp"

namespace copytaster::http {

/// Safe from any thread. A stream ends after some minutes and its browser comes again by itself:
/// who has been shut out meanwhile does not get in.
class DeskEvents {
 public:
  bool is_full() const;  ///< or has ended
  /// Where it is full, the stream ends.
  void add(SiteId site, EventStream stream, std::chrono::steady_clock::time_point now);
  /// Where somebody listens.
  std::vector<SiteId> sites() const;
  /// Never waits.
  void tell(SiteId site, std::string_view name, std::string_view data);
  void end_old(std::chrono::steady_clock::time_point now);
  /// For good: who comes later is not taken any more.
  void end_all();

 private:
  struct Listener {
    SiteId site;
    EventStream stream;
    std::chrono::steady_clock::time_point since;
  };
  mutable std::mutex mutex_;
  std::list<Listener> listeners_;
  std::uint64_t told_ = 0;
  bool has_ended_ = false;
};

}  // namespace copytaster::http
