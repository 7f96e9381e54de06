#include "commands/intake_room.hpp"

#include <filesystem>

#include <spdlog/spdlog.h>

#include "postgres/queue_room.hpp"

namespace copytaster::commands {

IntakeRoom::IntakeRoom(const Settings& settings, postgres::Pool& pool, running::IntakeLine& intake)
    : watched_disk_(settings.database.url.empty() ? settings.data : ""),
      pool_(pool),
      intake_(intake),
      pending_max_(settings.intake.pending_max),
      disk_free_bytes_min_(settings.intake.disk_free_bytes_min) {}

void IntakeRoom::change(const IntakeSettings& intake) {
  pending_max_ = intake.pending_max;
  disk_free_bytes_min_ = intake.disk_free_bytes_min;
}

bool IntakeRoom::is_disk_full() const {
  if (watched_disk_.empty()) return false;
  std::error_code unknown;
  const auto space = std::filesystem::space(watched_disk_, unknown);
  return !unknown && space.available < disk_free_bytes_min_;
}

void IntakeRoom::look() {
  const bool full = is_disk_full();
  if (disk_full_.exchange(full) != full)
    spdlog::warn("intake: {}", full ? *why_full() : "the disk has room again");
  if (full) return intake_.hold_back({true, {}});
  auto crowded = postgres::sites_with_pending(pool_, pending_max_);
  if (crowded != crowded_) tell_of(crowded);
  crowded_ = crowded;
  intake_.hold_back({false, std::move(crowded)});
}

void IntakeRoom::tell_of(const std::set<SiteId>& crowded) const {
  for (const SiteId site : crowded) {
    if (!crowded_.contains(site))
      spdlog::warn(
          "intake: site {} takes no comments: {} wait for a moderator (intake.pending_max)",
          site.value, pending_max_.load());
  }
  for (const SiteId site : crowded_) {
    if (!crowded.contains(site)) spdlog::warn("intake: site {} takes comments again", site.value);
  }
}

std::optional<std::string> IntakeRoom::why_full() const {
  if (!disk_full_) return std::nullopt;
  return "takes no comments: the disk of the data directory is nearly full";
}

}  // namespace copytaster::commands
