#include "running/lately.hpp"

namespace copytaster::running {

int SharedLately::admit(const Pseudonym& reader, const AuthorIndex& author, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.flood().admit(reader, author, now);
}

int SharedLately::admit_report(const Pseudonym& reader, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.reports().admit(reader, now);
}

bool SharedLately::said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.said_before(saying, attempt, now);
}

Alike SharedLately::alike(const Utterance& utterance, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.likenesses().alike(utterance, now);
}

int SharedLately::admitted_lately(const Pseudonym& reader, const AuthorIndex& author, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.flood().admitted_lately(reader, author, now);
}

void SharedLately::forget(const ContentHash& saying, const IntakeKey& attempt) {
  const std::lock_guard lock{mutex_};
  memory_.forget(saying, attempt);
}

std::optional<StoredBefore> SharedLately::stored_before(const ContentHash& content,
                                                        const Pseudonym& reader, Instant now) {
  const std::lock_guard lock{mutex_};
  return memory_.stored_before(content, reader, now);
}

void SharedLately::remember(const ContentHash& content, const Pseudonym& reader,
                            const StoredBefore& stored) {
  const std::lock_guard lock{mutex_};
  memory_.remember(content, reader, stored);
}

void SharedLately::refill(std::span<const SaidBefore> said) {
  const std::lock_guard lock{mutex_};
  for (const SaidBefore& one : said) memory_.refill(one);
}

void SharedLately::refill(std::span<const Heard> heard) {
  const std::lock_guard lock{mutex_};
  for (const Heard& one : heard) memory_.refill(one);
}

void SharedLately::change(FloodLimits limits) {
  const std::lock_guard lock{mutex_};
  memory_.flood().change(limits);
  memory_.reports().change(limits);
}

}  // namespace copytaster::running
