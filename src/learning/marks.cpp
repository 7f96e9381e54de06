#include "learning/marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "learning/numbers.hpp"
#include "learning/word_kinds.hpp"

namespace copytaster::learning {
namespace {

enum Shape : std::uint16_t {
  length = rules_together + 1,
  length_class,
  after_length_classes = length_class + 8,
  capitals = after_length_classes,
  mostly_capitals,
  links,
  several_links,
  website,
  digits,
  exclamations,
  questions,
  lines,
  stretched,
  disguised,
  address,
  no_small_print,
  after_shapes
};

constexpr std::uint16_t first_of_rules = 256;
static_assert(after_shapes <= first_of_kinds);
static_assert(first_of_kinds + kind_marks <= first_of_rules);

constexpr std::array<std::size_t, 7> length_bounds{16, 32, 64, 128, 256, 512, 1024};

constexpr std::array<std::string_view, after_shapes> names{
    "",
    "the rules together",
    "length",
    "under 16 characters",
    "under 32 characters",
    "under 64 characters",
    "under 128 characters",
    "under 256 characters",
    "under 512 characters",
    "under 1024 characters",
    "1024 characters or more",
    "capitals",
    "mostly capitals",
    "a link",
    "several links",
    "a website",
    "digits",
    "exclamation marks",
    "question marks",
    "several lines",
    "stretched letters",
    "disguised words",
    "an address",
    "neither dot nor comma",
};

/// Of the characters that tell something by their number.
struct Counted {
  std::size_t digits = 0;
  std::size_t exclamations = 0;
  std::size_t questions = 0;
  std::size_t lines = 0;
  std::size_t small_print = 0;  ///< dots and commas
};
Counted counted_in(std::string_view text) {
  Counted counted;
  for (const char c : text) {
    counted.digits += c >= '0' && c <= '9' ? 1U : 0U;
    counted.exclamations += c == '!' ? 1U : 0U;
    counted.questions += c == '?' ? 1U : 0U;
    counted.lines += c == '\n' ? 1U : 0U;
    counted.small_print += c == '.' || c == ',' ? 1U : 0U;
  }
  return counted;
}

class Marks {
 public:
  explicit Marks(const Reading& reading) : reading_(reading) {}

  std::vector<Features::Mark> all() {
    marks_.reserve(24);
    add(always, 1);
    add_rules();
    add_shape();
    return std::move(marks_);
  }

 private:
  void add(std::uint16_t place, double amount) {
    if (amount != 0) marks_.push_back({place, static_cast<float>(amount)});
  }

  void add_rules() {
    double together = 0;
    for (const ContentHit& hit : content_hits(reading_)) {
      if (!hit.shadow) together += hit.weight;
      add(place_of_rule(hit.rule), 1);
    }
    // The second rule that hits the same words tells less than the first.
    add(rules_together, together < 0 ? std::max(together, -1.0) : std::log2(1 + together));
  }

  double of(Metric metric) const { return reading_.measured[static_cast<std::size_t>(metric)]; }

  void add_shape() {
    const std::string& text = reading_.folded.text;
    const Counted counted = counted_in(text);
    const auto size = static_cast<double>(text.size());
    const auto share = [](std::size_t number, double of_these) {
      return std::min(static_cast<double>(number), of_these) / of_these;
    };
    add(length, std::log2(size + 1) / 8 - 0.75);
    const auto* const bound =
        std::upper_bound(length_bounds.begin(), length_bounds.end(), text.size());
    add(static_cast<std::uint16_t>(length_class + (bound - length_bounds.begin())), 1);
    add(capitals, of(Metric::uppercase_share) / 100);
    add(mostly_capitals, of(Metric::uppercase_share) > 60 ? 1 : 0);
    add(links, of(Metric::links) > 0 ? 1 : 0);
    add(several_links, std::clamp(of(Metric::links) - 1, 0.0, 3.0) / 3);
    add(website, of(Metric::website));
    add(digits, size == 0 ? 0 : std::min(1.0, 4 * static_cast<double>(counted.digits) / size));
    add(exclamations, share(counted.exclamations, 5));
    add(questions, share(counted.questions, 3));
    add(lines, share(counted.lines, 5));
    add(stretched, of(Metric::repeats) >= 4 ? 1 : 0);
    add(disguised, of(Metric::disguised_words) + of(Metric::mixed_script_words) > 0 ? 1 : 0);
    add(address, of(Metric::addresses) > 0 ? 1 : 0);
    add(no_small_print, counted.small_print == 0 ? 1 : 0);
  }

  const Reading& reading_;
  std::vector<Features::Mark> marks_;
};

}  // namespace

bool is_of_a_rule(std::uint16_t place) { return place >= first_of_rules; }

bool is_of_a_kind(std::uint16_t place) {
  return place >= first_of_kinds && place < first_of_kinds + kind_marks;
}

std::string shape_name(std::uint16_t place) {
  if (is_of_a_kind(place)) return kind_mark_name(std::size_t{place} - first_of_kinds);
  return std::string{place < names.size() ? names[place] : std::string_view{}};
}

std::uint16_t place_of_rule(std::string_view id) {
  std::uint64_t sum = sum_of(id);
  sum ^= sum >> 32U;
  return static_cast<std::uint16_t>(first_of_rules + sum % (mark_places - first_of_rules));
}

std::vector<Features::Mark> marks_of(const Reading& reading) { return Marks{reading}.all(); }

}  // namespace copytaster::learning
