#include "copytaster/app/export_comments.hpp"

#include <memory>

#include "http/endpoints.hpp"
#include "http/guard.hpp"
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

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "1") return true;
  if (text == "0") return false;
  return std::nullopt;
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
  wanted.query.removals = parsed(query, "removals", parse_flag, errors).value_or(false);
  wanted.format =
      parsed(query, "format", parse_export_format, errors).value_or(ExportFormat::ndjson);
  return wanted;
}

/// Records on their way out, a chunk at a time and at the client's pace: between two chunks it
/// stands at the end of the line like everybody else, and no thread waits for its reader. It
/// lives in the line, or with the connection that has no room.
class Outflow : public std::enable_shared_from_this<Outflow> {
 public:
  Outflow(CallPtr call, ExportFormat format, std::unique_ptr<ExportReading> reading)
      : call_(std::move(call)),
        format_(format),
        reading_(std::move(reading)),
        buffer_(export_head(format)) {}

  void begin() {
    HeaderList headers{{"Content-Type", std::string{media_type(format_)}}};
    if (reading_->began_anew()) headers.emplace_back("Copytaster-Began-Anew", "true");
    if (call_->stream({200, std::move(headers), {cursor_trailer}})) send_chunk();
  }

 private:
  /// Where it ends early the client sees that the stream was cut.
  void send_chunk() {
    bool more = true;
    while (more && buffer_.size() < chunk_bytes) {
      const auto comment = reading_->next();
      more = comment.has_value();
      if (comment) append_record(buffer_, format_, call_->site().name, *comment);
    }
    const std::string cursor = reading_->place().text();
    if (!more && format_ == ExportFormat::ndjson) buffer_ += closing_line(cursor);
    if (!call_->stream_chunk(buffer_)) return;
    buffer_.clear();
    if (!more) {
      call_->stream_end({{cursor_trailer, cursor}});
    } else if (call_->stream_has_room([self = shared_from_this()] { self->stand_in_line(); })) {
      stand_in_line();
    }
  }
  void stand_in_line() {
    call_->services().exporting.go_on([self = shared_from_this()] {
      answer_faults(self->call_, [&self] { self->send_chunk(); });
    });
  }

  CallPtr call_;
  ExportFormat format_;
  std::unique_ptr<ExportReading> reading_;
  std::string buffer_;
};

}  // namespace

void get_export(const CallPtr& call) {
  std::vector<NamedError> errors;
  const Wanted wanted = read_wanted(*call, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  auto reading = call->services().exports.open_export(wanted.query);
  std::make_shared<Outflow>(call, wanted.format, std::move(reading))->begin();
}

}  // namespace copytaster::http
