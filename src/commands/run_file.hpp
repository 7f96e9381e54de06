#pragma once
// What a running service says of itself in the data directory, for programs beside it: run.json
// (where it is) and sealing.json (which key it seals with).

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace copytaster::commands {

struct RunningAt {
  std::string url;
  std::string demo;  ///< empty: none
  std::string desk;
};

/// Both files go with it, so one that is there is of a living service or of one that was killed.
class RunFile {
 public:
  RunFile(const std::string& data, const RunningAt& at, std::uint32_t sealing_key);
  ~RunFile();
  RunFile(const RunFile&) = delete;
  RunFile& operator=(const RunFile&) = delete;

  void say_sealing_key(std::uint32_t id) const;

 private:
  std::string data_;
};

/// The service that runs on this data directory; none when it ended, however it did.
std::optional<pid_t> running_service(const std::string& data);

/// The key that this service said it seals with; 0: it has said nothing.
std::uint32_t sealing_key_of(const std::string& data, pid_t service);

}  // namespace copytaster::commands
