#include "copytaster/app/export_comments.hpp"

#include <memory>

#include "http/endpoints.hpp"
#include "http/guard.hpp"
#include "http/gzip_stream.hpp"
#include "http/header_lists.hpp"
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
  wanted.query.close_after = call.site().policy.close_after;
  wanted.query.article = parameter(query, "article");
  wanted.query.section = parameter(query, "section");
  wanted.query.from = parsed(query, "from", parse_instant, errors);
  wanted.query.to = parsed(query, "to", parse_instant, errors);
  wanted.query.after = parsed(query, "cursor", ExportCursor::parse, errors);
  wanted.query.removals = parsed(query, "removals", parse_flag, errors).value_or(false);
  wanted.format =
      parsed(query, "format", parse_export_format, errors).value_or(ExportFormat::ndjson);
  wanted.query.by_article = goes_by_article(wanted.format);
  if (wanted.query.removals && !tells_removals(wanted.format))
    errors.push_back({"removals", "cannot be told in this format"});
  return wanted;
}

/// Records on their way out, a chunk at a time and at the client's pace: between two chunks it
/// stands at the end of the line like everybody else, and no thread waits for its reader. It
/// lives in the line, or with the connection that has no room.
class Outflow : public std::enable_shared_from_this<Outflow> {
 public:
  Outflow(CallPtr call, const Wanted& wanted, std::unique_ptr<ExportReading> reading)
      : call_(std::move(call)),
        is_ndjson_(wanted.format == ExportFormat::ndjson),
        writer_(wanted.format, call_->site().name),
        reading_(std::move(reading)) {
    if (accepts_gzip(call_->request().header("Accept-Encoding").value_or(""))) gzip_.emplace();
    writer_.open(buffer_);
  }

  void begin(ExportFormat format) {
    HeaderList headers{{"Content-Type", std::string{media_type(format)}}};
    add_vary(headers, "Accept-Encoding");
    if (gzip_) headers.emplace_back("Content-Encoding", "gzip");
    if (reading_->began_anew()) headers.emplace_back("Copytaster-Began-Anew", "true");
    if (call_->stream({200, std::move(headers), {cursor_trailer}})) send_chunk();
  }

 private:
  /// Where it ends early the client sees that the stream was cut.
  void send_chunk() {
    const bool more = fill_buffer();
    if (!call_->stream_chunk(gzip_ ? gzip_->add(buffer_) : buffer_)) return;
    buffer_.clear();
    if (!more) {
      if (gzip_ && !call_->stream_chunk(gzip_->end())) return;
      call_->stream_end({{cursor_trailer, reading_->place().text()}});
    } else if (call_->stream_has_room([self = shared_from_this()] { self->stand_in_line(); })) {
      stand_in_line();
    }
  }
  /// False at the end of the export.
  bool fill_buffer() {
    while (buffer_.size() < chunk_bytes) {
      const ExportedComment* comment = reading_->next();
      if (comment == nullptr) {
        writer_.close(buffer_);
        if (is_ndjson_) buffer_ += closing_line(reading_->place().text());
        return false;
      }
      writer_.append(buffer_, *comment);
    }
    return true;
  }
  void stand_in_line() {
    call_->services().exporting.go_on([self = shared_from_this()] {
      answer_faults(self->call_, [&self] { self->send_chunk(); });
    });
  }

  CallPtr call_;
  bool is_ndjson_;
  ExportWriter writer_;
  std::unique_ptr<ExportReading> reading_;
  std::optional<GzipStream> gzip_;
  std::string buffer_;
};

}  // namespace

void get_export(const CallPtr& call) {
  std::vector<NamedError> errors;
  const Wanted wanted = read_wanted(*call, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  auto reading = call->services().exports.open_export(wanted.query);
  std::make_shared<Outflow>(call, wanted, std::move(reading))->begin(wanted.format);
}

}  // namespace copytaster::http
