#pragma once
// What stands for a person where the person must not be known. None of these can be turned back
// without the key file.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace copytaster {

using Digest = std::array<std::uint8_t, 16>;

/// A keyed hash is random already: any eight bytes of it do.
struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
  }
};

/// A keyed hash of a normalised address: equal addresses of one site have equal ones.
struct AuthorIndex {
  Digest digest{};
  auto operator<=>(const AuthorIndex&) const = default;
};

/// A keyed hash of a folded name.
struct NameIndex {
  Digest digest{};
  auto operator<=>(const NameIndex&) const = default;
};

/// A keyed hash of an IPv4 address or an IPv6 /64. The key changes, so linking works for days.
struct Pseudonym {
  Digest digest{};
  auto operator<=>(const Pseudonym&) const = default;
};

/// A keyed hash of what was said: by whom, where and what (`content`), or by whom and what alone
/// (`saying`).
struct ContentHash {
  Digest digest{};
  auto operator<=>(const ContentHash&) const = default;
};

/// Names one attempt to submit; the same attempt made again has the same key.
struct IntakeKey {
  Digest digest{};
  auto operator<=>(const IntakeKey&) const = default;
};

/// Ciphertext bound to its row: the address, and the fields that masking changed.
struct SealedContact {
  std::string bytes;
};

}  // namespace copytaster
