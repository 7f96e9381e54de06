#pragma once
// The versions of each site's rules, and which one judges.

#include "copytaster/app/rules.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class RuleRows final : public RuleStore {
 public:
  explicit RuleRows(Pool& pool) : pool_(pool) {}
  std::optional<RuleVersion> active(SiteId site) override;
  std::vector<ActiveRules> active_everywhere() override;
  std::vector<RuleVersion> versions(SiteId site, std::optional<std::int64_t> before,
                                    std::size_t limit) override;
  std::optional<RuleVersion> find(SiteId site, std::int64_t number) override;
  std::optional<RuleVersion> find_hash(SiteId site, const std::string& hash) override;
  std::optional<RuleFiles> files_of(SiteId site, std::int64_t number) override;
  std::optional<RuleVersion> newest_of_files(SiteId site) override;
  AddedRules add(SiteId site, const RuleFiles& files, const RuleVersion& made,
                 const std::optional<RuleActivation>& activation) override;
  SwitchedRules activate(SiteId site, std::int64_t number,
                         const RuleActivation& activation) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
