#include "copytaster/domain/export_format.hpp"

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

/// The numbers that name what was removed.
void append_removal(std::string& out, const ExportedComment& exported) {
  out += "{\"id\":" + std::to_string(exported.comment.id.value);
  out += ",\"version\":" + std::to_string(exported.version.value) + ",\"state\":\"removed\"}\n";
}

void append_ndjson(std::string& out, std::string_view site, const ExportedComment& exported) {
  const PublicComment& comment = exported.comment;
  if (comment.removed) return append_removal(out, exported);
  out += "{\"site\":";
  append_json_string(out, site);
  append_member(out, "article", exported.article);
  out += ",\"id\":" + std::to_string(comment.id.value);
  out += ",\"version\":" + std::to_string(exported.version.value);
  out += ",\"parent\":" + (comment.parent ? std::to_string(comment.parent->value) : "null");
  append_member(out, "author", comment.author);
  if (comment.url)
    append_member(out, "url", *comment.url);
  else
    out += ",\"url\":null";
  append_member(out, "text", comment.text);
  append_member(out, "state", name_of(State::approved));
  append_member(out, "created_at", rfc3339(comment.created_at));
  if (comment.edited_at) append_member(out, "edited_at", rfc3339(*comment.edited_at));
  if (exported.decided_at) append_member(out, "decided_at", rfc3339(*exported.decided_at));
  append_member(out, "article_url", exported.article_url);
  append_member(out, "section", exported.section);
  out += "}\n";
}

/// Spreadsheets run a cell that begins like this (OWASP, CSV injection); the last four are the
/// full-width = + - @, which some of them fold.
bool is_formula(std::string_view field) {
  if (field.empty()) return false;
  if (std::string_view{"=+-@\t\r\n"}.find(field.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"}) {
    if (field.starts_with(wide)) return true;
  }
  return false;
}

void append_csv_field(std::string& out, std::string_view field) {
  const bool formula = is_formula(field);
  if (!formula && field.find_first_of(",\"\r\n;") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  if (formula) out += '\'';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_csv(std::string& out, std::string_view site, const ExportedComment& exported) {
  const PublicComment& comment = exported.comment;
  if (comment.removed) {
    out += ",," + std::to_string(comment.id.value) + ',' + std::to_string(exported.version.value) +
           ",,,,,removed,,,,,\r\n";
    return;
  }
  const auto field = [&](std::string_view text) {
    out += ',';
    append_csv_field(out, text);
  };
  append_csv_field(out, site);
  field(exported.article);
  out +=
      ',' + std::to_string(comment.id.value) + ',' + std::to_string(exported.version.value) + ',';
  if (comment.parent) out += std::to_string(comment.parent->value);
  field(comment.author);
  field(comment.url.value_or(""));
  field(comment.text);
  field(name_of(State::approved));
  field(rfc3339(comment.created_at));
  field(comment.edited_at ? rfc3339(*comment.edited_at) : "");
  field(exported.decided_at ? rfc3339(*exported.decided_at) : "");
  field(exported.article_url);
  field(exported.section);
  out += "\r\n";
}

}  // namespace

std::optional<ExportFormat> parse_export_format(std::string_view text) {
  if (text == "ndjson") return ExportFormat::ndjson;
  if (text == "csv") return ExportFormat::csv;
  return std::nullopt;
}

std::string_view media_type(ExportFormat format) {
  return format == ExportFormat::csv ? "text/csv; charset=utf-8; header=present"
                                     : "application/x-ndjson; charset=utf-8";
}

std::string_view export_head(ExportFormat format) {
  if (format == ExportFormat::ndjson) return "";
  return "site,article,id,version,parent,author,url,text,state,created_at,edited_at,decided_at,"
         "article_url,section\r\n";
}

void append_record(std::string& out, ExportFormat format, std::string_view site,
                   const ExportedComment& comment) {
  if (format == ExportFormat::csv)
    append_csv(out, site, comment);
  else
    append_ndjson(out, site, comment);
}

std::string closing_line(std::string_view cursor) {
  std::string line = "{\"next\":";
  append_json_string(line, cursor);
  line += "}\n";
  return line;
}

}  // namespace copytaster
