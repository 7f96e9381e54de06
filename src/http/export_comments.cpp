#include "copytaster/app/export_comments.hpp"

#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"

namespace copytaster::http {
namespace {

constexpr auto cursor_trailer = "Copytaster-Next-Cursor";
constexpr std::size_t chunk_bytes = 64 * 1024;

struct Wanted {
  ExportQuery query;
  ExportFormat format = ExportFormat::ndjson;
};

/// Reads one parameter with `parse`, and says so when it is none.
template <class Parse>
auto parsed(const FormFields& query, std::string_view name, Parse parse,
            std::vector<NamedError>& errors) -> decltype(parse(std::string_view{})) {
  const auto text = parameter(query, name);
  if (!text) return std::nullopt;
  auto value = parse(*text);
  if (!value) errors.push_back({std::string(name), "could not be understood"});
  return value;
}

Wanted read_wanted(const Call& call, std::vector<NamedError>& errors) {
  const FormFields& query = call.query();
  Wanted wanted;
  wanted.query.site = call.site().id;
  wanted.query.article = parameter(query, "article");
  wanted.query.section = parameter(query, "section");
  wanted.query.from = parsed(query, "from", parse_instant, errors);
  wanted.query.to = parsed(query, "to", parse_instant, errors);
  wanted.query.after = parsed(query, "cursor", ExportCursor::parse, errors);
  wanted.format =
      parsed(query, "format", parse_export_format, errors).value_or(ExportFormat::ndjson);
  return wanted;
}

/// Records on their way out, a chunk at a time; the client's pace is ours.
class Outflow {
 public:
  Outflow(Call& call, ExportFormat format)
      : call_(call), format_(format), buffer_(export_head(format)) {}

  bool take(const ExportedComment& comment) {
    append_record(buffer_, format_, call_.site().name, comment);
    return buffer_.size() < chunk_bytes || flush();
  }
  void finish(const std::string& cursor) {
    if (format_ == ExportFormat::ndjson) buffer_ += closing_line(cursor);
    if (flush()) call_.stream_end({{cursor_trailer, cursor}});
  }

 private:
  bool flush() {
    const bool reached = buffer_.empty() || call_.stream_chunk(buffer_);
    buffer_.clear();
    return reached;
  }
  Call& call_;
  ExportFormat format_;
  std::string buffer_;
};

}  // namespace

void get_export(const CallPtr& call) {
  std::vector<NamedError> errors;
  const Wanted wanted = read_wanted(*call, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));

  const std::string type{media_type(wanted.format)};
  if (!call->stream({200, {{"Content-Type", type}}, {cursor_trailer}})) return;
  Outflow out{*call, wanted.format};
  const auto next = call->services().exports.export_comments(
      wanted.query, [&out](const ExportedComment& comment) { return out.take(comment); });
  if (next) out.finish(next->text());  // without it the client sees that the stream was cut
}

}  // namespace copytaster::http
