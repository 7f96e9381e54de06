#pragma once
// Report: a reader asks the moderators to look at a published comment again. One reader counts
// once in a period of pseudonyms, however often she asks, and nothing that is kept says who she is.

#include <optional>
#include <string>
#include <variant>

#include "copytaster/app/lately.hpp"
#include "copytaster/app/vault.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

/// In bytes of UTF-8, as she wrote it.
inline constexpr std::size_t report_reason_bytes_max = 500;

struct ReportRequest {
  SiteId site;
  CommentId comment;
  std::string reason;                      ///< may be empty
  std::optional<Problem> unreadable = {};  ///< the reason could not even be read as text
  std::optional<Pseudonym> reader = {};    ///< none: its key is not there yet
};

struct Report {
  SiteId site;
  CommentId comment;
  /// Of the reader's pseudonym and the comment: links none of her reports, and when the pseudonym's
  /// key is gone, nobody can compute it again.
  ContentHash reporter;
  std::string reason;  ///< masked; may be empty
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;
  virtual bool is_shown(SiteId site, CommentId comment) = 0;
  /// ONE transaction: the report, and the comment in the queue, one report higher than before. The
  /// same reporter's second one changes nothing. False: it is not shown any more.
  virtual bool add_report(const Report& report, Instant now) = 0;
};

/// Taken, now or before: she is not told which.
struct Reported {};
/// Unknown, or in any state but approved: nobody learns which.
struct NotShown {};
struct FaultyReason {
  Problem problem;
};
/// Without one nobody could be counted once.
struct NoPseudonym {};
struct ReportsTooFast {
  int retry_after_s = 1;
};

/// Where several apply, in this order, and `Reported` where none does. Only the last two take a
/// question to the store.
using ReportOutcome = std::variant<FaultyReason, NoPseudonym, ReportsTooFast, NotShown, Reported>;

struct ReportTools {
  ReportStore& store;
  const Vault& vault;
  Lately& lately;
};

/// Throws what the store throws. May be called again with the same: it counts once.
ReportOutcome report_comment(const ReportRequest& request, Instant now, const ReportTools& tools);

}  // namespace copytaster
