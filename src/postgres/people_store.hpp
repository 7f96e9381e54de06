#pragma once
// One person's rows, found by the blind index of her address: read or emptied, a site at a time.

#include <string>

#include "copytaster/app/people.hpp"

namespace copytaster::postgres {

/// Rare and long: each call has a connection of its own, outside the pool, so that nobody waits
/// for it.
class PeopleRows final : public PeopleStore {
 public:
  explicit PeopleRows(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  std::optional<HeldRecord> read_person(const PersonRequest& wanted, Instant now,
                                        const TakeHeld& take) override;
  std::size_t erase_person(const PersonRequest& wanted, Instant now) override;

 private:
  std::string conninfo_;
};

}  // namespace copytaster::postgres
