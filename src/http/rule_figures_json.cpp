#include "http/rule_figures_json.hpp"

#include "copytaster/domain/text.hpp"
#include "http/json_numbers.hpp"

namespace copytaster::http {
namespace {

void append_rule(std::string& out, const RuleHits& rule) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_json_member(out, "rule", rule.rule);
  append_json_name(out, "shadow");
  out += rule.shadow ? "true" : "false";
  append_count(out, "hits", rule.hits);
  append_count(out, "approved", rule.approved);
  append_count(out, "refused", rule.refused);
  const Share precision = rule.precision();
  if (rule.approved + rule.refused > 0)
    append_fraction(out, "precision", precision.share);
  else
    append_json_member(out, "precision", std::nullopt);
  append_fraction(out, "low", precision.low);
  append_fraction(out, "high", precision.high);
  out += '}';
}

}  // namespace

std::string rule_figures_json(const CountedHits& counted, std::chrono::days days) {
  std::string out = "{\"days\":" + std::to_string(days.count());
  append_json_member(out, "from", rfc3339(counted.from));
  append_count(out, "comments", counted.comments);
  out += ",\"rules\":[";
  for (const RuleHits& rule : counted.rules) append_rule(out, rule);
  return out + "]}";
}

}  // namespace copytaster::http
