#include "copytaster/app/export_comments.hpp"

#include <memory>

#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/record_stream.hpp"

namespace copytaster::http {
namespace {

constexpr auto cursor_trailer = "Copytaster-Next-Cursor";

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

class ExportSource final : public RecordSource {
 public:
  ExportSource(ExportFormat format, const std::string& site, std::unique_ptr<ExportReading> reading)
      : is_ndjson_(format == ExportFormat::ndjson),
        writer_(format, site),
        reading_(std::move(reading)) {}

  void begin(std::string& out) override { writer_.open(out); }
  bool append_next(std::string& out) override {
    const ExportedComment* comment = reading_->next();
    if (comment != nullptr) {
      writer_.append(out, *comment);
      return true;
    }
    writer_.close(out);
    if (is_ndjson_) out += closing_line(reading_->place().text());
    return false;
  }
  HeaderList trailers() const override { return {{cursor_trailer, reading_->place().text()}}; }

 private:
  bool is_ndjson_;
  ExportWriter writer_;
  std::unique_ptr<ExportReading> reading_;
};

}  // namespace

void get_export(const CallPtr& call) {
  std::vector<NamedError> errors;
  const Wanted wanted = read_wanted(*call, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  auto reading = call->services().exports.open_export(wanted.query);
  StreamHead head{
      200, {{"Content-Type", std::string{media_type(wanted.format)}}}, {cursor_trailer}};
  if (reading->began_anew()) head.headers.emplace_back("Copytaster-Began-Anew", "true");
  stream_records(
      call, std::move(head),
      std::make_unique<ExportSource>(wanted.format, call->site().name, std::move(reading)));
}

}  // namespace copytaster::http
