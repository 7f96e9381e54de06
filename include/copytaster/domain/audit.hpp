#pragma once
// The audit: who decided what and when. Entries are kept for good; their words may be erased.
// Numbers and names are as they stand in the store: what was changed by hand must still be shown.

#include <optional>
#include <string>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"

namespace copytaster {

struct AuditEntry {
  AuditId id;
  BatchId batch;
  CommentId comment;
  std::optional<TokenId> by;  ///< none: the command line, or the comment's author
  std::string decision;
  int from = 0;  ///< a State's number
  int to = 0;
  Version version;  ///< of the comment, once decided
  Instant at;
  std::optional<std::string> detail_digest;               ///< none: it never had words
  std::optional<std::string> reason_code = std::nullopt;  ///< a ReasonCode's name
};

/// The words of an entry, kept apart so that they can be erased.
struct AuditDetail {
  std::string salt;
  std::optional<std::string> reason;
  std::optional<std::string> note;
};

/// One link of a site's chain: it covers its entries and the seal before it.
struct AuditSeal {
  std::int64_t number = 0;  ///< 1, 2, 3 … without a gap
  std::vector<AuditId> entries;
  std::string hash;
  Instant at;
};

}  // namespace copytaster
