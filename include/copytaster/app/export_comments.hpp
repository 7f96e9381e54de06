#pragma once
// The export: every approved comment, in the order in which it became so, as a stream that can
// be resumed; on request also what was published and no longer is. It knows no address.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "copytaster/domain/export_format.hpp"

namespace copytaster {

/// After which change a resumed export goes on. Ids are given out before they are committed, so
/// a bare number would skip rows that commit late: the transaction's id comes first, and the
/// epoch says which history these numbers belong to.
struct ExportCursor {
  std::int64_t epoch = 0;
  std::uint64_t change = 0;
  CommentId id;
  bool operator==(const ExportCursor&) const = default;

  std::string text() const;  ///< opaque to clients
  static std::optional<ExportCursor> parse(std::string_view text);
};

struct ExportQuery {
  SiteId site;
  std::optional<std::string> article;
  std::optional<std::string> section;  ///< the article's as it is now
  std::optional<Instant> from;         ///< created at or after
  std::optional<Instant> to;           ///< created before
  std::optional<ExportCursor> after;
  std::chrono::days close_after{};  ///< the site's; see Article::ends_at
  bool removals = false;    ///< also what was approved once and no longer is, marked as removed
  bool by_article = false;  ///< each article's together; the place is then known only at the end
  bool counted = false;     ///< `total` is wanted, at the cost of one more look at all rows
};

/// One export under way, at the pace of whoever reads it. Memory does not grow with the rows.
/// Used by one thread at a time; destroyed early it is broken off.
class ExportReading {
 public:
  virtual ~ExportReading() = default;
  /// The next comment, which stays until the next call; null at the end.
  virtual const ExportedComment* next() = 0;
  /// Where an export goes on that has read up to here.
  virtual ExportCursor place() const = 0;
  /// How many there are, where the query asked for it.
  virtual std::optional<std::int64_t> total() const = 0;
  /// The cursor was of another history (a backup came back in between) and this one is told from
  /// its beginning: what it does not tell of is gone, and numbers may mean something else.
  virtual bool began_anew() const = 0;
};

class ExportStore {
 public:
  virtual ~ExportStore() = default;
  /// Throws StoreBusy when as many as may are open already.
  virtual std::unique_ptr<ExportReading> open_export(const ExportQuery& query) = 0;
};

}  // namespace copytaster
