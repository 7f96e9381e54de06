#pragma once
// What is held of one person, found by her e-mail address: all of it in her hands, or none of it
// here any more.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/app/bans.hpp"
#include "copytaster/app/vault.hpp"
#include "copytaster/domain/comment.hpp"

namespace copytaster {

/// Whom it is about, and who asks.
struct PersonRequest {
  SiteId site;
  AuthorIndex author;
  std::optional<TokenId> by;  ///< none: the command line
};

/// What one of her comments said before she changed it.
struct HeldRevision {
  Version version;
  std::string text;
  std::string verdict_json;
  Instant until;
};

/// What she said against the rejection of one.
struct HeldAppeal {
  std::string text;
  Instant at;
};

/// One of her comments as it is stored.
struct HeldComment {
  PublicComment comment;
  Version version;
  State state = State::pending;
  std::string article;
  std::string article_url;
  std::optional<Instant> decided_at;
  std::optional<Instant> published_at;
  std::string verdict_json;
  SealedContact sealed;
  std::vector<HeldRevision> revisions;  ///< the oldest first
  std::optional<HeldAppeal> appeal = {};
};

/// What became of her comments, under one of her names.
struct HeldHistory {
  int approved = 0;
  int rejected = 0;
  int spam = 0;
  std::optional<Instant> last_approved_at;
  std::optional<Instant> last_refused_at;
};

/// What is held of her beside her comments.
struct HeldRecord {
  std::vector<HeldHistory> histories;
  std::vector<KeptBan> bans;  ///< of her address, and those made from her comments
};

/// Called for some hundred comments at a time, in the order of their ids. False: that is enough.
using TakeHeld = std::function<bool(std::span<const HeldComment> comments)>;

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;
  /// One transaction, which sees one moment and notes that each comment was looked into. None:
  /// `take` had enough; then nothing is noted.
  virtual std::optional<HeldRecord> read_person(const PersonRequest& wanted, Instant now,
                                                const TakeHeld& take) = 0;
  /// One transaction; the number of comments of which only a place is left. A comment that arrives
  /// meanwhile is a new one. A ban of her address stays as a digest without words, for a year at
  /// most (docs/decisions/0022-bans.md); what else was banned from her comments is not any more.
  virtual std::size_t erase_person(const PersonRequest& wanted, Instant now) = 0;
};

struct PersonTools {
  PeopleStore& store;
  const Vault& vault;
};

/// Of which site, and whose.
struct PersonAsked {
  SiteId site;
  std::string_view site_name;
  const EmailAddress& email;
  std::optional<TokenId> by;
};

/// `{"site","items":[…],"history":[…],"bans":[…]}`. None: it is longer than `bytes_max`.
std::optional<std::string> export_person(const PersonAsked& asked, Instant now,
                                         const PersonTools& tools, std::size_t bytes_max);

/// How many comments were hers; 0 when there is nothing (any more).
std::size_t erase_person(const PersonAsked& asked, Instant now, const PersonTools& tools);

}  // namespace copytaster
