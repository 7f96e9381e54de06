#pragma once
// Claims: so that moderators who work at once get different comments. A claim is a lease and ends
// by itself; it is a courtesy and no lock, as every decision names the version that it was made on.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "copytaster/domain/access.hpp"

namespace copytaster {

inline constexpr int claims_max = 100;

struct ClaimRequest {
  Principal by;
  int limit = claims_max;              ///< 1–claims_max
  std::optional<std::string> section;  ///< none: any
};

class ClaimStore {
 public:
  virtual ~ClaimStore() = default;
  /// What she holds there already is first and is renewed, then what nobody holds follows in the
  /// queue's order: never what somebody else holds, however many ask at once.
  virtual std::vector<QueuedComment> claim(const ClaimRequest& request, Instant now,
                                           Instant until) = 0;
  /// All that she holds.
  virtual void let_go(const Principal& by) = 0;
};

struct ClaimedComments {
  std::vector<QueuedComment> comments;
  Instant until;
};

inline ClaimedComments claim_comments(const ClaimRequest& request, std::chrono::seconds lease,
                                      Instant now, ClaimStore& store) {
  const Instant until = now + lease;
  return {store.claim(request, now, until), until};
}

}  // namespace copytaster
