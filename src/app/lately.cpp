#include "copytaster/app/lately.hpp"

namespace copytaster {
namespace {

/// Two keyed hashes are one when they are laid over each other.
Digest said_by(const ContentHash& content, const Pseudonym& reader) {
  Digest both = content.digest;
  for (std::size_t i = 0; i < both.size(); ++i) both[i] ^= reader.digest[i];
  return both;
}

}  // namespace

bool LatelyMemory::said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) {
  if (const IntakeKey* first = sayings_.find(saying.digest, now)) return *first != attempt;
  sayings_.enter(saying.digest, attempt, now);
  return false;
}

void LatelyMemory::forget(const ContentHash& saying, const IntakeKey& attempt) {
  const IntakeKey* first = sayings_.find(saying.digest, Instant::min());
  if (first != nullptr && *first == attempt) sayings_.erase(saying.digest);
}

std::optional<StoredBefore> LatelyMemory::stored_before(const ContentHash& content,
                                                        const Pseudonym& reader,
                                                        Instant now) const {
  const StoredBefore* stored = stored_.find(said_by(content, reader), now);
  if (stored == nullptr) return std::nullopt;
  return *stored;
}

void LatelyMemory::remember(const ContentHash& content, const Pseudonym& reader,
                            const StoredBefore& stored) {
  stored_.enter(said_by(content, reader), stored, stored.at);
}

void LatelyMemory::refill(const SaidBefore& said) {
  if (sayings_.find(said.saying.digest, said.at) == nullptr)
    sayings_.enter(said.saying.digest, said.attempt, said.at);
}

}  // namespace copytaster
