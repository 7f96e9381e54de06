#pragma once
// Reveal: a moderator who holds the permission sees an author's address, and her words as she wrote
// them. Each look is in the audit before anything is shown.

#include <optional>
#include <string>
#include <variant>

#include "copytaster/app/comment_record.hpp"
#include "copytaster/app/vault.hpp"
#include "copytaster/domain/access.hpp"

namespace copytaster {

struct MayNotReveal {};
struct NoSuchComment {};
struct RevealedWords {
  std::optional<EmailAddress> email;  ///< none: it is no longer held, or its key is gone
  std::string author;
  std::optional<std::string> url;
  std::string text;
};

/// In order of precedence.
using RevealOutcome = std::variant<MayNotReveal, NoSuchComment, RevealedWords>;

struct RevealTools {
  CommentRecordStore& store;
  const Vault& vault;
};

/// Throws InDoubt where nobody can tell whether the audit has the entry; nothing is shown then.
RevealOutcome reveal_comment(const RecordAsked& asked, const Principal& by, Instant now,
                             const RevealTools& tools);

}  // namespace copytaster
