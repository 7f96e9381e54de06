#include "copytaster/app/rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "copytaster/domain/rule_set.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

constexpr std::array<std::pair<RuleSource, std::string_view>, 5> sources{{
    {RuleSource::shipped, "shipped"},
    {RuleSource::files, "files"},
    {RuleSource::command, "command"},
    {RuleSource::http, "http"},
    {RuleSource::desk, "desk"},
}};

bool is_file_name(std::string_view name) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";
  return !name.empty() && name.size() <= rule_file_name_max &&
         name.find_first_not_of(allowed) == std::string_view::npos &&
         name.find("..") == std::string_view::npos;
}

/// What is wrong with the files before anybody looks at what they say. A name that is none is not
/// told back: it may be anything.
RuleErrors faults_of(const RuleFiles& files) {
  if (files.empty()) return {{{}, "there is no file", "a set has at least one, in rules.d/"}};
  if (files.size() > rule_files_max)
    return {
        {{}, "there are too many files", "a set has at most " + std::to_string(rule_files_max)}};
  std::size_t bytes = 0;
  RuleErrors errors;
  for (const auto& [name, content] : files) {
    bytes += name.size() + content.size();
    if (!is_file_name(name))
      errors.push_back({{}, "a file's name cannot be used", "1-100 of A-Z a-z 0-9 . _ / -, no .."});
    else if (!is_valid_utf8(content) || contains_nul(content))
      errors.push_back({{name}, "is not text in UTF-8", "save it as UTF-8, without NUL"});
  }
  if (bytes > rule_files_bytes_max)
    errors.push_back({{}, "the files are too long", "4 MiB in all at most"});
  return errors;
}

ReadRules read(const RuleFiles& files, const RuleReader& reader) {
  auto faults = faults_of(files);
  if (!faults.empty()) return faults;
  return reader.read(files);
}

const std::string& hash_of(const RuleSet& set) { return set.version(); }

/// The audit says which rules, beyond a number that only the table explains.
RuleActivation bound(RuleActivation activation, const std::string& hash, const AuditChain& chain) {
  activation.bound = chain.bind(std::nullopt, hash);
  return activation;
}

std::optional<RuleVersion> newest(SiteId site, RuleStore& store) {
  const auto versions = store.versions(site, std::nullopt, 1);
  return versions.empty() ? std::nullopt : std::optional{versions.front()};
}

/// Sets that were read while a start goes through the sites, of which most have the same.
class ReadOnce {
 public:
  explicit ReadOnce(const RuleTools& tools) : tools_(tools) {}

  void know(std::shared_ptr<const RuleSet> set) {
    const std::string hash = hash_of(*set);
    known_[hash] = std::move(set);
  }
  LoadRulesOutcome load(SiteId site) {
    const auto version = tools_.store.active(site);
    if (!version) return NoSuchRules{};
    if (const auto found = known_.find(version->hash); found != known_.end())
      return SiteRules{*version, found->second};
    auto outcome = load_version(site, *version);
    if (const auto* rules = std::get_if<SiteRules>(&outcome)) known_[version->hash] = rules->set;
    return outcome;
  }

 private:
  LoadRulesOutcome load_version(SiteId site, const RuleVersion& version) const {
    auto outcome =
        read(tools_.store.files_of(site, version.number).value_or(RuleFiles{}), tools_.reader);
    if (auto* errors = std::get_if<RuleErrors>(&outcome))
      return RulesUnreadable{site, version, std::move(*errors)};
    return SiteRules{version, std::get<std::shared_ptr<const RuleSet>>(std::move(outcome))};
  }

  RuleTools tools_;
  std::map<std::string, std::shared_ptr<const RuleSet>> known_;
};

/// Where an editor has made what judges, a newer program has no say in it.
bool may_replace(const std::optional<RuleVersion>& active, RuleSource source) {
  return !active || source == RuleSource::files || is_of_files(active->source);
}

void take_over(SiteId site, const FoundRules& found, const RuleVersion& made, RuleStore& store) {
  const auto before = store.newest_of_files(site);
  const auto active = store.active(site);
  if (active && before && before->hash == made.hash) return;
  std::optional<RuleActivation> activation;
  if (may_replace(active, found.source))
    activation = RuleActivation{{found.source}, made.made_at, std::nullopt};
  store.add(site, found.files, made, activation);
}

}  // namespace

std::string_view name_of(RuleSource source) {
  return std::ranges::find(sources, source, &std::pair<RuleSource, std::string_view>::first)
      ->second;
}

std::optional<RuleSource> parse_rule_source(std::string_view name) {
  for (const auto& [source, known] : sources) {
    if (known == name) return source;
  }
  return std::nullopt;
}

bool is_of_files(RuleSource source) {
  return source == RuleSource::shipped || source == RuleSource::files;
}

