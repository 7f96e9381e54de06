#include <algorithm>

#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// Whole words only, and only held: a list knows no context, a moderator does.
std::optional<Hit> blocked_words(const Reading& reading, const Facts&, const Policy&) {
  if (reading.blocked_words.empty()) return std::nullopt;
  constexpr std::size_t named_max = 5;
  std::vector<std::string> named;
  Hit hit{RuleId::blocked_words, Weight::hold, "blocked:", {}};
  for (const BlockedWord& word : reading.blocked_words) {
    hit.spans.push_back(word.span);
    if (named.size() >= named_max ||
        std::find(named.begin(), named.end(), word.term) != named.end())
      continue;
    hit.explanation += (named.empty() ? " " : ", ") + word.term;
    named.push_back(word.term);
  }
  return hit;
}

}  // namespace copytaster::rules
