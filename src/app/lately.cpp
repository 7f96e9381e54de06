#include "copytaster/app/lately.hpp"

namespace copytaster {

bool LatelyMemory::said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) {
  if (const IntakeKey* first = sayings_.find(saying.digest, now)) return *first != attempt;
  sayings_.enter(saying.digest, attempt, now);
  return false;
}

void LatelyMemory::forget(const ContentHash& saying, const IntakeKey& attempt) {
  const IntakeKey* first = sayings_.find(saying.digest, Instant::min());
  if (first != nullptr && *first == attempt) sayings_.erase(saying.digest);
}

std::optional<EarlierAnswer> LatelyMemory::answer_to(const ContentHash& content,
                                                     Instant now) const {
  const EarlierAnswer* answer = answers_.find(content.digest, now);
  if (answer == nullptr) return std::nullopt;
  return *answer;
}

void LatelyMemory::remember(const EarlierAnswer& answer) {
  answers_.enter(answer.content.digest, answer, answer.at);
}

void LatelyMemory::refill(const SaidBefore& said) {
  if (sayings_.find(said.saying.digest, said.answer.at) == nullptr)
    sayings_.enter(said.saying.digest, said.attempt, said.answer.at);
  remember(said.answer);
}

}  // namespace copytaster
