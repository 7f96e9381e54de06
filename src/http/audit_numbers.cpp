// The numbers of a transparency report, as JSON or as rows for a spreadsheet.

#include <cmath>

#include "copytaster/app/audit_report.hpp"
#include "copytaster/domain/export_format.hpp"
#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr std::chrono::days one_day{1};

struct Asked {
  Instant from;
  Instant to;
  bool as_csv = false;
};

std::optional<Instant> day_in(const FormFields& query, const char* name,
                              std::vector<NamedError>& errors) {
  const auto text = parameter(query, name);
  const auto day = text ? parse_instant(*text) : std::nullopt;
  if (day && day->time_since_epoch() % one_day == std::chrono::microseconds{0}) return day;
  errors.push_back({name, "is not a day, such as 2026-11-01"});
  return std::nullopt;
}

Asked read_asked(const FormFields& query, std::vector<NamedError>& errors) {
  const auto from = day_in(query, "from", errors);
  const auto to = day_in(query, "to", errors);
  if (from && to && *from >= *to) errors.push_back({"to", "is not after from"});
  if (from && to && *to - *from > numbers_days_max)
    errors.push_back(
        {"to", "is more than " + std::to_string(numbers_days_max.count()) + " days after from"});
  const auto format = parameter(query, "format").value_or("json");
  if (format != "json" && format != "csv") errors.push_back({"format", "is neither json nor csv"});
  return {from.value_or(Instant{}), to.value_or(Instant{}), format == "csv"};
}

/// One row of the report: the names are those of the JSON.
struct Figure {
  std::string_view group;
  std::string name;
  std::int64_t count = 0;
  bool is_estimate = false;
};

/// All of the list, so that who reads them by a program finds each.
void add_reasons(std::vector<Figure>& figures, const AuditNumbers& numbers) {
  const auto add = [&](std::string name, const std::string& code) {
    const auto found = numbers.reasons.find(code);
    figures.push_back(
        {"reasons", std::move(name), found == numbers.reasons.end() ? 0 : found->second});
  };
  for (int code = 0; code < reason_codes; ++code) {
    const std::string name{name_of(static_cast<ReasonCode>(code))};
    add(name, name);
  }
  add("none", "");
}

std::vector<Figure> figures_of(const AuditNumbers& numbers) {
  const StateCounts& received = numbers.received;
  const ArrivalCounts& arrived = numbers.arrived;
  const AppealCounts& appeals = numbers.appeals;
  const bool about = arrived.is_estimate;
  const bool is_share = numbers.waiting.is_estimate();
  std::vector<Figure> figures{{"received", "total", received.total()},
                              {"received", "pending", received.pending},
                              {"received", "approved", received.approved},
                              {"received", "rejected", received.rejected},
                              {"received", "spam", received.spam},
                              {"received", "withdrawn", received.withdrawn},
                              {"received", "deleted", numbers.deleted},
                              {"arrived", "published", arrived.published, about},
                              {"arrived", "held", arrived.held, about},
                              {"arrived", "held_by_model", arrived.held_by_model, about},
                              {"arrived", "rejected", arrived.rejected, about},
                              {"arrived", "spam", arrived.spam, about},
                              {"arrived", "unknown", arrived.unknown, about},
                              {"decided", "approved", numbers.approved},
                              {"decided", "rejected", numbers.rejected},
                              {"decided", "spam", numbers.spam}};
  add_reasons(figures, numbers);
  const std::vector<Figure> rest{
      {"appeals", "made", appeals.made},
      {"appeals", "granted", appeals.granted},
      {"appeals", "refused", appeals.refused},
      {"appeals", "withdrawn", appeals.withdrawn},
      {"appeals", "open", appeals.open},
      {"waiting", "decisions", numbers.waiting.decisions},
      {"waiting", "looked_at", numbers.waiting.looked_at},
      {"waiting", "median_s", std::llround(numbers.waiting.median_s), is_share},
      {"waiting", "p90_s", std::llround(numbers.waiting.p90_s), is_share},
      {"bans", "made", numbers.bans}};
  figures.insert(figures.end(), rest.begin(), rest.end());
  return figures;
}

std::string csv_of(const std::vector<Figure>& figures) {
  std::string csv = "group,name,count,estimate\r\n";
  for (const Figure& figure : figures) {
    append_csv_field(csv, figure.group);
    csv += ',';
    append_csv_field(csv, figure.name);
    csv += ',' + std::to_string(figure.count) + (figure.is_estimate ? ",yes\r\n" : ",no\r\n");
  }
  return csv;
}

/// `"group":{…}` for each group.
std::string json_of(const std::vector<Figure>& figures, const Asked& asked) {
  std::string json = "{";
  append_json_member(json, "from", rfc3339(asked.from));
  append_json_member(json, "to", rfc3339(asked.to));
  std::string_view group;
  bool is_estimate = false;
  const auto close = [&] {
    if (group.empty()) return;
    append_json_name(json, "is_estimate");
    json += is_estimate ? "true}" : "false}";
  };
  for (const Figure& figure : figures) {
    if (figure.group != group) {
      close();
      group = figure.group;
      is_estimate = false;
      append_json_name(json, group);
      json += '{';
    }
    is_estimate = is_estimate || figure.is_estimate;
    append_json_name(json, figure.name);
    json += std::to_string(figure.count);
  }
  close();
  return json + '}';
}

}  // namespace

void get_audit_numbers(const CallPtr& call) {
  std::vector<NamedError> errors;
  const Asked asked = read_asked(call->query(), errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const auto figures =
      figures_of(call->services().audit_reports.count(call->site().id, asked.from, asked.to));
  if (!asked.as_csv) return call->reply(json_reply(200, json_of(figures, asked)));
  call->reply({200,
               {{"Content-Type", std::string{media_type(ExportFormat::csv)}},
                {"Content-Disposition", "attachment; filename=\"copytaster-numbers.csv\""}},
               csv_of(figures)});
}

}  // namespace copytaster::http
