#include "commands/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <ctime>
#include <system_error>

#include <spdlog/spdlog.h>

namespace copytaster::commands {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

Signals::Signals() : set_(ending_signals()) {
  ::sigaddset(&set_, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

void Signals::await_end(const std::function<void()>& reload) const {
  for (;;) {
    int signal = 0;
    ::sigwait(&set_, &signal);
    if (signal != SIGHUP) return;
    reload();
  }
}

SecondSignal::SecondSignal() {
  const auto watch = [](const std::stop_token& stop) {
    constexpr timespec look_every{0, 100'000'000};
    const sigset_t set = ending_signals();
    while (!stop.stop_requested()) {
      if (::sigtimedwait(&set, nullptr, &look_every) > 0) ::_exit(1);
    }
  };
  try {
    watcher_ = std::jthread{watch};
  } catch (const std::system_error& fault) {  // ending in good order matters more
    spdlog::warn("a second signal will not be noticed: {}", fault.what());
  }
}

}  // namespace copytaster::commands
