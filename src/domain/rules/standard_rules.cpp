#include <array>

#include "domain/rules/rule.hpp"

namespace copytaster {
namespace {

constexpr std::array<Rule, 6> rules_in_order = {
    // what gives a program away
    rules::honeypot,
    // what the text holds
    rules::blocked_words,
    rules::too_many_links,
    rules::address_in_text,
    // who says it, and how often
    rules::duplicate,
    rules::first_time_author,
};

}  // namespace

std::span<const Rule> standard_rules() { return rules_in_order; }

std::string_view name_of(RuleId rule) {
  switch (rule) {
    case RuleId::honeypot: return "honeypot";
    case RuleId::blocked_words: return "blocked_words";
    case RuleId::too_many_links: return "too_many_links";
    case RuleId::duplicate: return "duplicate";
    case RuleId::address_in_text: return "address_in_text";
    case RuleId::first_time_author: return "first_time_author";
  }
  return "unknown";
}

}  // namespace copytaster
