// Large bodies on their way out, each held once however many clients wait for the same one.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace copytaster::http {

/// Knows a body for as long as an answer holds it. Safe from any thread.
class SharedBodies {
 public:
  /// `body` itself, or an equal one that is still on its way to somebody.
  std::shared_ptr<const std::string> share(std::string body);
  /// Those known, of which some may have been let go.
  std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::size_t, std::weak_ptr<const std::string>> by_hash_;
  std::size_t sweep_at_ = 64;
};

}  // namespace copytaster::http
