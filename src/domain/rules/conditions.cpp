#include "domain/rules/conditions.hpp"

namespace copytaster {

double value_of(Metric metric, const Reading& reading, const Facts& facts) {
  switch (metric) {
    case Metric::approved_before: return facts.approved_before;
    case Metric::rejected_before: return facts.rejected_before;
    case Metric::spam_before: return facts.spam_before;
    case Metric::known_author: return facts.known_author ? 1 : 0;
    case Metric::said_before: return facts.said_before ? 1 : 0;
    case Metric::refused_share_lately: return facts.refused_share_lately;
    case Metric::comments_lately: return facts.comments_lately;
    case Metric::similar_lately: return facts.similar_lately;
    case Metric::banned: return facts.banned ? 1 : 0;
    case Metric::trap_filled: return reading.sending.trap_filled ? 1 : 0;
    case Metric::seconds_on_page:
      return reading.sending.seconds_on_page.value_or(seconds_on_page_max);
    case Metric::staff: return reading.sending.by_staff ? 1 : 0;
    case Metric::links:
    case Metric::html_links:
    case Metric::domains:
    case Metric::website:
    case Metric::text_chars:
    case Metric::words:
    case Metric::uppercase_share:
    case Metric::repeats:
    case Metric::invisible_characters:
    case Metric::mixed_script_words:
    case Metric::disguised_words:
    case Metric::addresses: break;
  }
  return reading.measured[static_cast<std::size_t>(metric)];
}

double bound_of(const Condition& condition, const Policy& policy) {
  return condition.bound_is_links_max ? policy.links_max : condition.bound;
}

bool compares(double value, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::over: return value > bound;
    case Comparison::under: return value < bound;
    case Comparison::at_least: return value >= bound;
    case Comparison::at_most: return value <= bound;
  }
  return false;
}

}  // namespace copytaster
