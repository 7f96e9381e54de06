#include "copytaster/app/bans.hpp"

#include <algorithm>
#include <utility>

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

std::string hexadecimal(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

/// What is to be banned, and until when it can be at most.
struct Found {
  Banned whom;
  std::optional<Instant> until_max = {};
  std::optional<AuthorIndex> of = {};  ///< whose comment it is
};
using Looked = std::variant<BanFault, Found>;

template <class Subject>
Looked found_or(std::optional<Subject> subject, const BanFault& fault) {
  if (!subject) return fault;
  return Found{std::move(*subject)};
}

/// What was typed. It may be anything, so it is not repeated.
Looked typed(const BanRequest& request, SiteId site, const Vault& vault) {
  const std::string_view value = trimmed(*request.value);
  switch (request.kind) {
    case BanKind::author: {
      const auto email = EmailAddress::parse(value);
      if (!email) return BanFault{"value", "is not an e-mail address"};
      return Found{vault.author_index(site, *email)};
    }
    case BanKind::pseudonym:
      return BanFault{"value", "cannot be given: a pseudonym is a comment's"};
    case BanKind::name:
      return found_or(parse_banned_name(value),
                      {"value",
                       "is not a name, or one with a * at its beginning or its end beside "
                       "at least 3 characters"});
    case BanKind::domain:
      return found_or(parse_banned_domain(value),
                      {"value",
                       "is not a host below a top-level domain, or others register below "
                       "it"});
  }
  return BanFault{"kind", "is not known"};
}

Looked of_comment(const BanRequest& request, const BannableComment& comment) {
  switch (request.kind) {
    case BanKind::author: return Found{comment.author_index};
    case BanKind::pseudonym:
      if (!comment.reader) return BanFault{"comment", "is too old: its pseudonym is gone"};
      return Found{comment.reader->pseudonym, comment.reader->until};
    case BanKind::name:
      return found_or(whole_name(comment.author), {"comment", "has a name that cannot be banned"});
    case BanKind::domain:
      return found_or(comment.url ? domain_of_website(*comment.url) : std::nullopt,
                      {"comment", "has no website with a domain"});
  }
  return BanFault{"kind", "is not known"};
}

Looked look(const BanRequest& request, const BanMaker& by, const BanTools& tools) {
  if (request.value) return typed(request, by.site, tools.vault);
  const auto comment = tools.store.find_bannable(by.site, *request.comment, by.at);
  if (!comment) return BanFault{"comment", "is not the number of a comment"};
  auto looked = of_comment(request, *comment);
  if (auto* found = std::get_if<Found>(&looked)) found->of = comment->author_index;
  return looked;
}

BanFaults faults_of(const BanRequest& request, Instant now) {
  BanFaults faults;
  if (request.value.has_value() == request.comment.has_value())
    faults.push_back({"value", "or comment must be given, one of both"});
  if (request.until && *request.until <= now) faults.push_back({"until", "is not in the future"});
  const auto& reason = request.reason;
  if (reason && (reason->empty() || reason->size() > ban_reason_bytes_max))
    faults.push_back({"reason", "must be 1 to 500 bytes"});
  if (reason && contains_nul(*reason)) faults.push_back({"reason", "holds a NUL character"});
  return faults;
}

/// The earlier one, where there are two.
std::optional<Instant> earlier(const std::optional<Instant>& a, const std::optional<Instant>& b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

std::string told(const Banned& banned) {
  if (const auto* author = std::get_if<AuthorIndex>(&banned)) return hexadecimal(author->digest);
  if (const auto* reader = std::get_if<Pseudonym>(&banned)) return hexadecimal(reader->digest);
  if (const auto* name = std::get_if<BannedName>(&banned)) return name->pattern;
  return std::get<BannedDomain>(banned).host;
}

MakeBanOutcome make_ban(const BanRequest& request, const BanMaker& by, const BanTools& tools) {
  if (auto faults = faults_of(request, by.at); !faults.empty()) return faults;
  auto looked = look(request, by, tools);
  if (const auto* fault = std::get_if<BanFault>(&looked)) return BanFaults{*fault};
  auto& found = std::get<Found>(looked);
  KeptBan ban{{},
              {std::move(found.whom), earlier(request.until, found.until_max)},
              request.comment,
              request.reason.value_or(""),
              {},
              by.at};
  const auto bound = tools.chain.bind(request.reason, std::string{name_of(request.kind)});
  auto outcome = tools.store.add_ban({std::move(ban), found.of, by, bound});
  if (auto* kept = std::get_if<KeptBan>(&outcome)) return std::move(*kept);
  if (std::holds_alternative<TooManyBans>(outcome)) return TooManyBans{};
  return BannedAlready{};
}

}  // namespace copytaster
