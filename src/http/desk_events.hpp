// The moderators who have the desk open, each with a stream of events.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "http/event_stream.hpp"

namespace copytaster::http {

/// Who listens: all of a site's desks that are bound to no sections, or all that are bound to
/// these.
struct Audience {
  // NOLINTNEXTLINE(google-explicit-constructor): a site alone is the usual audience.
  Audience(SiteId of, std::vector<std::string> bound_to = {})
      : site(of), sections(std::move(bound_to)) {}
  SiteId site;
  std::vector<std::string> sections;
  bool operator==(const Audience&) const = default;
};

/// Safe from any thread. A stream ends after some minutes and its browser comes again by itself:
/// who has been shut out meanwhile does not get in.
class DeskEvents {
 public:
  bool is_full() const;  ///< or has ended
  /// Where it is full, the stream ends.
  void add(const Audience& audience, EventStream stream, std::chrono::steady_clock::time_point now);
  /// Where somebody listens.
  std::vector<SiteId> sites() const;
  /// To which sections somebody is bound who listens at the site.
  std::set<std::vector<std::string>> bound_at(SiteId site) const;
  /// Never waits.
  void tell(const Audience& audience, std::string_view name, std::string_view data);
  void end_old(std::chrono::steady_clock::time_point now);
  /// For good: who comes later is not taken any more.
  void end_all();

 private:
  struct Listener {
    Audience audience;
    EventStream stream;
    std::chrono::steady_clock::time_point since;
  };
  mutable std::mutex mutex_;
  std::list<Listener> listeners_;
  std::uint64_t told_ = 0;
  bool has_ended_ = false;
};

}  // namespace copytaster::http
