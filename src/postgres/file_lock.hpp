#pragma once
// An advisory lock on a file (flock). It ends with this object or with the process, however that
// dies. A program started meanwhile does not hold it too, unless it is given the descriptor.

#include <chrono>
#include <filesystem>

namespace copytaster::postgres {

class FileLock {
 public:
  enum class Kind { shared, exclusive };

  /// Opens the file, creating it for its owner alone; nothing is locked yet.
  /// Throws std::system_error that names the file.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Takes the lock, or changes its kind, if nobody is in the way. A change that fails may lose
  /// the lock that was held.
  bool try_lock(Kind kind);

  /// The same, waiting up to `limit`.
  bool lock_within(Kind kind, std::chrono::milliseconds limit);

  int descriptor() const { return descriptor_; }

 private:
  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace copytaster::postgres
