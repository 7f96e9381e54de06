#include "copytaster/domain/ban.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "copytaster/domain/text.hpp"
#include "domain/hosts.hpp"

namespace copytaster {
namespace {

constexpr std::array<std::pair<BanKind, std::string_view>, 4> kinds{{
    {BanKind::author, "author"},
    {BanKind::pseudonym, "pseudonym"},
    {BanKind::name, "name"},
    {BanKind::domain, "domain"},
}};

constexpr char wildcard = '*';

bool is_over(const std::optional<Instant>& until, Instant now) { return until && *until <= now; }

/// Of two that cover the same the longer one counts.
template <class Map, class Key>
void keep_longer(Map& map, Key&& key, const std::optional<Instant>& until) {
  const auto [at, is_new] = map.try_emplace(std::forward<Key>(key), until);
  if (is_new || !at->second) return;
  if (!until || *until > *at->second) at->second = until;
}

template <class Map, class Key>
bool has_living(const Map& map, const Key& key, Instant now) {
  const auto found = map.find(key);
  return found != map.end() && !is_over(found->second, now);
}

}  // namespace

std::string_view name_of(BanKind kind) {
  return std::ranges::find(kinds, kind, &std::pair<BanKind, std::string_view>::first)->second;
}

std::optional<BanKind> parse_ban_kind(std::string_view text) {
  for (const auto& [kind, name] : kinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

BanKind kind_of(const Banned& banned) { return kinds.at(banned.index()).first; }

std::optional<BannedName> parse_banned_name(std::string_view typed) {
  if (typed.size() > author_bytes_max + 1 || !is_valid_utf8(typed) || contains_nul(typed))
    return std::nullopt;
  BannedName name{folded(typed)};
  std::string_view beside = name.pattern;
  const bool has_wildcard = beside.starts_with(wildcard) || beside.ends_with(wildcard);
  if (beside.starts_with(wildcard))
    beside.remove_prefix(1);
  else if (has_wildcard)
    beside.remove_suffix(1);
  if (beside.empty() || beside.find(wildcard) != std::string_view::npos) return std::nullopt;
  if (has_wildcard && code_points(beside) < banned_part_chars_min) return std::nullopt;
  return name;
}

std::optional<BannedName> whole_name(std::string_view author) {
  auto name = parse_banned_name(author);
  if (name && name->pattern.find(wildcard) != std::string::npos) return std::nullopt;
  return name;
}

std::optional<BannedDomain> parse_banned_domain(std::string_view typed) {
  auto host = ascii_host(host_in(trimmed(typed)));
  if (!host || !is_registered(*host)) return std::nullopt;
  return BannedDomain{std::move(*host)};
}

std::optional<BannedDomain> domain_of_website(std::string_view url) {
  const auto host = parse_banned_domain(url);
  if (!host) return std::nullopt;
  return BannedDomain{registered_part(host->host)};
}

Bans::Bans(std::span<const Ban> bans) : count_(bans.size()) {
  for (const Ban& ban : bans) add(ban);
}

void Bans::add(const Ban& ban) {
  if (const auto* author = std::get_if<AuthorIndex>(&ban.whom)) {
    keep_longer(authors_, author->digest, ban.until);
  } else if (const auto* reader = std::get_if<Pseudonym>(&ban.whom)) {
    keep_longer(readers_, reader->digest, ban.until);
  } else if (const auto* name = std::get_if<BannedName>(&ban.whom)) {
    add_name(name->pattern, ban.until);
  } else {
    const std::string& host = std::get<BannedDomain>(ban.whom).host;
    for (const std::string& written : {host, folded(readable_host(host))}) {
      keep_longer(hosts_, written, ban.until);
      host_bytes_max_ = std::max(host_bytes_max_, written.size());
    }
  }
}

void Bans::add_name(const std::string& pattern, Until until) {
  const bool is_end = pattern.starts_with(wildcard);
  if (!is_end && !pattern.ends_with(wildcard)) return keep_longer(names_, pattern, until);
  const std::string part = is_end ? pattern.substr(1) : pattern.substr(0, pattern.size() - 1);
  Parts& parts = is_end ? ends_ : beginnings_;
  if (std::ranges::find(parts.lengths, part.size()) == parts.lengths.end())
    parts.lengths.push_back(part.size());
  keep_longer(parts.texts, part, until);
}

bool Bans::covers_name(std::string_view author, Instant now) const {
  if (names_.empty() && beginnings_.texts.empty() && ends_.texts.empty()) return false;
  const std::string name = folded(author);
  const auto covered = [&](const Parts& parts, bool at_end) {
    return std::ranges::any_of(parts.lengths, [&](std::size_t length) {
      if (length > name.size()) return false;
      const auto part = std::string_view{name}.substr(at_end ? name.size() - length : 0, length);
      return has_living(parts.texts, part, now);
    });
  };
  return has_living(names_, name, now) || covered(beginnings_, false) || covered(ends_, true);
}

/// The host itself, or one above it.
bool Bans::covers_host(std::string_view host, Instant now) const {
  while (true) {
    if (host.size() <= host_bytes_max_ && has_living(hosts_, host, now)) return true;
    const auto dot = host.find('.');
    if (dot == std::string_view::npos) return false;
    host.remove_prefix(dot + 1);
  }
}

bool Bans::covers_domain(const Submission& submission, Instant now) const {
  if (hosts_.empty()) return false;
  const auto is_covered = [&](std::string_view host) { return covers_host(host, now); };
  return any_host(submission.email().domain(), is_covered) ||
         (submission.url() && any_host(*submission.url(), is_covered)) ||
         any_host(submission.text(), is_covered);
}

std::optional<BanKind> Bans::covers(const Arrival& arrival, Instant now) const {
  if (has_living(authors_, arrival.author.digest, now)) return BanKind::author;
  if (has_living(readers_, arrival.reader.digest, now)) return BanKind::pseudonym;
  if (covers_name(arrival.submission.author(), now)) return BanKind::name;
  if (covers_domain(arrival.submission, now)) return BanKind::domain;
  return std::nullopt;
}

std::size_t Bans::size() const { return count_; }

}  // namespace copytaster
