// Between the door and the endpoints: which route, which site, who asks and may she; and the one
// place where faults are caught.
#pragma once

#include <memory>

#include "http/call.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

class Guard {
 public:
  explicit Guard(const Services& services) : services_(services) {}

  /// Called on a reactor; hands what takes time to the route's lane.
  void take(const std::shared_ptr<Exchange>& exchange) const;

 private:
  void admit(const CallPtr& call) const;
  void pass_on(const CallPtr& call) const;
  void enter(const CallPtr& call) const;
  bool authorise(Call& call) const;
  std::optional<Refusal> by_token(Call& call) const;
  static std::optional<Refusal> by_session(Call& call);

  const Services& services_;
};

/// Runs `work` and answers the call for it when it throws; for parts of an endpoint that go on on
/// another thread.
void answer_faults(const CallPtr& call, const std::function<void()>& work);

}  // namespace copytaster::http
