#include "copytaster/app/verify_audit.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <map>
#include <set>

namespace copytaster {
namespace {

using Broken = std::optional<AuditBroken>;

constexpr auto unsealed_late_after = std::chrono::seconds{10};
constexpr auto sealed_late_after = std::chrono::minutes{1};
constexpr std::size_t seals_page = 100;
constexpr std::size_t entries_page = 5'000;
/// Entries read and not sealed so far. Commits come late by seconds, so an honest audit stays far
/// below this.
constexpr std::size_t open_max = 100'000;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

std::string entry_named(AuditId id) { return "entry " + std::to_string(id.value); }
std::string seal_named(std::int64_t number) { return "seal " + std::to_string(number); }

/// Seals and entries are walked side by side, each once and in order, so that memory holds a page
/// of both. The walk ends with the seal that was the newest when it began: everything that this
/// one and those before it cover is there to be read, however much is decided meanwhile.
class Walk {
 public:
  Walk(SiteId site, Instant now, const AuditTools& tools)
      : site_(site), now_(now), store_(tools.store), chain_(tools.chain), begun_(now) {}

  AuditVerification run(const std::optional<AuditHead>& noted) {
    Broken broken = walk_seals(noted);
    if (!broken) broken = walk_unsealed();
    if (broken) return *broken;
    return result_;
  }

 private:
  Broken walk_seals(const std::optional<AuditHead>& noted) {
    last_seal_ = store_.newest_seal(site_);
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    while (true) {
      const auto seals = store_.seals_after(site_, after, seals_page);
      for (const AuditSeal& seal : seals) {
        if (seal.number > last_seal_) break;
        if (auto broken = check_seal(seal, noted)) return broken;
      }
      if (seals.size() < seals_page || seals.back().number >= last_seal_) break;
      after = seals.back().number;
    }
    if (noted && noted->number > result_.head.number)
      return AuditBroken{"the chain ends with " + seal_named(result_.head.number) +
                             ", before the head that was noted",
                         noted->number, std::nullopt};
    return std::nullopt;
  }

  Broken check_seal(const AuditSeal& seal, const std::optional<AuditHead>& noted) {
    const std::int64_t expected = result_.head.number + 1;
    if (seal.number != expected)
      return AuditBroken{seal_named(expected) + " is missing", expected, std::nullopt};
    if (seal.number == 1) begun_ = seal.at;
    std::vector<AuditEntry> entries;
    if (auto broken = take_entries(seal, entries)) return broken;
    if (chain_.hash_of(site_, previous_, seal, entries) != seal.hash) return changed(seal, entries);
    previous_ = seal.hash;
    result_.head = {seal.number, hexadecimal(seal.hash)};
    if (noted && noted->number == seal.number && noted->hash != result_.head.hash)
      return AuditBroken{seal_named(seal.number) + " is not the one that was noted", seal.number,
                         std::nullopt};
    result_.entries += static_cast<std::int64_t>(entries.size());
    result_.sealed_late += std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return seal.at - entry.at > sealed_late_after;
    });
    return std::nullopt;
  }

  /// A hash tells that something in it was changed, not what.
  static AuditBroken changed(const AuditSeal& seal, const std::vector<AuditEntry>& entries) {
    if (entries.empty())
      return {seal_named(seal.number) + " was changed", seal.number, std::nullopt};
    const AuditId first = entries.front().id;
    const std::string which = entries.size() == 1
                                  ? entry_named(first)
                                  : "one of the " + std::to_string(entries.size()) +
                                        " entries from " + std::to_string(first.value) + " to " +
                                        std::to_string(entries.back().id.value);
    return {which + ", or " + seal_named(seal.number) + " which covers it, was changed",
            seal.number, entries.size() == 1 ? std::optional{first} : std::nullopt};
  }

  /// Those that the seal names, each of which must be there and in no seal before.
  Broken take_entries(const AuditSeal& seal, std::vector<AuditEntry>& entries) {
    if (seal.entries.empty()) return std::nullopt;
    if (auto broken = read_to(*std::max_element(seal.entries.begin(), seal.entries.end())))
      return broken;
    for (const AuditId id : seal.entries) {
      auto found = open_.extract(id);
      if (found.empty())
        return AuditBroken{
            entry_named(id) + (exists(id) ? " is sealed twice" : " was sealed and is gone"),
            seal.number, id};
      entries.push_back(std::move(found.mapped().entry));
    }
    return std::nullopt;
  }

