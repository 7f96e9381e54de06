#pragma once
// Distinct types for the numbers that name things, so that one cannot be taken for another.

#include <compare>
#include <cstdint>
#include <functional>

namespace copytaster {

/// A number that names one kind of thing; every id fits a JSON number (below 2^53).
template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
};

using SiteId = Id<struct SiteTag>;
using ArticleId = Id<struct ArticleTag>;
using CommentId = Id<struct CommentTag>;
using TokenId = Id<struct TokenTag>;
/// Numbered together with tokens: either may be who has decided.
using ModeratorId = Id<struct ModeratorTag>;
using SessionId = Id<struct SessionTag>;
using InvitationId = Id<struct InvitationTag>;
using BatchId = Id<struct BatchTag>;
using AuditId = Id<struct AuditTag>;
/// Nearly the same text, sent again and again.
using CampaignId = Id<struct CampaignTag>;

/// Grows by one with every change of a comment; a decision names the version it was made on.
using Version = Id<struct VersionTag>;

}  // namespace copytaster

template <class Tag>
struct std::hash<copytaster::Id<Tag>> {
  std::size_t operator()(const copytaster::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
