#pragma once
// The export as one COPY, in the order of (change_xid, id).

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "copytaster/app/export_comments.hpp"

namespace copytaster::postgres {

/// Each export has a connection of its own, outside the pool, so their number is bounded here.
/// Outlives its readings.
class ExportRows final : public ExportStore {
 public:
  static constexpr int open_by_default_max = 16;

  explicit ExportRows(std::string conninfo, int open_max = open_by_default_max)
      : conninfo_(std::move(conninfo)), open_max_(open_max) {}

  /// A cursor of another epoch starts from the beginning: told twice is a nuisance, what is left
  /// out is lost. Where nothing is new the cursor stays where it was.
  std::unique_ptr<ExportReading> open_export(const ExportQuery& query) override;

 private:
  /// One of the places for open exports, taken and given back.
  class Open {
   public:
    Open(std::atomic<int>& open, int open_max);
    Open(Open&& other) noexcept : open_(std::exchange(other.open_, nullptr)) {}
    Open& operator=(Open&&) = delete;
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open();

   private:
    std::atomic<int>* open_;
  };
  class Reading;

  std::string conninfo_;
  int open_max_;
  std::atomic<int> open_ = 0;
};

}  // namespace copytaster::postgres
