#include "security/audit_chain.hpp"

#include <algorithm>

#include "security/hashing.hpp"

namespace copytaster::security {
namespace {

constexpr std::size_t salt_bytes = 16;
// What is hashed, and how, is part of what is stored: another form gets another name.
constexpr std::string_view detail_form = "audit detail 1";
constexpr std::string_view seal_form = "audit seal 1";
constexpr std::string_view seal_form_with_codes = "audit seal 2";

std::string detail_digest(const AuditDetail& detail) {
  return LongHash{}
      .add(detail_form)
      .add(std::string_view{detail.salt})
      .add(detail.reason)
      .add(detail.note)
      .digest();
}

bool has_code(const AuditEntry& entry) noexcept { return entry.reason_code.has_value(); }

void add_entry(LongHash& hash, const AuditEntry& entry) {
  hash.add(entry.id.value).add(entry.batch.value).add(entry.comment.value);
  hash.add(std::int64_t{entry.by ? 1 : 0}).add(entry.by ? entry.by->value : 0);
  hash.add(std::string_view{entry.decision});
  hash.add(std::int64_t{entry.from}).add(std::int64_t{entry.to}).add(entry.version.value);
  hash.add(std::int64_t{entry.at.time_since_epoch().count()}).add(entry.detail_digest);
}

}  // namespace

SodiumAuditChain::~SodiumAuditChain() { sodium_memzero(key_.data(), key_.size()); }

SaltedDigest SodiumAuditChain::bind(const std::optional<std::string>& reason,
                                    const std::optional<std::string>& note) const {
  AuditDetail detail{std::string(salt_bytes, '\0'), reason, note};
  randombytes_buf(detail.salt.data(), detail.salt.size());
  std::string digest = detail_digest(detail);
  return {std::move(detail.salt), std::move(digest)};
}

bool SodiumAuditChain::is_bound(const AuditDetail& detail, const std::string& digest) const {
  return equal(detail_digest(detail), digest);
}

std::string SodiumAuditChain::hash_of(SiteId site, const std::string& previous,
                                      const AuditSeal& seal,
                                      std::span<const AuditEntry> entries) const {
  LongHash hash{key_};
  // Seals from before there were codes, and over entries without one, keep the form they had.
  const bool with_codes = std::any_of(entries.begin(), entries.end(), has_code);
  hash.add(with_codes ? seal_form_with_codes : seal_form);
  hash.add(std::string_view{previous}).add(site.value).add(seal.number);
  hash.add(std::int64_t{seal.at.time_since_epoch().count()});
  hash.add(static_cast<std::int64_t>(entries.size()));
  for (const AuditEntry& entry : entries) {
    add_entry(hash, entry);
    if (with_codes) hash.add(entry.reason_code);
  }
  return hash.digest();
}

}  // namespace copytaster::security
