#pragma once
// Bans as moderators make and end them. An e-mail address goes in and only its keyed hash is kept;
// whatever it is that a ban covers, it is told to moderators alone.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/app/vault.hpp"
#include "copytaster/domain/ban.hpp"

namespace copytaster {

inline constexpr std::size_t bans_max = 10'000;  ///< that live at one site
inline constexpr std::size_t ban_reason_bytes_max = 500;

/// Of a comment or of what was typed, one of both.
struct BanRequest {
  BanKind kind = BanKind::author;
  std::optional<CommentId> comment = {};
  std::optional<std::string> value = {};
  std::optional<Instant> until = {};
  std::optional<std::string> reason = {};
};

/// Who makes or ends one, and when.
struct BanMaker {
  SiteId site;
  std::optional<TokenId> token;  ///< none: on the command line, where nobody has signed in
  Instant at;
};

/// A ban as it is kept.
struct KeptBan {
  BanId id;
  Ban ban;
  std::optional<CommentId> comment = {};  ///< that it was made from
  std::string reason = {};                ///< may be empty
  std::string made_by = {};               ///< the account's or the token's name; empty: nobody's
  Instant made_at = {};
};

/// What of a comment can be banned.
struct BannableComment {
  std::string author;
  std::optional<std::string> url;
  AuthorIndex author_index;
  struct Reader {
    Pseudonym pseudonym;
    Instant until;  ///< its key lives no longer
  };
  std::optional<Reader> reader;  ///< none: the key is gone
};

struct NewBan {
  KeptBan ban;
  std::optional<AuthorIndex> of;  ///< whose comment it was made from
  BanMaker by;
  SaltedDigest bound;  ///< binds the reason and the kind to the audit
};

struct BannedAlready {};
struct TooManyBans {};
using AddedBan = std::variant<BannedAlready, TooManyBans, KeptBan>;

class BanStore {
 public:
  virtual ~BanStore() = default;
  /// None: there is none, or it was erased.
  virtual std::optional<BannableComment> find_bannable(SiteId site, CommentId comment,
                                                       Instant now) = 0;
  /// ONE transaction: the ban, an audit entry, and the change that tells the instances. In the
  /// order of the outcomes, which count living bans alone.
  virtual AddedBan add_ban(const NewBan& made) = 0;
  /// ONE transaction, as above. Nothing of the ban is kept but the entry. False: no such ban lives.
  virtual bool end_ban(BanId id, const BanMaker& by) = 0;
  /// The living ones, newest first, below `before`.
  virtual std::vector<KeptBan> list_bans(SiteId site, std::optional<BanId> before,
                                         std::size_t limit, Instant now) = 0;
  /// All that live.
  virtual std::vector<Ban> living_bans(SiteId site, Instant now) = 0;
};

struct BanTools {
  BanStore& store;
  const Vault& vault;
  const AuditChain& chain;
};

/// The reason never holds what came in.
struct BanFault {
  std::string_view member;
  std::string_view reason;
};
using BanFaults = std::vector<BanFault>;

/// In this order of precedence. The ban holds at this instance once it follows the changes.
using MakeBanOutcome = std::variant<BanFaults, BannedAlready, TooManyBans, KeptBan>;
MakeBanOutcome make_ban(const BanRequest& request, const BanMaker& by, const BanTools& tools);

/// As moderators get it: the digest of an address or a pseudonym in hexadecimal digits, a pattern
/// or a host as it is.
std::string told(const Banned& banned);

}  // namespace copytaster
