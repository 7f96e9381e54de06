#include <algorithm>

#include "copytaster/domain/rules.hpp"
#include "domain/rules/compiled.hpp"
#include "domain/text/views.hpp"

namespace copytaster {
namespace {

/// As many as a text has at most of one kind; what is found is not looked at.
constexpr std::size_t found_max = 1'000;

/// The list as it would be if it were the only one.
TermIndex index_of(const RuleSet::Compiled& rules, std::size_t rule, Match match) {
  std::vector<TermIndex::Term> terms;
  for (const RuleSet::Compiled::Term& term : rules.term_of)
    if (term.rule == rule) terms.push_back({term.text, match});
  return TermIndex{terms};
}

}  // namespace

struct RulesAlone::Texts {
  struct Text {
    std::string written;
    TextViews views;
  };
  std::vector<Text> all;
};

RulesAlone::RulesAlone(std::shared_ptr<const RuleSet> rules, const std::vector<std::string>& texts)
    : rules_(std::move(rules)) {
  auto read = std::make_unique<Texts>();
  for (const std::string& text : texts) read->all.push_back({text, views_of(text)});
  texts_ = std::move(read);
}

RulesAlone::~RulesAlone() = default;

std::function<void()> RulesAlone::search_for(std::size_t rule) const {
  const RuleSet::Compiled& rules = rules_->compiled();
  if (const auto* list = std::get_if<ListSpec>(&rules.rules[rule].evidence))
    return [this, terms = index_of(rules, rule, list->match)] {
      std::vector<TermIndex::Found> found;
      for (const Texts::Text& text : texts_->all) terms.find_in(text.views, found_max, found);
    };
  const auto& numbers = rules.rule_of_pattern;
  const auto pattern = std::find(numbers.begin(), numbers.end(), rule);
  if (pattern == numbers.end()) return {};
  const auto number = static_cast<std::size_t>(pattern - numbers.begin());
  return [this, number, &patterns = rules.patterns] {
    for (const Texts::Text& text : texts_->all)
      patterns.search_alone(number, text.views, text.written);
  };
}

}  // namespace copytaster