  bool exists(AuditId id) const {
    if (id.value == std::numeric_limits<std::int64_t>::min()) return false;
    const auto found = store_.entries_after(site_, {id.value - 1}, 1);
    return !found.empty() && found.front().entry.id == id;
  }

  Broken read_to(AuditId last) {
    while (read_ < last) {
      auto page = store_.entries_after(site_, read_, entries_page);
      const bool whole = page.size() == entries_page;
      for (AuditRecord& record : page) {
        if (auto broken = check_detail(record)) return broken;
        read_ = record.entry.id;
        open_.emplace(read_, Open{std::move(record.entry), record.unsealed});
      }
      if (open_.size() > open_max) return in_no_seal(open_.begin()->first);
      if (!whole) break;
    }
    return std::nullopt;
  }

  Broken check_detail(const AuditRecord& record) const {
    const AuditEntry& entry = record.entry;
    if (!record.detail) return std::nullopt;
    // Entries from before there were seals have words that nothing binds.
    if (!entry.detail_digest && begun_ - entry.at > sealed_late_after) return std::nullopt;
    if (!entry.detail_digest)
      return AuditBroken{entry_named(entry.id) + " was made without a reason or note and has one",
                         std::nullopt, entry.id};
    if (!chain_.is_bound(*record.detail, *entry.detail_digest))
      return AuditBroken{"the reason or note of " + entry_named(entry.id) + " was changed",
                         std::nullopt, entry.id};
    return std::nullopt;
  }

  static AuditBroken in_no_seal(AuditId id) {
    return {entry_named(id) + " is in no seal and does not wait for one", std::nullopt, id};
  }

  /// What no seal of the walk covers must wait for one, or be in one made meanwhile.
  Broken walk_unsealed() {
    std::set<AuditId> suspects;
    for (const auto& [id, open] : open_) count_or_suspect(open.entry, open.unsealed, suspects);
    if (auto broken = settle(std::move(suspects))) return broken;
    bool whole = true;
    while (whole) {
      const auto page = store_.entries_after(site_, read_, entries_page);
      suspects.clear();
      for (const AuditRecord& record : page) {
        if (auto broken = check_detail(record)) return broken;
        count_or_suspect(record.entry, record.unsealed, suspects);
        read_ = record.entry.id;
      }
      if (auto broken = settle(std::move(suspects))) return broken;
      whole = page.size() == entries_page;
    }
    if (const auto missing = store_.missing_unsealed(site_))
      return AuditBroken{entry_named(*missing) + " waited for its seal and is gone", std::nullopt,
                         *missing};
    return std::nullopt;
  }

  void count_or_suspect(const AuditEntry& entry, bool unsealed, std::set<AuditId>& suspects) {
    if (!unsealed) {
      suspects.insert(entry.id);
      return;
    }
    ++result_.unsealed;
    if (now_ - entry.at > unsealed_late_after) ++result_.unsealed_late;
  }

  Broken settle(std::set<AuditId> suspects) const {
    std::int64_t after = last_seal_;
    while (!suspects.empty()) {
      const auto seals = store_.seals_after(site_, after, seals_page);
      for (const AuditSeal& seal : seals) {
        for (const AuditId id : seal.entries) suspects.erase(id);
        after = seal.number;
      }
      if (seals.size() < seals_page) break;
    }
    if (suspects.empty()) return std::nullopt;
    return in_no_seal(*suspects.begin());
  }

  struct Open {
    AuditEntry entry;
    bool unsealed = false;
  };

  SiteId site_;
  Instant now_;
  AuditStore& store_;
  const AuditChain& chain_;
  Instant begun_;  ///< when the chain did
  std::map<AuditId, Open> open_;
  AuditId read_{std::numeric_limits<std::int64_t>::min()};
  std::int64_t last_seal_ = 0;
  std::string previous_;
  AuditVerified result_;
};

}  // namespace

std::optional<AuditHead> AuditHead::parse(std::string_view text) {
  constexpr std::size_t hash_digits = 64;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  AuditHead head{0, std::string{text.substr(colon + 1)}};
  std::from_chars(text.data(), text.data() + colon, head.number);
  const bool is_hash = head.hash.size() == hash_digits &&
                       head.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (head.number < 1 || !is_hash || head.text() != text) return std::nullopt;
  return head;
}

std::string AuditHead::text() const { return std::to_string(number) + ":" + hash; }

AuditVerification verify_audit(SiteId site, Instant now, const AuditTools& tools,
                               const std::optional<AuditHead>& noted) {
  return Walk{site, now, tools}.run(noted);
}

}  // namespace copytaster
