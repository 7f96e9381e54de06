#pragma once
// The key file: made at the first start of a service, read at every other, never in the database.
// Lines of text:
//   copytaster-keys 1
//   index <64 hexadecimal digits>
//   key 1 <64 hexadecimal digits>
// One index line: the root of all that must only be recognised, for as long as there is a database.
// One or more keys, only for sealing: all can open, the highest number seals.

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
  Keys(const MasterKey& index, std::map<std::uint32_t, MasterKey> sealing)
      : index_(index), sealing_(std::move(sealing)) {}
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&&) = default;
  Keys& operator=(Keys&&) = delete;

  /// Blind indexes, receipts, nonces and pseudonyms hang on it. It is never changed: they could not
  /// follow, because nothing of what they were made from is kept.
  const MasterKey& index() const { return index_; }
  /// The number of the key that seals.
  std::uint32_t newest() const { return sealing_.rbegin()->first; }
  const MasterKey* find(std::uint32_t id) const;
  const std::map<std::uint32_t, MasterKey>& sealing() const { return sealing_; }

 private:
  MasterKey index_;
  std::map<std::uint32_t, MasterKey> sealing_;
};

/// What may be told of keys: enough to know them again, too little to be them. 16 bytes each.
std::string index_fingerprint(const Keys& keys);
std::map<std::uint32_t, std::string> sealing_fingerprints(const Keys& keys);

/// Reads the file, or makes it (mode 0400, on disk before this returns) when there is none and
/// `may_make` says so. Throws KeyFileRefused: unreadable, open to group or others, of somebody
/// else, or not of the form above.
Keys load_keys(const std::string& path, bool may_make);

/// Puts a new random key with this number into the file, or takes one out of it; in one step, so
/// that a reader or a power cut meets the old file or the new one. Owner and mode stay. Comments
/// in the file do not. One program at a time. Throws KeyFileRefused.
void add_key(const std::string& path, std::uint32_t id);
void remove_key(const std::string& path, std::uint32_t id);

}  // namespace copytaster::security
