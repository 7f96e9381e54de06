#pragma once

#include "copytaster/app/changes.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ChangeRows final : public ChangeStore {
 public:
  explicit ChangeRows(Pool& pool) : pool_(pool) {}
  Changes changes_from(std::uint64_t transaction) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
