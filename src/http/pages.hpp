// Bytes held by the kernel, so that a socket can take them without a copy.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace copytaster::http {

/// An unnamed file in memory, sealed: what is on its way to a reader cannot change under way.
/// Costs one descriptor.
class Pages {
 public:
  /// A copy of `bytes`. None when the system has no descriptor or memory left for it.
  static std::optional<Pages> holding(std::string_view bytes);
  Pages(Pages&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages();

  int descriptor() const { return descriptor_; }

 private:
  explicit Pages(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace copytaster::http
