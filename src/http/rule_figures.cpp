// What the rules of a site have hit lately, and what people made of it.

#include "copytaster/app/rule_figures.hpp"

#include <charconv>

#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"
#include "http/rule_figures_json.hpp"

namespace copytaster::http {
namespace {

std::optional<std::chrono::days> days_in(const FormFields& query) {
  const auto text = parameter(query, "days");
  if (!text) return figures_days_usual;
  int days = 0;
  const auto* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, days);
  const bool is_right =
      error == std::errc{} && stopped == end && days >= 1 && days <= figures_days_max.count();
  return is_right ? std::optional{std::chrono::days{days}} : std::nullopt;
}

}  // namespace

void get_rule_figures(const CallPtr& call) {
  const auto days = days_in(call->query());
  if (!days)
    return call->reply(problem(
        Refusal::fields,
        {{"days", "must be a number from 1 to " + std::to_string(figures_days_max.count())}}));
  const SiteId site = call->site().id;
  const Services& services = call->services();
  const auto counted =
      rule_figures(site, call->now() - *days, *services.rules.of(site), services.rule_hits);
  call->reply(json_reply(200, rule_figures_json(counted, *days)));
}

}  // namespace copytaster::http
