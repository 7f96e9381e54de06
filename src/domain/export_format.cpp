#include "copytaster/domain/export_format.hpp"

#include "copytaster/domain/text.hpp"
#include "domain/export/records.hpp"

namespace copytaster {

std::optional<ExportFormat> parse_export_format(std::string_view text) {
  if (text == "ndjson") return ExportFormat::ndjson;
  if (text == "csv") return ExportFormat::csv;
  if (text == "wxr") return ExportFormat::wxr;
  return std::nullopt;
}

std::string_view media_type(ExportFormat format) {
  switch (format) {
    case ExportFormat::ndjson: return "application/x-ndjson; charset=utf-8";
    case ExportFormat::csv: return "text/csv; charset=utf-8; header=present";
    case ExportFormat::wxr: return "application/rss+xml; charset=utf-8";
  }
  return "";
}

bool goes_by_article(ExportFormat format) { return format == ExportFormat::wxr; }
bool tells_removals(ExportFormat format) { return format != ExportFormat::wxr; }

void ExportWriter::open(std::string& out) const {
  switch (format_) {
    case ExportFormat::ndjson: return;
    case ExportFormat::csv: out += csv_head(); return;
    case ExportFormat::wxr: append_wxr_head(out, site_); return;
  }
}

void ExportWriter::append(std::string& out, const ExportedComment& comment) {
  switch (format_) {
    case ExportFormat::ndjson: append_ndjson(out, site_, comment); return;
    case ExportFormat::csv: append_csv(out, site_, comment); return;
    case ExportFormat::wxr: break;
  }
  if (comment.article.key != article_) {
    if (!article_.empty()) out += wxr_item_end();
    article_ = comment.article.key;
    append_wxr_item(out, comment.article);
  }
  append_wxr_comment(out, comment);
}

void ExportWriter::close(std::string& out) const {
  if (format_ != ExportFormat::wxr) return;
  if (!article_.empty()) out += wxr_item_end();
  out += wxr_end();
}

std::string closing_line(std::string_view cursor) {
  std::string line = "{\"next\":";
  append_json_string(line, cursor);
  line += "}\n";
  return line;
}

}  // namespace copytaster
