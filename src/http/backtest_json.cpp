#include "http/backtest_json.hpp"

#include <algorithm>
#include <array>

#include "copytaster/domain/text.hpp"
#include "http/json_numbers.hpp"

namespace copytaster::http {
namespace {

constexpr std::array states{State::approved, State::pending, State::spam, State::rejected};

void append_stopped(std::string& out, std::string_view name, std::string_view verb,
                    const Stopped& stopped) {
  append_json_name(out, name);
  out += '{';
  append_count(out, "total", stopped.total);
  append_count(out, std::string{verb} + "_then", stopped.then);
  append_count(out, std::string{verb} + "_now", stopped.now);
  const Share share = share_of(stopped.now, stopped.total);
  append_fraction(out, "share_now", share.share);
  append_fraction(out, "low", share.low);
  append_fraction(out, "high", share.high);
  out += '}';
}

void append_matrix(std::string& out, const Backtest& found) {
  append_json_name(out, "then_now");
  out += '{';
  for (const State then : states) {
    append_json_name(out, name_of(then));
    out += '{';
    for (const State now : states)
      append_count(out, name_of(now),
                   found.then_now[static_cast<std::size_t>(then)][static_cast<std::size_t>(now)]);
    out += '}';
  }
  out += '}';
}

void append_example(std::string& out, const RuleExample& example) {
  if (out.back() != '[') out += ',';
  out += "{\"id\":" + std::to_string(example.id.value);
  append_json_member(out, "then", name_of(example.then));
  append_json_member(out, "now", name_of(example.now));
  append_json_member(out, "state", name_of(example.state));
  append_json_member(out, "author", example.author);
  append_json_member(out, "text", example.text);
  append_json_name(out, "hit");
  append_hit_json(out, example.hit);
  out += '}';
}

void append_rule(std::string& out, const RuleFigures& rule) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_json_member(out, "rule", rule.rule);
  append_json_name(out, "shadow");
  out += rule.shadow ? "true" : "false";
  append_count(out, "hits", rule.hits);
  append_count(out, "sole", rule.sole);
  append_count(out, "wanted", rule.wanted);
  append_count(out, "unwanted", rule.unwanted);
  const std::size_t decided = rule.wanted + rule.unwanted;
  if (decided > 0)
    append_fraction(out, "precision",
                    static_cast<double>(rule.unwanted) / static_cast<double>(decided));
  else
    append_json_member(out, "precision", std::nullopt);
  if (rule.us)
    append_fraction(out, "us", *rule.us);
  else
    append_json_member(out, "us", std::nullopt);
  out += ",\"examples\":[";
  for (const RuleExample& example : rule.examples) append_example(out, example);
  out += "]}";
}

void append_changed(std::string& out, const JudgedOtherwise& changed) {
  if (out.back() != '[') out += ',';
  out += '{';
  const JudgedComment& comment = changed.comment;
  append_json_name(out, "id");
  out += std::to_string(comment.id.value);
  append_json_member(out, "then", name_of(comment.then));
  append_json_member(out, "now", name_of(changed.now.state));
  append_json_member(out, "state", name_of(comment.state));
  append_json_member(out, "author", comment.words.author);
  append_json_member(out, "text", comment.words.text);
  append_json_name(out, "hits");
  append_hits_json(out, changed.now.hits);
  out += '}';
}

}  // namespace

std::string backtest_json(const Backtest& found, const BacktestedRules& rules,
                          const BacktestPeriod& period) {
  std::string out = "{\"version\":{";
  append_json_member(out, "hash", rules.hash);
  append_json_name(out, "number");
  out += (rules.number ? std::to_string(*rules.number) : "null") + "}";
  append_json_member(out, "from", rfc3339(period.from));
  append_json_member(out, "to", rfc3339(period.to));
  append_count(out, "comments", found.comments);
  append_matrix(out, found);
  append_stopped(out, "unwanted", "caught", found.unwanted);
  append_stopped(out, "wanted", "blocked", found.wanted);
  out += ",\"rules\":[";
  for (const RuleFigures& rule : found.rules) append_rule(out, rule);
  out += "],\"changed\":[";
  for (const JudgedOtherwise& changed : found.changed) append_changed(out, changed);
  out += ']';
  append_count(out, "changed_total", found.changed_total);
  append_fraction(out, "us_per_comment", found.us_per_comment);
  append_json_name(out, "model");
  out += found.model == 0 ? "null" : std::to_string(found.model);
  append_count(out, "in_sample", found.in_sample);
  return out + "}";
}

}  // namespace copytaster::http
