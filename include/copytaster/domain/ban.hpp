#pragma once
// Bans: whom or what a moderator does not want at a site, until she ends it or its time is over. Of
// an e-mail address and of a network address there is a keyed hash and nothing else.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/privacy.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

using BanId = Id<struct BanTag>;

/// What a ban covers. Stored by these names.
enum class BanKind { author, pseudonym, name, domain };
std::string_view name_of(BanKind kind);
std::optional<BanKind> parse_ban_kind(std::string_view text);

/// A whole name as `folded` leaves it; with "*" at its beginning or its end, whatever ends or
/// begins so.
struct BannedName {
  std::string pattern;
  bool operator==(const BannedName&) const = default;
};
/// Beside a "*", or it would cover half of the readers.
inline constexpr std::size_t banned_part_chars_min = 3;
/// None: empty, longer than a name, or with a "*" elsewhere, at both ends or beside too little.
std::optional<BannedName> parse_banned_name(std::string_view typed);
/// The name of a comment and no other; none where a "*" in it would be read as more.
std::optional<BannedName> whole_name(std::string_view author);

/// A host in lower-case ASCII (RFC 5890's A-labels), with all hosts below it.
struct BannedDomain {
  std::string host;
  bool operator==(const BannedDomain&) const = default;
};
/// A host, or a URL with one. None: no host, a network address, or one under which others register
/// theirs, as "com" and "co.uk".
std::optional<BannedDomain> parse_banned_domain(std::string_view typed);
/// What somebody has registered of a website's host: "casino.example" of
/// "https://a.casino.example/".
std::optional<BannedDomain> domain_of_website(std::string_view url);

/// In the order of `BanKind`.
using Banned = std::variant<AuthorIndex, Pseudonym, BannedName, BannedDomain>;
BanKind kind_of(const Banned& banned);

struct Ban {
  Banned whom;
  std::optional<Instant> until = {};  ///< the first moment without it; none: until it is ended
};

/// What of a comment bans look at.
struct Arrival {
  const Submission& submission;
  AuthorIndex author;
  Pseudonym reader;
};

/// The bans of a site. Finding one costs the same for ten thousand of them as for one.
class Bans {
 public:
  Bans() = default;
  explicit Bans(std::span<const Ban> bans);

  /// What of it is banned, the first in the order of `BanKind`. A domain is looked for in the
  /// website, in the address, and wherever the text names it, with a link or without.
  std::optional<BanKind> covers(const Arrival& arrival, Instant now) const;
  std::size_t size() const;

 private:
  using Until = std::optional<Instant>;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Texts = std::unordered_map<std::string, Until, TextHash, std::equal_to<>>;
  using Digests = std::unordered_map<Digest, Until, DigestHash>;

  /// Beginnings or ends of names, by their lengths.
  struct Parts {
    Texts texts;
    std::vector<std::size_t> lengths;  ///< that occur, each once
  };
  void add(const Ban& ban);
  void add_name(const std::string& pattern, Until until);
  bool covers_name(std::string_view author, Instant now) const;
  bool covers_domain(const Submission& submission, Instant now) const;
  bool covers_host(std::string_view host, Instant now) const;

  Digests authors_;
  Digests readers_;
  Texts names_;
  Parts beginnings_;
  Parts ends_;
  Texts hosts_;  ///< each as programs and as people write it
  std::size_t host_bytes_max_ = 0;
  std::size_t count_ = 0;
};

}  // namespace copytaster
