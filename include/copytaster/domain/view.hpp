#pragma once
// A text as an eye reads it, each byte of which knows which piece of the text that was read it
// stands for.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace copytaster {

/// Code points of the text that was read, half-open.
struct Origin {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Origin&) const = default;
  auto operator<=>(const Origin&) const = default;
};

/// One for each byte of a view.
class Origins {
 public:
  Origins() = default;
  explicit Origins(std::vector<Origin> kept) noexcept
      : size_(kept.size()), kept_(std::move(kept)) {}
  /// Of ASCII as it stands, where each byte is the character at its own place: none need be kept.
  static Origins of_ascii(std::size_t size) {
    Origins origins;
    origins.size_ = size;
    return origins;
  }

  Origin operator[](std::size_t at) const {
    if (!kept_.empty()) return kept_[at];
    const auto place = static_cast<std::uint32_t>(at);
    return {place, place + 1};
  }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
  std::vector<Origin> kept_;
};

struct View {
  std::string text;  ///< UTF-8
  Origins origins;
};

}  // namespace copytaster
