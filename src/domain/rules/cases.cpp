// The editor's own examples, judged as comments are.

#include <algorithm>

#include "copytaster/domain/nearest_name.hpp"
#include "copytaster/domain/rule_set.hpp"
#include "copytaster/domain/rules.hpp"
#include "domain/rules/compiled.hpp"

namespace copytaster {
namespace {

Sending sending_of(const CaseSpec& wanted) {
  const auto told = [&wanted](Metric metric) -> std::optional<int> {
    const auto found = wanted.facts.find(metric);
    if (found == wanted.facts.end()) return std::nullopt;
    return static_cast<int>(found->second);
  };
  return {told(Metric::trap_filled).value_or(0) != 0, told(Metric::seconds_on_page),
          told(Metric::staff).value_or(0) != 0};
}

std::variant<Submission, std::vector<FieldError>> submission_of(const CaseSpec& wanted) {
  Form form;
  form.author = wanted.author;
  form.email = wanted.email;
  form.url = wanted.url;
  form.text = wanted.text;
  form.sending = sending_of(wanted);
  return check_form(form);
}

Facts facts_of(const CaseSpec& wanted) {
  const auto of = [&wanted](Metric metric, int otherwise) {
    const auto found = wanted.facts.find(metric);
    return found == wanted.facts.end() ? otherwise : static_cast<int>(found->second);
  };
  Facts facts;
  facts.approved_before = of(Metric::approved_before, 0);
  facts.rejected_before = of(Metric::rejected_before, 0);
  facts.spam_before = of(Metric::spam_before, 0);
  facts.known_author = of(Metric::known_author, 1) != 0;
  facts.said_before = of(Metric::said_before, 0) != 0;
  facts.refused_share_lately = of(Metric::refused_share_lately, 0);
  facts.comments_lately = of(Metric::comments_lately, 0);
  facts.similar_lately = of(Metric::similar_lately, 0);
  facts.banned = of(Metric::banned, 0) != 0;
  return facts;
}

/// " (score 2.5: too_many_links, first_time_author in shadow)".
std::string what_hit(const Verdict& verdict) {
  std::string text = " (score " + short_number(verdict.score) + ": ";
  for (const Hit& hit : verdict.hits) {
    if (&hit != &verdict.hits.front()) text += ", ";
    text += hit.rule;
    text += hit.shadow ? " in shadow" : hit.exempted ? " exempted" : "";
  }
  return text + (verdict.hits.empty() ? "no rule hit)" : ")");
}

std::string missing_of(const std::set<std::string>& wanted, const std::vector<Hit>& hits) {
  std::string missing;
  for (const std::string& rule : wanted) {
    const bool is_there =
        std::any_of(hits.begin(), hits.end(), [&rule](const Hit& hit) { return hit.rule == rule; });
    if (!is_there) missing += (missing.empty() ? "" : ", ") + rule;
  }
  return missing;
}

constexpr auto case_remedy = "change the rule, or what the test expects";

/// The case names a rule that there is not.
std::optional<RuleError> unknown_rule_of(const CaseSpec& wanted, const RuleSet& rules) {
  std::vector<std::string_view> ids;
  for (const RuleSpec& rule : rules.compiled().rules) ids.push_back(rule.id);
  for (const std::string& hit : wanted.hits) {
    if (std::find(ids.begin(), ids.end(), hit) != ids.end()) continue;
    return RuleError{wanted.place,
                     "the test expects a hit of `" + hit + "`, which is no rule of this set",
                     meant_instead(hit, ids)};
  }
  return std::nullopt;
}

std::optional<RuleError> failure_of(const CaseSpec& wanted,
                                    const std::shared_ptr<const RuleSet>& rules) {
  if (auto unknown = unknown_rule_of(wanted, *rules)) return unknown;
  const auto checked = submission_of(wanted);
  if (const auto* errors = std::get_if<std::vector<FieldError>>(&checked))
    return RuleError{wanted.place,
                     "the form would not take this test: `" +
                         std::string{name_of(errors->front().field)} + "` " +
                         reason_for(errors->front()),
                     "write a comment as a reader could send it"};
  Policy policy;
  policy.premoderation = Premoderation::rules;
  policy.section = wanted.section;
  const Verdict verdict =
      judge(read_text(std::get<Submission>(checked), rules), facts_of(wanted), policy);
  if (verdict.state != wanted.state)
    return RuleError{wanted.place,
                     "the test expects " + std::string{name_of(wanted.state)} + " and got " +
                         std::string{name_of(verdict.state)} + what_hit(verdict),
                     case_remedy};
  const std::string missing = missing_of(wanted.hits, verdict.hits);
  if (missing.empty()) return std::nullopt;
  return RuleError{
      wanted.place,
      "the test expects a hit of " + missing + ", and there is none" + what_hit(verdict),
      case_remedy};
}

}  // namespace

std::vector<RuleError> failed_cases(const std::vector<CaseSpec>& cases,
                                    const std::shared_ptr<const RuleSet>& rules) {
  std::vector<RuleError> failed;
  for (const CaseSpec& wanted : cases) {
    if (auto failure = failure_of(wanted, rules)) failed.push_back(std::move(*failure));
  }
  return failed;
}

}  // namespace copytaster
