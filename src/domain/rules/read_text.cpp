// A comment becomes a Reading: addresses are hidden, and whatever lists, regexes and measures say
// of what is left is gathered.

#include <algorithm>
#include <limits>
#include <utility>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"
#include "domain/rules/compiled.hpp"
#include "domain/rules/measures.hpp"
#include "domain/text/views.hpp"

namespace copytaster {
namespace {

/// More than any text has places, so that nothing can hide behind what was found before.
constexpr std::size_t found_max = 200'000;

/// So many terms or matches an explanation names, and so many code points of each match.
constexpr std::size_t named_max = 5;
constexpr std::size_t quote_max = 60;

/// Turns code points into bytes; cheap as long as they grow.
class ByteRuler {
 public:
  explicit ByteRuler(std::string_view text) : text_(text) {}
  std::size_t at(std::size_t point) {
    if (point < point_) byte_ = point_ = 0;
    for (; point_ < point && byte_ < text_.size(); ++point_) {
      ++byte_;
      while (byte_ < text_.size() && (static_cast<unsigned char>(text_[byte_]) & 0xC0U) == 0x80U)
        ++byte_;
    }
    return byte_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t point_ = 0;
};

/// Takes what is found in one reading's fields, rule by rule.
class Gathering {
 public:
  Gathering(Reading& reading, const RuleSet::Compiled& rules) : reading_(reading), rules_(rules) {}

  void look_at(Field field, const std::string& text, const TextViews& views) {
    find_terms(field, views);
    find_patterns(field, text, views);
    if (field == Field::author) find_name(views);
  }

  /// After the fields that are shown. Of an address nothing gets out but that an editor's own term
  /// is part of it; a term that holds an address itself is hidden like any other.
  void look_at_address(const EmailAddress& email) {
    std::vector<TermIndex::Found> found;
    rules_.terms.find_in(views_of(email.reveal()), found_max, found);
    for (const auto& [number, where] : found) {
      const auto& term = rules_.term_of[number];
      if (!looks_there(term.rule, Field::email) || is_named(term)) continue;
      add(term.rule, mask_addresses(term.text).text + " in the e-mail address", std::nullopt);
    }
  }

  void finish() {
    std::sort(reading_.found.begin(), reading_.found.end(),
              [](const Evidence& a, const Evidence& b) { return a.rule < b.rule; });
  }

 private:
  void find_terms(Field field, const TextViews& views) {
    std::vector<TermIndex::Found> found;
    rules_.terms.find_in(views, found_max, found);
    if (found.size() >= found_max) reading_.is_whole = false;
    for (const auto& [number, where] : found) {
      const auto& term = rules_.term_of[number];
      const auto span = span_of(field, where);
      if (span && looks_there(term.rule, field)) add(term.rule, term.text, *span);
    }
  }

  void find_patterns(Field field, const std::string& text, const TextViews& views) {
    std::vector<PatternSet::Found> found;
    if (!rules_.patterns.find_in(views, text, found_max, found) || found.size() >= found_max)
      reading_.is_whole = false;
    ByteRuler ruler{text};
    for (const auto& [pattern, where] : found) {
      const std::uint32_t rule = rules_.rule_of_pattern[pattern];
      const auto span = span_of(field, where);
      if (!span || !looks_there(rule, field) || is_full(rule)) continue;
      const std::size_t begin = ruler.at(span->start);
      const std::size_t end = ruler.at(std::min(span->end, span->start + quote_max));
      add(rule, text.substr(begin, end - begin), *span);
    }
  }

  void find_name(const TextViews& views) {
    if (rules_.names.empty()) return;
    for (const View& words : views.words) {
      const auto [begin, end] = rules_.names.equal_range(name_key(words.text));
      for (auto name = begin; name != end; ++name) {
        if (is_named(name->second)) continue;
        add(name->second.rule, name->second.text,
            Span{Field::author, 0, code_points(reading_.public_author)});
      }
    }
  }

  /// Two readings of a name may be the same name; a term may stand in several fields.
  bool is_named(const RuleSet::Compiled::Term& term) {
    const auto& named = evidence_of(term.rule).named;
    return std::find(named.begin(), named.end(), term.text) != named.end();
  }

  bool looks_there(std::size_t rule, Field field) const {
    return rules_.rules[rule].fields.contains(field);
  }

  /// What touches a marker is shown with all of it; what lies in one, and is less than its words,
  /// nobody wrote.
  std::optional<Span> span_of(Field field, const Origin& where) const {
    Span span{field, where.begin, where.end};
    for (const Span& marker : reading_.hidden_addresses) {
      if (marker.field != field || span.end <= marker.start || span.start >= marker.end) continue;
      const bool inside = span.start >= marker.start && span.end <= marker.end;
      if (inside && (span.start > marker.start + 1 || span.end + 1 < marker.end))
        return std::nullopt;
      span.start = std::min(span.start, marker.start);
      span.end = std::max(span.end, marker.end);
    }
    return span;
  }

