#pragma once
// Rules as an editor keeps them: sets of files, each change a version that names who made it. The
// database is the only truth; whatever cannot be read leaves the set that holds as it is.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/rule_spec.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

/// Names as "rules.d/links.toml" and "words/blocked.txt", with what stands in them.
using RuleFiles = std::map<std::string, std::string>;

inline constexpr std::size_t rule_files_max = 200;
inline constexpr std::size_t rule_files_bytes_max = std::size_t{4} << 20U;
inline constexpr std::size_t rule_file_name_max = 100;

/// Never empty, in the order of the files and their lines.
using RuleErrors = std::vector<RuleError>;
using ReadRules = std::variant<std::shared_ptr<const RuleSet>, RuleErrors>;

/// "rules.d/links.toml:3:7: reason; remedy", for a log or a terminal.
std::string line_for(const RuleError& error);

/// Makes a set of files one that can judge; runs its own cases. Safe from any thread.
class RuleReader {
 public:
  virtual ~RuleReader() = default;
  /// The set's version is the hash of the files' names and contents.
  virtual ReadRules read(const RuleFiles& files) const = 0;
};

enum class RuleSource { shipped, files, command, http, desk };
std::string_view name_of(RuleSource source);
std::optional<RuleSource> parse_rule_source(std::string_view name);
/// Nobody asked for it: files were found at a start or on SIGHUP.
bool is_of_files(RuleSource source);

/// Who makes a version, or lets one judge.
struct RuleMaker {
  RuleSource source = RuleSource::files;
  std::string name = {};              ///< of the account or token; empty: nobody had signed in
  std::optional<TokenId> token = {};  ///< as the audit names her
};

struct RuleVersion {
  std::int64_t number = 0;  ///< of the site, from 1
  std::string hash;         ///< of names and contents; also the verdicts' `rules_version`
  Instant made_at;
  std::string made_by;  ///< the account's or the token's name; empty: nobody had signed in
  RuleSource source = RuleSource::files;
  std::optional<Instant> active_since;  ///< none: does not judge now
  /// Who lets it judge, as `made_by`; not always who made it.
  std::string activated_by = {};
  std::optional<RuleSource> activation_source = {};  ///< none: does not judge, or was not noted
};

/// That a version judges from now on.
struct RuleActivation {
  RuleMaker by;
  Instant at;
  /// What binds the version's hash to the audit entry; none: nobody did it, and there is no entry.
  std::optional<SaltedDigest> bound;
  /// Hashes of what she has seen judge; empty: she does not mind what does.
  std::vector<std::string> instead_of = {};
};

/// Not what she has seen judges, nor what she asks for: somebody else was here meanwhile.
struct OthersJudge {
  RuleVersion active;
};
struct NoSuchRules {};
using AddedRules = std::variant<OthersJudge, RuleVersion>;
/// In this order of precedence.
using SwitchedRules = std::variant<NoSuchRules, OthersJudge, RuleVersion>;

struct ActiveRules {
  SiteId site;
  std::int64_t number = 0;
};

class RuleStore {
 public:
  virtual ~RuleStore() = default;
  /// The one that judges now; none before the first start.
  virtual std::optional<RuleVersion> active(SiteId site) = 0;
  /// Of all sites.
  virtual std::vector<ActiveRules> active_everywhere() = 0;
  /// Newest first, below `before`.
  virtual std::vector<RuleVersion> versions(SiteId site, std::optional<std::int64_t> before,
                                            std::size_t limit) = 0;
  virtual std::optional<RuleVersion> find(SiteId site, std::int64_t number) = 0;
  /// The newest with this hash.
  virtual std::optional<RuleVersion> find_hash(SiteId site, const std::string& hash) = 0;
  virtual std::optional<RuleFiles> files_of(SiteId site, std::int64_t number) = 0;
  /// The newest that files at a start or on SIGHUP made.
  virtual std::optional<RuleVersion> newest_of_files(SiteId site) = 0;
  /// ONE transaction: a new version, which judges from now on where there is an activation. Where
  /// the newest has the same hash that one is taken, but for files: what they say is on record
  /// also where somebody else has said it before.
  virtual AddedRules add(SiteId site, const RuleFiles& files, const RuleVersion& made,
                         const std::optional<RuleActivation>& activation) = 0;
  /// ONE transaction: judges from now on, at every instance; with an audit entry where a person did
  /// it. What judges already is left as it is.
  virtual SwitchedRules activate(SiteId site, std::int64_t number,
                                 const RuleActivation& activation) = 0;
};

struct RuleTools {
  RuleStore& store;
  const RuleReader& reader;
};

/// For what a person does, which the audit tells.
struct RuleChangeTools {
  RuleStore& store;
  const RuleReader& reader;
  const AuditChain& chain;
};

/// A version, and what judges by it.
struct SiteRules {
  RuleVersion version;
  std::shared_ptr<const RuleSet> set;
};

/// `is_new`: this call has made the version.
struct RulesPut {
  SiteRules rules;
  bool is_new = false;
};
/// In this order of precedence.
using PutRulesOutcome = std::variant<RuleErrors, OthersJudge, RulesPut>;
/// They judge when it returns. The same as those that judge already: nothing is written.
PutRulesOutcome put_rules(SiteId site, const RuleFiles& files, const RuleActivation& by,
                          const RuleChangeTools& tools);

/// Nothing is kept: the number that this set has at the site, or would get.
struct RulesChecked {
  std::int64_t number = 0;
  std::string hash;
};
using CheckRulesOutcome = std::variant<RuleErrors, RulesChecked>;
CheckRulesOutcome check_rules(SiteId site, const RuleFiles& files, const RuleTools& tools);

/// `named`: a number or a hash.
std::optional<RuleVersion> find_rules(SiteId site, std::string_view named, RuleStore& store);

/// In this order of precedence. The files are read again before: a later program may read less.
using ActivateRulesOutcome = std::variant<NoSuchRules, RuleErrors, OthersJudge, SiteRules>;
ActivateRulesOutcome activate_rules(SiteId site, std::string_view named, const RuleActivation& by,
                                    const RuleChangeTools& tools);

/// What files or a newer program have brought since `active` was made, and nobody has let judge.
std::optional<RuleVersion> waiting_rules(SiteId site, const RuleVersion& active, RuleStore& store);

/// A version that this program cannot read.
struct RulesUnreadable {
  SiteId site;
  RuleVersion version;
  RuleErrors errors;
};

/// What judges at the site now; NoSuchRules: it never had any.
using LoadRulesOutcome = std::variant<NoSuchRules, RulesUnreadable, SiteRules>;
LoadRulesOutcome load_rules(SiteId site, const RuleTools& tools);

/// The files that a start or SIGHUP has found, or those that the program brings along.
struct FoundRules {
  RuleFiles files;
  RuleSource source = RuleSource::shipped;
};

/// Files become a new version that judges only where they differ from the newest version that files
/// made: what an editor did outlives a restart. The program's own set judges only where none of an
/// editor's does. RuleErrors are those of the files; then nothing is written.
using RulesAtStart = std::variant<RuleErrors, RulesUnreadable, std::map<SiteId, SiteRules>>;
RulesAtStart rules_at_start(std::span<const SiteId> sites, const FoundRules& found, Instant now,
                            const RuleTools& tools);

}  // namespace copytaster
