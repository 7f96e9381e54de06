#pragma once
// A file as batches of records that may be stored; the others are told of as they are met.

#include <memory>
#include <optional>
#include <vector>

#include "running/import_line.hpp"

namespace copytaster::running {

inline constexpr std::string_view no_article =
    "its article is not known here, and has no address to be made with";

/// Counts one that is not brought in, and tells of it.
void note(const ImportWork& work, const RefusedRecord& refused, ImportReport& report);

class BatchReading {
 public:
  /// `report`: where those go that cannot be stored; none: they have been told of before.
  BatchReading(const ImportWork& work, ImportReport* report);

  /// Empty at the end.
  std::vector<CheckedImport> next();
  const std::optional<BrokenFile>& broken() const { return broken_; }

 private:
  void refuse(const RefusedRecord& refused);

  const ImportWork& work_;
  ImportReport* report_;
  std::unique_ptr<ImportReader> reader_;
  ImportCheck check_;
  std::optional<BrokenFile> broken_;
};

}  // namespace copytaster::running
