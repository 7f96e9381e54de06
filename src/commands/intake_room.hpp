#pragma once
// Whether there is room for more comments: no site may have so many waiting that nobody could ever
// clear them, and no disk may fill up until what was acknowledged is in danger.

#include <atomic>
#include <optional>
#include <set>
#include <string>

#include "postgres/pool.hpp"
#include "running/intake_line.hpp"
#include "settings.hpp"

namespace copytaster::commands {

class IntakeRoom {
 public:
  /// All of it outlives the room.
  IntakeRoom(const Settings& settings, postgres::Pool& pool, running::IntakeLine& intake);

  /// Holds the line back where there is no room, and lets it go on where there is again. Looked at
  /// now and then, so a burst in between may go over the limits by what it brings.
  void look();
  void change(const IntakeSettings& intake);
  /// In words for the operator; nothing while there is room.
  std::optional<std::string> why_full() const;

 private:
  bool is_disk_full() const;
  void tell_of(const std::set<SiteId>& crowded) const;

  const std::string watched_disk_;  ///< empty: the database is elsewhere and watches its own
  postgres::Pool& pool_;
  running::IntakeLine& intake_;
  std::atomic<std::size_t> pending_max_;
  std::atomic<std::size_t> disk_free_bytes_min_;
  std::atomic<bool> disk_full_ = false;
  std::set<SiteId> crowded_;
};

}  // namespace copytaster::commands
