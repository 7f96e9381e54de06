#pragma once
// What instances learn of each other: each transaction that changes what readers see, or by
// which rules and bans comments are judged, leaves a row.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

/// A comment as it stands since.
struct ChangedComment {
  CommentId id;
  Version version;
  State state = State::pending;
};

struct Change {
  std::uint64_t transaction = 0;
  std::int64_t id = 0;
  SiteId site;
  std::string article;                         ///< its key
  std::optional<ChangedComment> comment = {};  ///< none: the article itself
  bool is_of_site = false;  ///< its rules or its bans: neither article nor comment
};

struct Changes {
  /// Every transaction with a smaller number is over: what it has written is here or was before.
  std::uint64_t settled = 0;
  std::vector<Change> changes;
  bool is_whole = true;  ///< else there were more than are told at once
};

class ChangeStore {
 public:
  virtual ~ChangeStore() = default;
  /// All of the transactions from this number on.
  virtual Changes changes_from(std::uint64_t transaction) = 0;
};

}  // namespace copytaster
