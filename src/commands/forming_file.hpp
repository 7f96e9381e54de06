#pragma once
// A file that bears its name only when it is whole.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>

namespace copytaster::commands {

/// Formed beside its place; leaves nothing behind unless it is put there. Opened by whoever typed
/// the command, before root becomes somebody else. What stands at the path and is no file (a pipe,
/// /dev/null) is written as it is, and a link is followed. Throws Refused.
class FormingFile {
 public:
  FormingFile(const std::string& path, mode_t mode);
  ~FormingFile();
  FormingFile(const FormingFile&) = delete;
  FormingFile& operator=(const FormingFile&) = delete;

  int descriptor() const { return file_; }
  bool has_anything() const;
  /// On disk, under its name.
  void put_in_place() const;

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path path_;
  std::string forming_;  ///< empty where the path itself is written
  pid_t maker_;
  int file_;
};

/// As root the work is done by a child that becomes the service's user, while the files lie where
/// only the one who typed the command may write. True when it ended well; else it has said why.
bool done_by_child(const std::function<void()>& work);

}  // namespace copytaster::commands
