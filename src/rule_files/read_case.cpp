#include <array>

#include "copytaster/domain/nearest_name.hpp"
#include "rule_files/read_rule.hpp"

namespace copytaster::rule_files {
namespace {

constexpr TextLimits text_limits{text_bytes_max, R"(text = "Earn $500 a day")"};
constexpr TextLimits author_limits{author_bytes_max, R"(author = "Ann Reader")"};
constexpr TextLimits email_limits{email_bytes_max, R"(email = "ann@example.com")"};
constexpr TextLimits url_limits{url_bytes_max, R"(url = "https://ann.example")"};
constexpr TextLimits section_limits{200, R"(section = "sport")"};
constexpr TextLimits hits_limits{64, R"(hits = ["too_many_links"])"};
constexpr std::string_view facts_line = "facts = { known_author = 0, approved_before = 3 }";
constexpr std::array<std::string_view, 4> states = {"pending", "approved", "spam", "rejected"};
constexpr double fact_max = 1'000'000;

/// What a test may say of the author, and how it was sent; everything else is counted in its text.
void read_facts(RuleTable& table, CaseSpec& wanted) {
  auto facts = table.table("facts", facts_line);
  if (!facts) return;
  for (const Metric metric : all_metrics()) {
    const std::string_view name = name_of(metric);
    if (!facts->has(name)) continue;
    if (!is_of_history(metric) && !is_of_sending(metric)) {
      facts->tell(facts->place_at(name),
                  "`" + std::string{name} + "` is counted in the comment itself",
                  "write a text, a name or a website that has so many");
    }
    const std::string line = std::string{name} + " = 1";
    if (facts->is_flag(name))
      wanted.facts[metric] = facts->flag(name) ? 1 : 0;
    else if (const auto number = facts->number(name, {0, fact_max, true, line}))
      wanted.facts[metric] = *number;
  }
  for (const Metric metric : all_metrics()) {
    if (is_of_history(metric) || is_of_sending(metric)) facts->know(name_of(metric));
  }
  facts->refuse_unknown();
}

}  // namespace

CaseSpec read_case(RuleTable& table) {
  CaseSpec wanted;
  wanted.place = table.place();
  wanted.text = table.needed_text("text", text_limits).value_or("");
  wanted.author = table.text("author", author_limits).value_or(wanted.author);
  wanted.email = table.text("email", email_limits).value_or(wanted.email);
  wanted.url = table.text("url", url_limits).value_or("");
  wanted.section = table.text("section", section_limits).value_or("");
  read_facts(table, wanted);
  if (!table.has("expect")) table.tell_missing("expect", R"(expect = "pending")");
  if (const auto state = table.choice("expect", states))
    wanted.state = *parse_state(states[*state]);
  for (TermSpec& hit : table.texts("hits", hits_limits)) wanted.hits.insert(std::move(hit.text));
  table.refuse_unknown();
  return wanted;
}

}  // namespace copytaster::rule_files
