#include "copytaster/app/backtest_rules.hpp"

#include <chrono>
#include <utility>

#include "copytaster/domain/rule_set.hpp"
#include "http/backtest_json.hpp"
#include "http/endpoints.hpp"
#include "http/replies.hpp"
#include "http/rule_files_body.hpp"

namespace copytaster::http {
namespace {

constexpr std::chrono::days usual_period{90};

std::optional<Instant> instant_in(const JsonObject& object, std::string_view name, Instant usual,
                                  std::vector<NamedError>& errors) {
  const JsonValue value = object.member(name);
  if (std::holds_alternative<Absent>(value)) return usual;
  const auto* text = std::get_if<std::string>(&value);
  auto instant = text == nullptr ? std::nullopt : parse_instant(*text);
  if (!instant) errors.push_back({std::string{name}, "must be a time as in RFC 3339"});
  return instant;
}

std::size_t limit_in(const JsonObject& object, std::vector<NamedError>& errors) {
  const JsonValue value = object.member("limit");
  if (std::holds_alternative<Absent>(value)) return BacktestPeriod{}.comments_max;
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto most = static_cast<std::int64_t>(backtest_comments_max);
  if (number == nullptr || *number < 1 || *number > most) {
    errors.push_back({"limit", "must be a number from 1 to " + std::to_string(most)});
    return 0;
  }
  return static_cast<std::size_t>(*number);
}

/// Answers by itself where it is none.
std::optional<BacktestPeriod> period_in(Call& call, const JsonObject& object) {
  std::vector<NamedError> errors;
  const auto to = instant_in(object, "to", call.now(), errors);
  const auto from = instant_in(object, "from", to.value_or(call.now()) - usual_period, errors);
  const std::size_t limit = limit_in(object, errors);
  if (from && to && *from >= *to) errors.push_back({"from", "must be before `to`"});
  if (errors.empty()) return BacktestPeriod{*from, *to, limit};
  call.reply(problem(Refusal::fields, errors));
  return std::nullopt;
}

struct Tested {
  std::shared_ptr<const RuleSet> set;
  BacktestedRules rules;
};

/// A version's files or those of the body, read; answers by itself where they cannot be.
std::optional<Tested> tested_in(Call& call, const JsonObject& object) {
  const Services& services = call.services();
  const JsonValue version = object.member("version");
  std::optional<std::int64_t> number;
  std::optional<RuleFiles> files;
  if (std::holds_alternative<Absent>(version)) {
    files = files_in(call, object);
    if (!files) return std::nullopt;
  } else {
    const auto* named = std::get_if<std::int64_t>(&version);
    number = named == nullptr ? std::nullopt : std::optional{*named};
    if (number) files = services.rule_versions.files_of(call.site().id, *number);
    if (!files) {
      call.reply(problem(Refusal::not_found));
      return std::nullopt;
    }
  }
  ReadRules read = services.rule_reader.read(*files);
  if (const auto* errors = std::get_if<RuleErrors>(&read)) {
    call.reply(rules_problem(*errors));
    return std::nullopt;
  }
  auto set = std::get<std::shared_ptr<const RuleSet>>(std::move(read));
  BacktestedRules rules{set->version(), number};
  return Tested{std::move(set), std::move(rules)};
}

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void post_rules_backtest(const CallPtr& call) {
  const auto object = object_in(*call);
  if (!object) return;
  const auto period = period_in(*call, *object);
  if (!period) return;
  const auto tested = tested_in(*call, *object);
  if (!tested) return;
  const auto found = copytaster::backtest_rules(
      {call->site().id, tested->set, call->site().policy.site, *period,
       call->services().models.of(call->site().id)},
      {call->services().judged_comments, steady_us, [](std::size_t) noexcept { return true; }});
  call->reply(json_reply(200, backtest_json(found, tested->rules, *period)));
}

}  // namespace copytaster::http
