#pragma once
// Builders name only what matters to a test; everything else is an ordinary comment.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "copytaster/domain/rule_set.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster::test {

struct FormParts {
  std::string author = "Ann Reader";
  std::string email = "ann@example.com";
  std::string url = "";
  std::string text = "I read this twice and still disagree.";
  std::optional<std::int64_t> parent = std::nullopt;
  Sending sending = {};
};

inline Form a_form(const FormParts& parts = {}) {
  return {parts.author, parts.email, parts.url, parts.text, parts.parent, parts.sending};
}

inline Submission a_submission(const FormParts& parts = {}) {
  return std::get<Submission>(check_form(a_form(parts)));
}

/// A rule that holds where it hits; `change` says what else it is.
template <class Change>
RuleSpec a_rule(std::string id, const Change& change) {
  RuleSpec rule;
  rule.id = std::move(id);
  rule.place = {"rules.d/test.toml", 1, 1};
  rule.explanation = rule.id;
  rule.action = Action::hold;
  change(rule);
  return rule;
}

inline ListSpec a_list(const std::vector<std::string>& words, Match match = Match::word) {
  ListSpec list;
  list.match = match;
  for (const std::string& word : words) list.terms.push_back({word, {"rules.d/test.toml", 2, 3}});
  return list;
}

/// Throws where they do not compile.
inline std::shared_ptr<const RuleSet> rules_of(std::vector<RuleSpec> rules) {
  RuleSetSpec spec;
  spec.rules = std::move(rules);
  return std::get<std::shared_ptr<const RuleSet>>(compile_rules(std::move(spec), "test"));
}

/// Of the kinds that the shipped set has.
inline std::shared_ptr<const RuleSet> some_rules(const std::vector<std::string>& words = {
                                                     "casino", "viagra", "online betting"}) {
  const auto limit = [](Metric metric, Comparison comparison, double bound) {
    return std::vector<Condition>{{metric, comparison, bound, metric == Metric::links}};
  };
  return rules_of({
      a_rule("honeypot",
             [&](RuleSpec& rule) {
               rule.when = limit(Metric::trap_filled, Comparison::at_least, 1);
               rule.action = Action::spam;
             }),
      a_rule("banned",
             [&](RuleSpec& rule) {
               rule.when = limit(Metric::banned, Comparison::at_least, 1);
               rule.action = Action::reject;
               rule.explanation = "banned by a moderator: {why}";
             }),
      a_rule("blocked_words",
             [&](RuleSpec& rule) {
               rule.evidence = a_list(words);
               rule.explanation = "blocked: {found}";
             }),
      a_rule("too_many_links",
             [&](RuleSpec& rule) {
               rule.when = limit(Metric::links, Comparison::over, 0);
               rule.explanation = "{value} links, {bound} are allowed";
             }),
      a_rule("address_in_text",
             [&](RuleSpec& rule) {
               rule.when = limit(Metric::addresses, Comparison::at_least, 1);
               rule.action = {};
             }),
      a_rule(
          "duplicate",
          [&](RuleSpec& rule) { rule.when = limit(Metric::said_before, Comparison::at_least, 1); }),
      a_rule("first_time_author",
             [&](RuleSpec& rule) {
               rule.when = limit(Metric::known_author, Comparison::at_most, 0);
               rule.action = {};
               rule.explanation = "{why}";
             }),
  });
}

inline Reading a_reading(const std::string& text) {
  return read_text(a_submission({.text = text}), some_rules());
}

}  // namespace copytaster::test
