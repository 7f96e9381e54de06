#include "copytaster/app/lately.hpp"

#include <algorithm>

namespace copytaster {
namespace {

/// Two keyed hashes are one when they are laid over each other.
Digest said_by(const ContentHash& content, const Pseudonym& reader) {
  Digest both = content.digest;
  for (std::size_t i = 0; i < both.size(); ++i) both[i] ^= reader.digest[i];
  return both;
}

}  // namespace

int LikenessMemory::others_like(const Utterance& utterance, Instant now) {
  if (utterance.likeness == Likeness{}) return 0;
  std::vector<AuthorIndex> others;
  bool is_known = false;
  for (std::size_t place = 0; place < likenesses_.size(); ++place) {
    if (!is_like(likenesses_[place], utterance.likeness)) continue;
    const auto& [known, at] = known_[place];
    is_known = is_known || known.attempt == utterance.attempt;
    if (known.site != utterance.site || known.author == utterance.author || at + length < now ||
        std::find(others.begin(), others.end(), known.author) != others.end())
      continue;
    if (others.size() < others_max) others.push_back(known.author);
  }
  if (!is_known) enter({utterance, now});
  return static_cast<int>(others.size());
}

void LikenessMemory::enter(const Heard& heard) {
  if (heard.utterance.likeness == Likeness{}) return;
  if (known_.size() < utterances_max) {
    likenesses_.push_back(heard.utterance.likeness);
    known_.push_back(heard);
    return;
  }
  likenesses_[oldest_] = heard.utterance.likeness;
  known_[oldest_] = heard;
  oldest_ = (oldest_ + 1) % utterances_max;
}

void LikenessMemory::forget(const IntakeKey& attempt) {
  for (std::size_t place = 0; place < known_.size(); ++place) {
    if (known_[place].utterance.attempt == attempt) likenesses_[place] = {};
  }
}

bool LatelyMemory::said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) {
  if (const IntakeKey* first = sayings_.find(saying.digest, now)) return *first != attempt;
  sayings_.enter(saying.digest, attempt, now);
  return false;
}

void LatelyMemory::forget(const ContentHash& saying, const IntakeKey& attempt) {
  const IntakeKey* first = sayings_.find(saying.digest, Instant::min());
  if (first != nullptr && *first == attempt) sayings_.erase(saying.digest);
  likenesses_.forget(attempt);
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
