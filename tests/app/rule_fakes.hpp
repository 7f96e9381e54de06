#pragma once
// A store of rules in memory, and a reader that finds broken what says so.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "copytaster/app/rules.hpp"
#include "copytaster/domain/rule_set.hpp"

namespace copytaster::test {

class FakeRuleStore final : public RuleStore {
 public:
  std::optional<RuleVersion> active(SiteId site) override {
    const auto found = active_.find(site);
    if (found == active_.end()) return std::nullopt;
    auto version = find(site, found->second);
    version->active_since = activations.back().at;
    version->activated_by = activations.back().by.name;
    return version;
  }
  std::vector<ActiveRules> active_everywhere() override {
    std::vector<ActiveRules> all;
    for (const auto& [site, number] : active_) all.push_back({site, number});
    return all;
  }
  std::vector<RuleVersion> versions(SiteId site, std::optional<std::int64_t> before,
                                    std::size_t limit) override {
    std::vector<RuleVersion> found;
    const auto& kept = kept_[site];
    for (auto one = kept.rbegin(); one != kept.rend() && found.size() < limit; ++one) {
      if (!before || one->version.number < *before) found.push_back(one->version);
    }
    return found;
  }
  std::optional<RuleVersion> find(SiteId site, std::int64_t number) override {
    for (const Kept& one : kept_[site]) {
      if (one.version.number == number) return one.version;
    }
    return std::nullopt;
  }
  std::optional<RuleVersion> find_hash(SiteId site, const std::string& hash) override {
    return newest_where(site, [&](const RuleVersion& one) { return one.hash == hash; });
  }
  std::optional<RuleFiles> files_of(SiteId site, std::int64_t number) override {
    for (const Kept& one : kept_[site]) {
      if (one.version.number == number) return one.files;
    }
    return std::nullopt;
  }
  std::optional<RuleVersion> newest_of_files(SiteId site) override {
    return newest_where(site, [](const RuleVersion& one) { return is_of_files(one.source); });
  }
  AddedRules add(SiteId site, const RuleFiles& files, const RuleVersion& made,
                 const std::optional<RuleActivation>& activation) override {
    if (activation && !is_expected(site, *activation, made.hash)) return OthersJudge{*active(site)};
    auto& kept = kept_[site];
    const bool says_the_same =
        !kept.empty() && kept.back().version.hash == made.hash &&
        (!is_of_files(made.source) || is_of_files(kept.back().version.source));
    if (!says_the_same) {
      kept.push_back({made, files});
      kept.back().version.number = static_cast<std::int64_t>(kept.size());
    }
    const auto number = kept.back().version.number;
    if (activation) activate(site, number, *activation);
    return *find(site, number);
  }
  SwitchedRules activate(SiteId site, std::int64_t number,
                         const RuleActivation& activation) override {
    const auto wanted = find(site, number);
    if (!wanted) return NoSuchRules{};
    if (!is_expected(site, activation, wanted->hash)) return OthersJudge{*active(site)};
    activations.push_back(activation);
    active_[site] = number;
    return *active(site);
  }

  std::vector<RuleActivation> activations;

 private:
  struct Kept {
    RuleVersion version;
    RuleFiles files;
  };
  bool is_expected(SiteId site, const RuleActivation& activation, const std::string& hash) {
    const auto& seen = activation.instead_of;
    const auto judges = active(site);
    return seen.empty() || !judges || judges->hash == hash ||
           std::find(seen.begin(), seen.end(), judges->hash) != seen.end();
  }
  template <class Wanted>
  std::optional<RuleVersion> newest_where(SiteId site, Wanted wanted) {
    auto& kept = kept_[site];
    const auto found = std::find_if(kept.rbegin(), kept.rend(),
                                    [&](const Kept& one) { return wanted(one.version); });
    return found == kept.rend() ? std::nullopt : std::optional{found->version};
  }

  std::map<SiteId, std::vector<Kept>> kept_;
  std::map<SiteId, std::int64_t> active_;
};

class FakeRuleReader final : public RuleReader {
 public:
  ReadRules read(const RuleFiles& files) const override {
    ++reads;
    std::string all;
    for (const auto& [name, content] : files) {
      if (content == "broken" || content == unreadable)
        return RuleErrors{{{name, 1, 1}, "is broken", "mend it"}};
      all += name + "=" + content + ";";
    }
    return std::get<std::shared_ptr<const RuleSet>>(compile_rules({}, "hash of " + all));
  }
  std::string unreadable = "unreadable";
  mutable int reads = 0;
};

}  // namespace copytaster::test
