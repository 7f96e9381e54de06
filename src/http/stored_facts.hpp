// What a stored verdict tells of the moment it was given in: `verdict_json` read back, so that the
// comment can be judged once more as of then.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "copytaster/domain/rules.hpp"

namespace copytaster::http {

struct StoredFacts {
  Facts facts;
  int addresses = 0;
  bool trap_filled = false;
};

/// Keeps its memory from one verdict to the next; not safe from two threads.
class StoredFactsReader {
 public:
  StoredFactsReader();
  ~StoredFactsReader();
  StoredFactsReader(const StoredFactsReader&) = delete;
  StoredFactsReader& operator=(const StoredFactsReader&) = delete;

  /// None where there are no facts in it, as in that of an erased comment. What an older verdict
  /// did not tell yet is 0.
  std::optional<StoredFacts> read(std::string_view verdict_json);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace copytaster::http
