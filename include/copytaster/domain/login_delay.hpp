#pragma once
// Makes guessing slow: who fails waits, longer each time, for the name and for the network address
// she comes from. Nobody is shut out for good. A pure structure: time comes in as `now`.

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

#include "copytaster/domain/instant.hpp"

namespace copytaster {

/// Who tries, as far as attempts are counted.
struct Attempt {
  std::string name;     ///< folded; empty for a one-time code, which no name slows down
  std::string address;  ///< what limits count: the address or its prefix
};

/// In the long run some 15 guesses an hour at one name and 100 from one address. What has not
/// failed for an hour is forgotten; of more than `sources_max` names and addresses the one unused
/// for longest goes first. Not safe from two threads at once.
class LoginDelays {
 public:
  explicit LoginDelays(std::size_t sources_max = 20'000);

  /// How many seconds to wait; 0: go on, and the attempt counts as failed until it has succeeded,
  /// so that attempts at the same time are no way round.
  int begin(const Attempt& attempt, Instant now);
  void succeeded(const Attempt& attempt);
  std::size_t sources() const { return failures_.size(); }

 private:
  struct Failures {
    int count;
    Instant last;
    std::list<std::string>::iterator place;
  };
  struct Rule;
  Failures& failures_of(const std::string& source, Instant now);
  static int wait_for(const Failures& failures, const Rule& rule, Instant now);

  std::size_t sources_max_;
  std::list<std::string> by_use_;
  std::unordered_map<std::string, Failures> failures_;
};

}  // namespace copytaster
