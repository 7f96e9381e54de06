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

/// One utterance among those that are known.
class LikenessMemory::Look {
 public:
  Look(const Utterance& utterance, Instant now) : utterance_(utterance), now_(now) {}

  /// From the earliest on.
  void at(const Heard& heard) {
    const auto& [known, at, campaign] = heard;
    is_known_ = is_known_ || known.attempt == utterance_.attempt;
    if (known.site != utterance_.site || at + length < now_) return;
    if (!campaign_) campaign_ = campaign;
    if (known.author == utterance_.author ||
        std::find(others_.begin(), others_.end(), known.author) != others_.end())
      return;
    if (others_.size() < others_max) others_.push_back(known.author);
  }

  bool is_known() const { return is_known_; }
  Alike alike() const {
    return {static_cast<int>(others_.size()),
            campaign_ ? campaign_ : campaign_of(utterance_.likeness)};
  }

 private:
  const Utterance& utterance_;
  Instant now_;
  std::vector<AuthorIndex> others_;
  std::optional<CampaignId> campaign_;
  bool is_known_ = false;
};

Alike LikenessMemory::alike(const Utterance& utterance, Instant now) {
  if (utterance.likeness == Likeness{}) return {};
  Look look{utterance, now};
  const auto through = [&](std::size_t place, std::size_t end) {
    for (; place < end; ++place) {
      if (is_like(likenesses_[place], utterance.likeness)) look.at(known_[place]);
    }
  };
  through(oldest_, likenesses_.size());
  through(0, oldest_);
  const Alike alike = look.alike();
  if (!look.is_known()) enter({utterance, now, alike.campaign});
  return alike;
}

void LikenessMemory::enter(const Heard& heard) {
  if (heard.utterance.likeness == Likeness{}) return;
  Heard known = heard;
  if (!known.campaign) known.campaign = campaign_of(known.utterance.likeness);
  if (known_.size() < utterances_max) {
    likenesses_.push_back(known.utterance.likeness);
    known_.push_back(known);
    return;
  }
  likenesses_[oldest_] = known.utterance.likeness;
  known_[oldest_] = known;
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
