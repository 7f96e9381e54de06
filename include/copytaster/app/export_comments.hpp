#pragma once
// The export: every approved comment, in the order in which it became so, as a stream that can
// be resumed. It knows no address.

#include <functional>
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
  std::optional<std::string> section;
  std::optional<Instant> from;  ///< created at or after
  std::optional<Instant> to;    ///< created before
  std::optional<ExportCursor> after;
};

/// Takes one comment; false stops the export (the reader has gone).
using ExportSink = std::function<bool(const ExportedComment&)>;

class ExportStore {
 public:
  virtual ~ExportStore() = default;
  /// The cursor to go on from; none when the sink stopped it. Memory does not grow with the rows.
  virtual std::optional<ExportCursor> export_comments(const ExportQuery& query,
                                                      const ExportSink& sink) = 0;
};

}  // namespace copytaster
