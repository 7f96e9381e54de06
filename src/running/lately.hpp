#pragma once
// This instance's memory of what was said lately, shared by its writers.

#include <mutex>
#include <span>

#include "copytaster/app/lately.hpp"

namespace copytaster::running {

class SharedLately final : public Lately {
 public:
  explicit SharedLately(FloodLimits limits) : memory_(limits) {}

  int admit(const Pseudonym& reader, const AuthorIndex& author, Instant now) override;
  int admit_report(const Pseudonym& reader, Instant now) override;
  bool said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) override;
  Alike alike(const Utterance& utterance, Instant now) override;
  int admitted_lately(const Pseudonym& reader, const AuthorIndex& author, Instant now) override;
  void forget(const ContentHash& saying, const IntakeKey& attempt) override;
  std::optional<StoredBefore> stored_before(const ContentHash& content, const Pseudonym& reader,
                                            Instant now) override;
  void remember(const ContentHash& content, const Pseudonym& reader,
                const StoredBefore& stored) override;

  /// What was stored before this instance started, in the order in which it was said.
  void refill(std::span<const SaidBefore> said);
  void refill(std::span<const Heard> heard);
  void change(FloodLimits limits);

 private:
  std::mutex mutex_;
  LatelyMemory memory_;
};

}  // namespace copytaster::running
