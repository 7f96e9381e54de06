#include <cmath>

#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

void append_number(std::string& out, std::string_view name, int number) {
  append_json_name(out, name);
  out += std::to_string(number);
}

void append_flag(std::string& out, std::string_view name, bool flag) {
  append_json_name(out, name);
  out += flag ? "true" : "false";
}

void append_facts(std::string& out, const Verdict& verdict, const Facts& facts) {
  out += '{';
  append_number(out, "approved", facts.approved_before);
  append_number(out, "rejected", facts.rejected_before);
  append_number(out, "spam", facts.spam_before);
  append_flag(out, "known_author", facts.known_author);
  append_flag(out, "said_before", facts.said_before);
  append_number(out, "refused_share_lately", facts.refused_share_lately);
  append_number(out, "comments_lately", facts.comments_lately);
  append_number(out, "similar_lately", facts.similar_lately);
  append_flag(out, "banned", facts.banned);
  append_number(out, "addresses", verdict.addresses);
  append_flag(out, "trap_filled", verdict.sending.trap_filled);
  if (verdict.sending.seconds_on_page)
    append_number(out, "seconds_on_page", *verdict.sending.seconds_on_page);
  if (verdict.sending.by_staff) append_flag(out, "staff", true);
  if (facts.campaign) {
    append_json_name(out, "campaign");
    out += std::to_string(facts.campaign->value);
  }
  out += '}';
}

}  // namespace

std::string short_number(double number) {
  constexpr double largest = 1e15;
  constexpr int hundred = 100;
  if (!(std::abs(number) < largest)) return number < 0 ? "-1e15" : "1e15";
  const long long hundredths = std::llround(std::abs(number) * hundred);
  std::string text = number < 0 && hundredths > 0 ? "-" : "";
  text += std::to_string(hundredths / hundred);
  const long long rest = hundredths % hundred;
  if (rest == 0) return text;
  text += '.';
  text += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) text += static_cast<char>('0' + rest % 10);
  return text;
}

void append_hit_json(std::string& out, const Hit& hit) {
  out += "{\"rule\":";
  append_json_string(out, hit.rule);
  out += ",\"score\":" + short_number(hit.score) + ",\"explanation\":";
  append_json_string(out, hit.explanation);
  out += ",\"spans\":[";
  for (std::size_t i = 0; i < hit.spans.size(); ++i) {
    const Span& span = hit.spans[i];
    if (i > 0) out += ',';
    out += "{\"field\":\"" + std::string{name_of(span.field)} +
           "\",\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) +
           "}";
  }
  out += ']';
  if (hit.shadow) out += ",\"shadow\":true";
  if (hit.exempted) out += ",\"exempted\":true";
  out += '}';
}

void append_hits_json(std::string& out, const std::vector<Hit>& hits) {
  out += '[';
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i > 0) out += ',';
    append_hit_json(out, hits[i]);
  }
  out += ']';
}

std::string verdict_json(const Verdict& verdict, const Facts& facts) {
  std::string out = "{\"state\":";
  append_json_string(out, name_of(verdict.state));
  out += ",\"score\":" + short_number(verdict.score) + ",\"rules_version\":";
  append_json_string(out, verdict.rules_version);
  if (verdict.model_version > 0)
    out += ",\"model_version\":" + std::to_string(verdict.model_version);
  out += ",\"by_rules\":";
  append_json_string(out, name_of(verdict.by_rules));
  out += ",\"hits\":";
  append_hits_json(out, verdict.hits);
  out += ",\"facts\":";
  append_facts(out, verdict, facts);
  out += '}';
  return out;
}

}  // namespace copytaster
