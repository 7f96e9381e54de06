#include "copytaster/domain/rule_spec.hpp"

#include <array>

namespace copytaster {
namespace {

constexpr std::array actions = {Action::approve, Action::hold, Action::spam, Action::reject};
constexpr std::array comparisons = {Comparison::over, Comparison::under, Comparison::at_least,
                                    Comparison::at_most};

constexpr std::array<std::string_view, metric_count> metric_names = {
    "links",
    "html_links",
    "domains",
    "website",
    "text_chars",
    "words",
    "uppercase_share",
    "repeats",
    "invisible_characters",
    "mixed_script_words",
    "disguised_words",
    "addresses",
    "trap_filled",
    "seconds_on_page",
    "staff",
    "approved_before",
    "rejected_before",
    "spam_before",
    "known_author",
    "said_before",
    "refused_share_lately",
    "comments_lately",
    "similar_lately",
    "banned",
};

constexpr std::array<Metric, metric_count> metrics = [] {
  std::array<Metric, metric_count> all{};
  for (std::size_t i = 0; i < metric_count; ++i) all[i] = static_cast<Metric>(i);
  return all;
}();

}  // namespace

std::string_view name_of(Action action) {
  switch (action) {
    case Action::approve: return "approve";
    case Action::hold: return "hold";
    case Action::spam: return "spam";
    case Action::reject: return "reject";
  }
  return "hold";
}

std::string_view name_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::over: return "over";
    case Comparison::under: return "under";
    case Comparison::at_least: return "at_least";
    case Comparison::at_most: return "at_most";
  }
  return "over";
}

std::string_view name_of(Metric metric) { return metric_names[static_cast<std::size_t>(metric)]; }

bool is_of_history(Metric metric) { return metric >= Metric::approved_before; }

bool is_of_sending(Metric metric) {
  return metric >= Metric::trap_filled && metric <= Metric::staff;
}

std::span<const Action> all_actions() { return actions; }
std::span<const Comparison> all_comparisons() { return comparisons; }
std::span<const Metric> all_metrics() { return metrics; }

}  // namespace copytaster
