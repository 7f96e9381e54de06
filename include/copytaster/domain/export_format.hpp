#pragma once
// How an exported comment is written. Built from ExportedComment, which has no address member.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

enum class ExportFormat { ndjson, csv, wxr };
std::optional<ExportFormat> parse_export_format(std::string_view text);
std::string_view media_type(ExportFormat format);
/// WXR has an item for each article, so it must be told article by article; and no word for what
/// was removed.
bool goes_by_article(ExportFormat format);
bool tells_removals(ExportFormat format);

struct ExportedArticle {
  std::string key;
  std::string url;
  std::string title;
  std::string section;
  bool is_open = true;  ///< takes comments
  Instant created_at;
};

struct ExportedComment {
  PublicComment comment;  ///< of a removed one: its number alone
  Version version;
  std::optional<Instant> decided_at;
  ExportedArticle article;
};

/// One export as text, with its line ends. What is removed is its number and version with the
/// state `removed`, and nothing else.
/// NDJSON: one JSON object a line. CSV: RFC 4180 with a header line; a field that a spreadsheet
/// would take for a formula (= + - @ tab CR LF, full-width ones too) gains a leading '. WXR 1.2: as
/// WordPress' importer reads it; texts and names as HTML, characters that XML forbids as U+FFFD.
class ExportWriter {
 public:
  ExportWriter(ExportFormat format, std::string site) : format_(format), site_(std::move(site)) {}

  /// First this, then every comment, then `close`. All add to `out`.
  void open(std::string& out) const;
  void append(std::string& out, const ExportedComment& comment);
  void close(std::string& out) const;

 private:
  ExportFormat format_;
  std::string site_;
  std::string article_;  ///< key of the one that is open, in WXR
};

/// A field of RFC 4180, quoted where it must be; one that a spreadsheet would take for a formula
/// gains a leading '.
void append_csv_field(std::string& out, std::string_view field);

/// The NDJSON closing line `{"next":"…"}`; its absence means that the stream was cut off.
std::string closing_line(std::string_view cursor);

}  // namespace copytaster
