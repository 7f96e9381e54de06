#pragma once
// The sealed keys of pseudonyms, shared by all instances.

#include "copytaster/app/prepare_pseudonyms.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class PseudonymKeyRows final : public PseudonymKeyStore {
 public:
  explicit PseudonymKeyRows(Pool& pool) : pool_(pool) {}

  std::string keep_first(const PseudonymPeriod& period, const std::string& offered) override;
  void drop(const PseudonymPeriod& period) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
