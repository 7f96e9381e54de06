#include "learning/explained.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "domain/text/views.hpp"
#include "domain/utf8.hpp"
#include "learning/marks.hpp"
#include "learning/ngrams.hpp"
#include "learning/symbols.hpp"
#include "learning/weights.hpp"

namespace copytaster::learning {
namespace {

constexpr std::size_t named_max = 5;
constexpr std::size_t shapes_named_max = 3;
/// A word or a rule that turns the odds less is not worth a moderator's look.
constexpr double told_min = 0.1;
constexpr std::size_t word_bytes_max = 60;

/// A word of the folded text, in bytes, and how far it turns the odds.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  double weight = 0;
};

/// Words of a marker are ours and not the author's.
bool is_hidden(const Origin& word, const std::vector<Span>& markers) {
  return std::any_of(markers.begin(), markers.end(), [&word](const Span& marker) {
    return marker.field == Field::text && word.begin < marker.end && word.end > marker.start;
  });
}

/// In whole characters.
std::string quoted(const std::string& folded, const Word& word) {
  std::size_t end = std::min(word.end, word.begin + word_bytes_max);
  while (end > word.begin && end < folded.size() &&
         (static_cast<unsigned char>(folded[end]) & 0xC0U) == 0x80U)
    --end;
  return folded.substr(word.begin, end - word.begin);
}

/// What each symbol has a part in, shared among all that have.
std::vector<float> weights_of(const Symbols& symbols, const Means& means) {
  const auto all = symbols.all();
  std::vector<float> weights(all.size());
  const auto share = [&weights](float weight, std::size_t begin, std::size_t end) {
    const float each = weight / static_cast<float>(end - begin);
    for (std::size_t at = begin; at < end; ++at) weights.data()[at] += each;
  };
  const float of_runs = amount_of_runs(runs_in(all));
  each_run(all, [&](std::uint32_t place, std::size_t begin, std::size_t end) {
    share(of_runs * means.of_ngram(place), begin, end);
  });
  std::size_t words = 0;
  each_word(all, [&words](std::uint32_t, std::size_t, std::size_t) { ++words; });
  const float of_words = amount_of_words(words);
  each_word(all, [&](std::uint32_t place, std::size_t begin, std::size_t end) {
    share(of_words * means.of_ngram(place), begin, end);
  });
  return weights;
}

/// The strongest first, each word once.
std::vector<Word> telling_words(const std::string& folded, const Means& means) {
  std::vector<std::uint32_t> bytes;
  bytes.reserve(std::min(folded.size(), learned_bytes_max) + 4);
  const Symbols symbols{folded, &bytes};
  const std::vector<float> weights = weights_of(symbols, means);
  std::vector<Word> words;
  const auto all = symbols.all();
  for (std::size_t at = 0; at < all.size();) {
    if (!is_word_part(all[at])) {
      ++at;
      continue;
    }
    Word word{bytes[at]};
    for (; at < all.size() && is_word_part(all[at]); ++at)
      word.weight += static_cast<double>(weights[at]);
    word.end = at < all.size() ? bytes[at] : folded.size();
    if (word.weight >= told_min) words.push_back(word);
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.begin < b.begin;
  });
  return words;
}

std::string percent(double probability) {
  // No filter is ever certain.
  const double rounded = std::clamp(std::round(100 * probability), 1.0, 99.0);
  return std::to_string(static_cast<int>(rounded)) + " %";
}

void append_list(std::string& out, std::string_view what, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += i == 0 ? what : ", ";
    out += names[i];
  }
}

/// The strongest first.
std::vector<std::string> telling_shape(std::span<const Features::Mark> marks,
                                       const KindMarks& kinds, const Means& means) {
  std::vector<std::pair<double, std::uint16_t>> told;
  const auto tell = [&](std::size_t place, float amount) {
    const auto mark = static_cast<std::uint16_t>(place);
    const auto weight = static_cast<double>(means.of_mark(mark) * amount);
    if (weight >= told_min) told.emplace_back(-weight, mark);
  };
  for (const Features::Mark& mark : marks)
    if (mark.place > rules_together && !is_of_a_rule(mark.place)) tell(mark.place, mark.amount);
  each_kind_mark(kinds, [&tell](std::size_t number) { tell(first_of_kinds + number, 1); });
  std::sort(told.begin(), told.end());
  std::vector<std::string> shape;
  for (const auto& [weight, place] : told)
    if (shape.size() < shapes_named_max) shape.push_back(shape_name(place));
  return shape;
}

std::vector<std::string> telling_rules(const Reading& reading, const Means& means) {
  std::vector<std::string> rules;
  for (const ContentHit& hit : content_hits(reading)) {
    // By itself, and by its part in all that the rules make together.
    double weight = static_cast<double>(means.of_mark(place_of_rule(hit.rule)));
    if (!hit.shadow) weight += hit.weight * static_cast<double>(means.of_mark(rules_together));
    if (weight >= told_min && rules.size() < named_max) rules.emplace_back(hit.rule);
  }
  return rules;
}

}  // namespace

void explain(Learned& learned, const Reading& reading, std::span<const Features::Mark> marks,
             const Means& means) {
  const View& folded = reading.folded;
  std::vector<std::string> named;
  for (const Word& word : telling_words(folded.text, means)) {
    const Origin origin = origin_of(folded, word.begin, word.end);
    if (is_hidden(origin, reading.hidden_addresses)) continue;
    std::string text = quoted(folded.text, word);
    if (std::find(named.begin(), named.end(), text) == named.end()) {
      if (named.size() == named_max) continue;
      named.push_back(std::move(text));
    }
    if (learned.spans.size() < spans_max)
      learned.spans.push_back({Field::text, origin.begin, origin.end});
  }
  learned.explanation = percent(learned.probability) + " like what was refused here";
  append_list(learned.explanation, ": ", named);
  append_list(learned.explanation,
              "; shape: ", telling_shape(marks, kind_marks_of(Symbols{folded.text}), means));
  append_list(learned.explanation, "; rules: ", telling_rules(reading, means));
}

}  // namespace copytaster::learning
