#pragma once
// The way of a file into the store: one thread reads and checks, two mask and seal what comes next,
// one writes. Memory holds a few batches, however long the file is.

#include <cstdint>
#include <functional>
#include <memory>

#include "copytaster/app/import_comments.hpp"

namespace copytaster::running {

struct ImportWork {
  /// From the beginning, each time it is asked: a reply may stand before what it answers, and then
  /// waits for another pass over the file.
  std::function<std::unique_ptr<ImportReader>()> open;
  ImportChecks checks;
  ImportSource source;
  std::int64_t pending_room = 0;  ///< so many more may wait for a moderator
  /// Each record that is not brought in, once.
  std::function<void(const RefusedRecord&)> tell;
  /// How many bytes of the file are read; in every pass from the beginning.
  std::function<void(std::int64_t)> show;
};

/// What was in the store before is passed by, so that one that was cut off goes on. Ends where the
/// file is broken; what stood before is brought in. Throws what the store throws.
ImportReport import_file(const ImportWork& work, ImportStore& store);

/// What `import_file` would do; nothing is stored.
ImportReport try_import(const ImportWork& work, ImportStore& store);

}  // namespace copytaster::running