std::string line_for(const RuleError& error) {
  std::string line = error.place.file;
  if (error.place.line > 0) line += ":" + std::to_string(error.place.line);
  if (error.place.column > 0) line += ":" + std::to_string(error.place.column);
  if (!line.empty()) line += ": ";
  line += error.reason;
  if (!error.remedy.empty()) line += "; " + error.remedy;
  return line;
}

PutRulesOutcome put_rules(SiteId site, const RuleFiles& files, const RuleActivation& by,
                          const RuleChangeTools& tools) {
  auto outcome = read(files, tools.reader);
  if (auto* errors = std::get_if<RuleErrors>(&outcome)) return std::move(*errors);
  auto set = std::get<std::shared_ptr<const RuleSet>>(std::move(outcome));
  const std::string hash = hash_of(*set);
  const auto active = tools.store.active(site);
  if (active && active->hash == hash) return RulesPut{{*active, std::move(set)}, false};
  const auto before = newest(site, tools.store);
  const RuleVersion made{0, hash, by.at, by.by.name, by.by.source, {}};
  auto added = tools.store.add(site, files, made, bound(by, hash, tools.chain));
  if (auto* others = std::get_if<OthersJudge>(&added)) return std::move(*others);
  auto& version = std::get<RuleVersion>(added);
  const bool is_new = !before || before->number < version.number;
  return RulesPut{{std::move(version), std::move(set)}, is_new};
}

CheckRulesOutcome check_rules(SiteId site, const RuleFiles& files, const RuleTools& tools) {
  auto outcome = read(files, tools.reader);
  if (auto* errors = std::get_if<RuleErrors>(&outcome)) return std::move(*errors);
  const std::string hash = hash_of(*std::get<std::shared_ptr<const RuleSet>>(outcome));
  const auto active = tools.store.active(site);
  if (active && active->hash == hash) return RulesChecked{active->number, hash};
  const auto last = newest(site, tools.store);
  if (!last) return RulesChecked{1, hash};
  return RulesChecked{last->hash == hash ? last->number : last->number + 1, hash};
}

std::optional<RuleVersion> find_rules(SiteId site, std::string_view named, RuleStore& store) {
  std::int64_t number = 0;
  const auto* end = named.data() + named.size();
  const auto [stopped, error] = std::from_chars(named.data(), end, number);
  if (error == std::errc{} && stopped == end) {
    if (auto found = store.find(site, number)) return found;
  }
  return store.find_hash(site, std::string{named});  // a hash may consist of digits
}

ActivateRulesOutcome activate_rules(SiteId site, std::string_view named, const RuleActivation& by,
                                    const RuleChangeTools& tools) {
  const auto version = find_rules(site, named, tools.store);
  const auto files = version ? tools.store.files_of(site, version->number) : std::nullopt;
  if (!files) return NoSuchRules{};
  auto outcome = read(*files, tools.reader);
  if (auto* errors = std::get_if<RuleErrors>(&outcome)) return std::move(*errors);
  auto switched =
      tools.store.activate(site, version->number, bound(by, version->hash, tools.chain));
  if (std::holds_alternative<NoSuchRules>(switched)) return NoSuchRules{};
  if (auto* others = std::get_if<OthersJudge>(&switched)) return std::move(*others);
  return SiteRules{std::get<RuleVersion>(std::move(switched)),
                   std::get<std::shared_ptr<const RuleSet>>(std::move(outcome))};
}

std::optional<RuleVersion> waiting_rules(SiteId site, const RuleVersion& active, RuleStore& store) {
  auto brought = store.newest_of_files(site);
  const bool waits = brought && brought->number > active.number && brought->hash != active.hash;
  return waits ? std::move(brought) : std::nullopt;
}

LoadRulesOutcome load_rules(SiteId site, const RuleTools& tools) {
  return ReadOnce{tools}.load(site);
}

RulesAtStart rules_at_start(std::span<const SiteId> sites, const FoundRules& found, Instant now,
                            const RuleTools& tools) {
  auto outcome = read(found.files, tools.reader);
  if (auto* errors = std::get_if<RuleErrors>(&outcome)) return std::move(*errors);
  const auto set = std::get<std::shared_ptr<const RuleSet>>(std::move(outcome));
  ReadOnce sets{tools};
  sets.know(set);
  std::map<SiteId, SiteRules> all;
  for (const SiteId site : sites) {
    take_over(site, found, {0, hash_of(*set), now, "", found.source, {}}, tools.store);
    auto loaded = sets.load(site);
    if (auto* unreadable = std::get_if<RulesUnreadable>(&loaded)) return std::move(*unreadable);
    if (auto* rules = std::get_if<SiteRules>(&loaded)) all.emplace(site, std::move(*rules));
  }
  return all;
}

}  // namespace copytaster
