#include "security/hashing.hpp"

namespace copytaster::security {
namespace {

constexpr std::uint64_t index_number = 9;  ///< Purpose::fingerprint of the vault
constexpr std::uint64_t sealing_number = 101;

std::string fingerprint(const MasterKey& master, std::uint64_t number) {
  const Digest digest = KeyedHash{derived_key(master, number)}.add("copytaster").digest();
  return {digest.begin(), digest.end()};
}

}  // namespace

std::string index_fingerprint(const Keys& keys) { return fingerprint(keys.index(), index_number); }

std::map<std::uint32_t, std::string> sealing_fingerprints(const Keys& keys) {
  std::map<std::uint32_t, std::string> fingerprints;
  for (const auto& [id, key] : keys.sealing()) fingerprints[id] = fingerprint(key, sealing_number);
  return fingerprints;
}

}  // namespace copytaster::security
