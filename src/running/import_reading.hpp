#pragma once
// A file as batches of records that may be stored; the others are told of as they are met.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "running/import_line.hpp"

namespace copytaster::running {

inline constexpr std::string_view no_article =
    "its article is not known here, and has no address to be made with";

/// Counts one that is not brought in, and tells of it.
void note(const ImportWork& work, const RefusedRecord& refused, ImportReport& report);

/// What an export of ours says of its own numbers, in one reading of the file; nothing, where its
/// first record is no export's.
OwnNumbers own_numbers(const ImportWork& work);

/// Which numbers stood in the file so far: a hash of each. Beyond so many no further ones are
/// remembered, and memory has its bound.
class MetNumbers {
 public:
  /// False: it was there before.
  bool add(const std::string& source_id);

 private:
  static constexpr std::size_t most = 8'000'000;
  void grow();
  bool insert(std::uint64_t hash);

  std::vector<std::uint64_t> slots_;
  std::size_t count_ = 0;
};

class BatchReading {
 public:
  /// `report`: where those go that cannot be stored; none: they have been told of before.
  BatchReading(const ImportWork& work, ImportReport* report);

  /// Empty at the end.
  std::vector<CheckedImport> next();
  const std::optional<BrokenFile>& broken() const { return broken_; }
  std::int64_t mended() const { return reader_->mended(); }

 private:
  void refuse(const RefusedRecord& refused);

  const ImportWork& work_;
  ImportReport* report_;
  std::unique_ptr<ImportReader> reader_;
  ImportCheck check_;
  MetNumbers met_;
  std::shared_ptr<const WantedArticle> last_article_;
  std::optional<BrokenFile> broken_;
  std::size_t bytes_of(const CheckedImport& one);
};

}  // namespace copytaster::running
