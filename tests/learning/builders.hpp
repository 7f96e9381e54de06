#pragma once
// Made-up comments of a site that wants talk about its ferry and no pills: as many as a test needs.

#include <chrono>
#include <string>
#include <vector>

#include "copytaster/domain/learning.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster::test {

inline const Instant first_day = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

inline Reading a_reading_of(const std::string& text, const std::string& author = "Ann Reader") {
  return read_stored({author, std::nullopt, text}, some_rules());
}

inline Example an_example(const std::string& text, bool wanted, int number = 0) {
  const std::string author = "Reader " + std::to_string(number);
  return {
      features_of(a_reading_of(text, author)), wanted, first_day + std::chrono::hours{number}, {}};
}

/// Of two kinds by turns, no two alike, an hour apart.
inline std::vector<Example> some_examples(int count, int first = 0) {
  const std::vector<std::string> wanted{"the ferry", "our council", "the harbour", "this school",
                                        "the winter timetable"};
  const std::vector<std::string> unwanted{"cheap pills", "slimming pills", "pharmacy pills",
                                          "discount pills", "herbal pills"};
  const std::vector<std::string> ends{"again",         "at last",     "for everybody",
                                      "every morning", "before noon", "without asking",
                                      "in town"};
  std::vector<Example> examples;
  for (int number = first; number < first + count; ++number) {
    const auto at = static_cast<std::size_t>(number) / 2;
    const std::string& end = ends[at % ends.size()];
    examples.push_back(
        number % 2 == 0
            ? an_example("I think " + wanted[at % wanted.size()] + " should be kept " + end, true,
                         number)
            : an_example("You can order " + unwanted[at % unwanted.size()] + " online " + end,
                         false, number));
  }
  return examples;
}

inline Model a_model(const std::vector<Example>& examples) {
  return std::get<Model>(train({.examples = examples}));
}
inline Model a_model(int count = 200) { return a_model(some_examples(count)); }

}  // namespace copytaster::test