  Evidence& evidence_of(std::size_t rule) {
    constexpr auto none = std::numeric_limits<std::uint32_t>::max();
    if (place_of_.empty()) place_of_.resize(rules_.rules.size(), none);
    if (place_of_[rule] == none) {
      place_of_[rule] = static_cast<std::uint32_t>(reading_.found.size());
      reading_.found.push_back({rule, {}, 0, {}, 0});
      differing_.emplace_back();
    }
    return reading_.found[place_of_[rule]];
  }

  /// Nothing that is found now would be told of.
  bool is_full(std::size_t rule) {
    const Evidence& evidence = evidence_of(rule);
    return spans_ >= spans_max && evidence.named.size() >= named_max &&
           evidence.different >= rules_.rules[rule].hits_max;
  }

  void add(std::size_t rule, const std::string& what, const std::optional<Span>& where) {
    Evidence& evidence = evidence_of(rule);
    if (where && spans_ < spans_max) {
      evidence.spans.push_back(*where);
      ++spans_;
    }
    auto& differing = differing_[place_of_[rule]];
    const std::size_t kept_max = std::max(named_max, rules_.rules[rule].hits_max);
    if (differing.size() >= kept_max ||
        std::find(differing.begin(), differing.end(), what) != differing.end())
      return;
    differing.push_back(what);
    if (evidence.named.size() < named_max) evidence.named.push_back(what);
    if (evidence.different >= rules_.rules[rule].hits_max) return;
    ++evidence.different;
    if (where) ++evidence.public_ones;
  }

  Reading& reading_;
  const RuleSet::Compiled& rules_;
  std::vector<std::uint32_t> place_of_;              ///< for each rule, among what was found
  std::vector<std::vector<std::string>> differing_;  ///< for each of what was found
  std::size_t spans_ = 0;
};

double& measured(Reading& reading, Metric metric) {
  return reading.measured[static_cast<std::size_t>(metric)];
}

/// What lists, regexes and measures say of the public fields; `email` is there when the comment
/// comes in, later it is sealed.
void look_closely(Reading& reading, const EmailAddress* email) {
  const RuleSet::Compiled& rules = reading.rules->compiled();
  Gathering gathering{reading, rules};
  gathering.look_at(Field::author, reading.public_author, views_of(reading.public_author));
  if (reading.public_url)
    gathering.look_at(Field::url, *reading.public_url, views_of(*reading.public_url));
  TextViews views = views_of(reading.public_text);
  gathering.look_at(Field::text, reading.public_text, views);
  if (email != nullptr && rules.reads_addresses) gathering.look_at_address(*email);
  gathering.finish();

  std::optional<std::string_view> url;
  if (reading.public_url) url = *reading.public_url;
  const Measures measures = measure({reading.public_text, url}, views);
  reading.likeness = likeness_of(reading.public_text);
  for (const Metric metric : all_metrics()) {
    const bool is_told =
        metric == Metric::addresses || is_of_sending(metric) || is_of_history(metric);
    if (!is_told) measured(reading, metric) = measures.of(metric);
  }
  reading.folded = std::move(views.folded);
}

void hide_addresses(const Submission& submission, Reading& reading) {
  PublicWords words = public_words(submission.author(), submission.url(), submission.text());
  for (const auto& hidden : words.text.hidden) {
    if (reading.hidden_addresses.size() >= spans_max) break;
    reading.hidden_addresses.push_back({Field::text, hidden.start, hidden.end});
  }
  if (words.author_hidden)
    reading.hidden_addresses.push_back({Field::author, 0, code_points(nameless)});
  reading.changed_by_masking = words.addresses() > 0;
  measured(reading, Metric::addresses) = static_cast<double>(words.addresses());
  reading.public_author = std::move(words.author);
  reading.public_url = std::move(words.url);
  reading.public_text = std::move(words.text.text);
}

/// Where markers stand in a stored text. A reader may have typed one: no more than were hidden.
void find_markers(const StoredWords& words, Reading& reading) {
  std::size_t left = std::min(spans_max, static_cast<std::size_t>(std::max(words.addresses, 0)));
  std::size_t at = words.text.find(hidden_marker);
  std::size_t points = 0;
  for (std::size_t from = 0; at != std::string::npos && left > 0; --left) {
    points += code_points(std::string_view{words.text}.substr(from, at - from));
    reading.hidden_addresses.push_back({Field::text, points, points + hidden_marker.size()});
    from = at;
    at = words.text.find(hidden_marker, at + 1);
  }
}

}  // namespace

Reading read_text(const Submission& submission, const std::shared_ptr<const RuleSet>& rules) {
  Reading reading;
  reading.rules = rules;
  hide_addresses(submission, reading);
  look_closely(reading, &submission.email());
  reading.sending = submission.sending();
  return reading;
}

Reading read_stored(const StoredWords& words, const std::shared_ptr<const RuleSet>& rules) {
  Reading reading;
  reading.rules = rules;
  reading.public_author = words.author;
  reading.public_url = words.url;
  reading.public_text = words.text;
  reading.changed_by_masking = words.addresses > 0;
  find_markers(words, reading);
  look_closely(reading, nullptr);
  measured(reading, Metric::addresses) = words.addresses;
  reading.sending = words.sending;
  return reading;
}

}  // namespace copytaster
