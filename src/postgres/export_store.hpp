#pragma once
// The export as one COPY, in the order of (change_xid, id).

#include "copytaster/app/export_comments.hpp"

namespace copytaster::postgres {

/// Each export has a connection of its own, outside the pool.
class ExportRows final : public ExportStore {
 public:
  explicit ExportRows(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  /// A cursor of another epoch starts from the beginning: what is exported twice can be told by its
  /// id and version, what is left out is lost. Where nothing is new the cursor stays where it was.
  std::optional<ExportCursor> export_comments(const ExportQuery& query,
                                              const ExportSink& sink) override;

 private:
  std::string conninfo_;
};

}  // namespace copytaster::postgres
