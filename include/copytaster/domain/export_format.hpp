#pragma once
// How an exported comment is written. Built from ExportedComment, which has no address member.

#include <string>
#include <string_view>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

enum class ExportFormat { ndjson, csv };
std::optional<ExportFormat> parse_export_format(std::string_view text);
std::string_view media_type(ExportFormat format);

struct ExportedComment {
  PublicComment comment;  ///< of a removed one: its number alone
  Version version;
  std::string article;  ///< key
  std::string article_url;
  std::string section;
  std::optional<Instant> decided_at;
};

/// Everything that comes before the first record: the header line of CSV, nothing for NDJSON.
std::string_view export_head(ExportFormat format);

/// One record with its line end. NDJSON: one JSON object. CSV: RFC 4180, and a field that a
/// spreadsheet would take for a formula (= + - @ tab CR LF, full-width ones too) gains a leading '.
/// A removed comment is its number and version with the state `removed`, and nothing else.
void append_record(std::string& out, ExportFormat format, std::string_view site,
                   const ExportedComment& comment);

/// The NDJSON closing line `{"next":"…"}`; its absence means that the stream was cut off.
std::string closing_line(std::string_view cursor);

}  // namespace copytaster
