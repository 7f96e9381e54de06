#pragma once
// The key file: made at the first start, read at every other, never in the database. Lines of text:
//   copytaster-keys 1
//   key 1 <64 hexadecimal digits>
// Several keys may stand in it: all can open, the highest number seals.

#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>

namespace copytaster::security {

/// One line for the operator; never holds a key.
struct KeyFileRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using MasterKey = std::array<std::uint8_t, 32>;

class Keys {
 public:
  explicit Keys(std::map<std::uint32_t, MasterKey> keys) : keys_(std::move(keys)) {}
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&&) = default;
  Keys& operator=(Keys&&) = delete;

  std::uint32_t newest() const { return keys_.rbegin()->first; }
  /// Blind indexes and pseudonyms hang on the oldest, so that a new key does not orphan them.
  const MasterKey& oldest() const { return keys_.begin()->second; }
  const MasterKey* find(std::uint32_t id) const;

 private:
  std::map<std::uint32_t, MasterKey> keys_;
};

/// Reads the file, or makes it (mode 0400, on disk before this returns) when there is none and
/// `may_make` says so. Throws KeyFileRefused: unreadable, open to group or others, of somebody
/// else, or not of the form above.
Keys load_keys(const std::string& path, bool may_make);

}  // namespace copytaster::security
