#pragma once
// What this instance remembers of the last 48 hours: how fast each source comments, and what was
// said. It is bounded, and what it forgets can only be let pass, never be punished. Attempts that
// carry a key do not depend on it: those are the store's.

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/flood.hpp"
#include "copytaster/domain/likeness.hpp"
#include "copytaster/domain/privacy.hpp"

namespace copytaster {

/// What one stored attempt leaves behind, for an instance that starts.
struct SaidBefore {
  ContentHash saying;
  IntakeKey attempt;
  Instant at;
};

struct StoredBefore {
  IntakeKey attempt;
  Instant at;
};

/// Memory by keyed hash, for 48 hours and `entries_max` entries; the oldest go first. Each hash
/// holds the site in it. Not safe from two threads at once.
template <class Value>
class Window {
 public:
  explicit Window(std::size_t entries_max) : entries_max_(entries_max) {}

  /// Live for as long as nothing is entered.
  const Value* find(const Digest& digest, Instant now) const {
    const auto found = values_.find(digest);
    if (found == values_.end() || found->second.at + length < now) return nullptr;
    return &found->second.value;
  }
  /// What stands there already is replaced.
  void enter(const Digest& digest, Value value, Instant at) {
    while (!by_age_.empty() &&
           (by_age_.size() >= entries_max_ || by_age_.front().first + length < at))
      drop_oldest();
    values_.insert_or_assign(digest, Entry{std::move(value), at});
    by_age_.emplace_back(at, digest);
  }
  void erase(const Digest& digest) { values_.erase(digest); }
  std::size_t size() const { return values_.size(); }

  static constexpr std::chrono::hours length{48};

 private:
  struct Entry {
    Value value;
    Instant at;
  };
  void drop_oldest() {
    const auto [at, digest] = by_age_.front();
    by_age_.pop_front();
    const auto found = values_.find(digest);
    if (found != values_.end() && found->second.at <= at) values_.erase(found);
  }

  std::size_t entries_max_;
  std::deque<std::pair<Instant, Digest>> by_age_;
  std::unordered_map<Digest, Entry, DigestHash> values_;
};

/// One attempt and what it says, however it is spelled.
struct Utterance {
  SiteId site;
  IntakeKey attempt;
  AuthorIndex author;
  Likeness likeness;
};

struct Heard {
  Utterance utterance;
  Instant at;
  std::optional<CampaignId> campaign = {};  ///< none: the one that it begins
};

/// What an utterance is nearly the same as.
struct Alike {
  int others = 0;  ///< other authors at the same site
  /// That of the earliest utterance that is like it, whoever's; else the one that it begins. None
  /// where it is like nothing.
  std::optional<CampaignId> campaign = {};
  bool operator==(const Alike&) const = default;
};

/// What was said in the last 24 hours, at most `utterances_max` of it; the oldest go first. Not
/// safe from two threads at once.
class LikenessMemory {
 public:
  /// Looked through from one end to the other for each comment.
  static constexpr std::size_t utterances_max = 16'384;
  static constexpr std::chrono::hours length{24};
  static constexpr std::size_t others_max = 100;

  /// Who at the same site has said nearly the same, of other authors `others_max` at most; this one
  /// is known from now on, once, however often it asks.
  Alike alike(const Utterance& utterance, Instant now);
  void forget(const IntakeKey& attempt);
  /// What is known as it is; one that is like nothing is passed over.
  void enter(const Heard& heard);

 private:
  class Look;

  std::vector<Likeness> likenesses_;  ///< apart, as each of them is looked at each time
  std::vector<Heard> known_;          ///< in the same places
  std::size_t oldest_ = 0;            ///< where the next one goes once all places are taken
};

/// As the use case sees it; safe from any thread.
class Lately {
 public:
  virtual ~Lately() = default;
  /// Seconds to wait for a reader and an author who may be too fast; 0 admits and counts.
  virtual int admit(const Pseudonym& reader, const AuthorIndex& author, Instant now) = 0;
  /// The same for a reader who reports: at the same rate, and counted apart, so that neither takes
  /// the other's room.
  virtual int admit_report(const Pseudonym& reader, Instant now) = 0;
  /// Whether the same author has said the same in another attempt; this one is known from now on.
  virtual bool said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) = 0;
  /// Nearly the same at the site; this one is known from now on.
  virtual Alike alike(const Utterance& utterance, Instant now) = 0;
  /// Within the last hour, from the reader or the author.
  virtual int admitted_lately(const Pseudonym& reader, const AuthorIndex& author, Instant now) = 0;
  /// The attempt came to nothing: saying it again is saying it for the first time.
  virtual void forget(const ContentHash& saying, const IntakeKey& attempt) = 0;
  /// The attempt that last stored the same content for the same reader. Nobody else may learn that
  /// there is one: a comment's page shows all of its content but the address, which could be
  /// guessed so. What became of it only the store knows.
  virtual std::optional<StoredBefore> stored_before(const ContentHash& content,
                                                    const Pseudonym& reader, Instant now) = 0;
  virtual void remember(const ContentHash& content, const Pseudonym& reader,
                        const StoredBefore& stored) = 0;
};

/// The memory itself, without a lock.
class LatelyMemory {
 public:
  static constexpr std::size_t said_max = 200'000;

  explicit LatelyMemory(FloodLimits limits, std::size_t entries_max = said_max)
      : flood_(limits), reports_(limits), sayings_(entries_max), stored_(entries_max) {}

  FloodGuard& flood() { return flood_; }
  FloodGuard& reports() { return reports_; }
  bool said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now);
  LikenessMemory& likenesses() { return likenesses_; }
  void forget(const ContentHash& saying, const IntakeKey& attempt);
  std::optional<StoredBefore> stored_before(const ContentHash& content, const Pseudonym& reader,
                                            Instant now) const;
  void remember(const ContentHash& content, const Pseudonym& reader, const StoredBefore& stored);
  /// In the order in which they were said. An instance that starts knows no reader's contents.
  void refill(const SaidBefore& said);
  void refill(const Heard& heard) { likenesses_.enter(heard); }

 private:
  FloodGuard flood_;
  FloodGuard reports_;
  Window<IntakeKey> sayings_;
  Window<StoredBefore> stored_;
  LikenessMemory likenesses_;
};

}  // namespace copytaster
