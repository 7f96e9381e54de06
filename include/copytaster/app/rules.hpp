#pragma once
// Rules as an editor keeps them: sets of files, each change a version that names who made it. The
// database is the only truth; whatever cannot be read leaves the set that holds as it is.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/rule_spec.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

/// Names as "rules.d/links.toml" and "words/blocked.txt", with what stands in them.
using RuleFiles = std::map<std::string, std::string>;

inline constexpr std::size_t rule_files_max = 200;
inline constexpr std::size_t rule_files_bytes_max = std::size_t{4} << 20U;

/// Never empty, in the order of the files and their lines.
using RuleErrors = std::vector<RuleError>;
using ReadRules = std::variant<std::shared_ptr<const RuleSet>, RuleErrors>;

/// Makes a set of files one that can judge; runs its own cases.
class RuleReader {
 public:
  virtual ~RuleReader() = default;
  virtual ReadRules read(const RuleFiles& files) const = 0;
};

enum class RuleSource { shipped, files, http, desk };
std::string_view name_of(RuleSource source);

struct RuleVersion {
  std::int64_t number = 0;  ///< of the site, from 1
  std::string hash;         ///< of names and contents; also the verdicts' `rules_version`
  Instant made_at;
  std::string made_by;  ///< the account's or the token's name; empty: the service at its start
  RuleSource source = RuleSource::files;
  std::optional<Instant> active_since;  ///< none: does not judge now
};

class RuleStore {
 public:
  virtual ~RuleStore() = default;
  /// The one that judges now; none before the first start.
  virtual std::optional<RuleVersion> active(SiteId site) = 0;
  /// Newest first, below `before`.
  virtual std::vector<RuleVersion> versions(SiteId site, std::optional<std::int64_t> before,
                                            std::size_t limit) = 0;
  virtual std::optional<RuleFiles> files_of(SiteId site, std::int64_t number) = 0;
  /// The newest that files at a start or on SIGHUP made.
  virtual std::optional<RuleVersion> newest_of_files(SiteId site) = 0;
  /// A new version that does not judge yet; where the newest has the same hash, that one.
  virtual RuleVersion add(SiteId site, const RuleFiles& files, const RuleVersion& made) = 0;
  /// Judges from now on, at every instance; with an audit entry where a person did it. False: there
  /// is no such version.
  virtual bool activate(SiteId site, std::int64_t number, const std::string& by, Instant now) = 0;
};

}  // namespace copytaster
