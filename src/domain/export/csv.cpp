#include "copytaster/domain/byte_set.hpp"
#include "copytaster/domain/export_format.hpp"
#include "domain/export/records.hpp"

namespace copytaster {
namespace {

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

}  // namespace

void append_csv_field(std::string& out, std::string_view field) {
  static constexpr ByteSet quoted{",\"\r\n;"};
  static constexpr ByteSet doubled{"\""};
  const bool formula = is_formula(field);
  if (!formula && quoted.first_in(field) == field.size()) {
    out += field;
    return;
  }
  out += '"';
  if (formula) out += '\'';
  append_replacing(out, field, doubled, [](std::string& to, char) { to += "\"\""; });
  out += '"';
}

std::string_view csv_head() {
  return "site,article,id,version,parent,author,url,text,state,created_at,edited_at,decided_at,"
         "article_url,section\r\n";
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
  field(exported.article.key);
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
  field(exported.article.url);
  field(exported.article.section);
  out += "\r\n";
}

}  // namespace copytaster
