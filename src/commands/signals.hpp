#pragma once
// Signals as a service takes them: one after the other, in the main thread, never in a handler.

#include <csignal>
#include <functional>
#include <thread>

namespace copytaster::commands {

/// From here on SIGTERM, SIGINT and SIGHUP wait until somebody asks for them, in this thread and
/// every one that it starts; SIGPIPE is an error of write() alone.
class Signals {
 public:
  Signals();

  /// Returns when SIGTERM or SIGINT has come; calls `reload` for each SIGHUP. (A closed terminal
  /// sends one, too: it ends nothing.)
  void await_end(const std::function<void()>& reload) const;

 private:
  sigset_t set_{};
};

/// While it lives, one more SIGTERM or SIGINT ends the process at once. The database survives that
/// and is found again at the next start. Where no thread can be had there is only the one end.
class SecondSignal {
 public:
  SecondSignal();

 private:
  std::jthread watcher_;
};

}  // namespace copytaster::commands
