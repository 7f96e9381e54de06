#include "domain/rules/pattern_set.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <utility>

#include <re2/re2.h>
#include <re2/set.h>

#include "copytaster/domain/text.hpp"
#include "domain/rules/loosened.hpp"
#include "domain/rules/needed_pieces.hpp"
#include "domain/rules/pattern_filter.hpp"
#include "domain/rules/term_hits.hpp"
#include "domain/text/characters.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

using PatternHits = Hits<PatternSet::Found, PatternSet::places_max>;

/// Of one pattern, of one that counts and, apart from them, of the set: what compiling and
/// remembering states may take. What counts has so many states that it forgets and finds them again
/// all the time where it has no room for them.
constexpr std::int64_t pattern_memory = 1 << 20;
constexpr std::int64_t counting_memory = 4 << 20;
constexpr std::int64_t set_memory = 64 << 20;

RE2::Options options_for(bool as_written, std::int64_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(as_written);
  options.set_max_mem(memory);
  return options;
}

/// A pattern with its letters as they are read: "café" must be found in "cafe". What stands for
/// several letters becomes a group, outside of classes.
std::string as_read(std::string_view pattern) {
  std::string read;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(pattern, at);
    if (c == '\\' && at < pattern.size()) next_code_point(pattern, at);
    if (is_ascii(c)) {
      if (c == '[') in_class = true;
      if (c == ']') in_class = false;
      read += pattern.substr(begin, at - begin);
      continue;
    }
    const text::Characters letters = text::reading_of(c);
    if (letters.size() == 0 || (letters.size() > 1 && in_class)) {
      read += pattern.substr(begin, at - begin);
      continue;
    }
    if (letters.size() > 1) read += "(?:";
    for (const char32_t letter : letters) append_utf8(read, letter);
    if (letters.size() > 1) read += ')';
  }
  return read;
}

/// A text that is longer is not looked at for all patterns in one pass: together they would have a
/// state of their own for nearly each of its bytes.
constexpr std::size_t together_bytes_max = 4'096;

/// So many bytes, of one text's readings, may be looked at by patterns that count: each byte may be
/// dear. Eight times the longest text, so that what is met is no ordinary text.
constexpr std::size_t counted_bytes_max = std::size_t{1} << 19U;

re2::StringPiece piece_of(std::string_view text) { return {text.data(), text.size()}; }

class OnePattern {
 public:
  OnePattern(const std::string& text, bool as_written) : loose_text_(loosened(text)) {
    counts_ = loose_text_ != text;
    exact_ = std::make_unique<RE2>(
        text, options_for(as_written, counts_ ? counting_memory : pattern_memory));
    if (!counts_ || !exact_->ok()) return;
    loose_ = std::make_unique<RE2>(loose_text_, options_for(as_written, pattern_memory));
    if (loose_->ok()) return;
    loose_.reset();
    loose_text_ = text;
  }

  const RE2& exact() const { return *exact_; }
  bool counts() const { return counts_; }
  const std::string& loose_text() const { return loose_text_; }
  /// Whether it is worth while to look for it from there on.
  bool may_stand_in(std::string_view text, std::size_t from = 0) const {
    const RE2& loose = loose_ ? *loose_ : *exact_;
    return loose.Match(piece_of(text), from, text.size(), RE2::UNANCHORED, nullptr, 0);
  }

 private:
  std::string loose_text_;
  bool counts_ = false;
  std::unique_ptr<RE2> exact_;
  std::unique_ptr<RE2> loose_;  ///< none where it would be the same
};

/// Patterns that are looked for in the same texts.
class Together {
 public:
  explicit Together(bool as_written)
      : as_written_(as_written), set_(options_for(as_written, set_memory), RE2::UNANCHORED) {}

  /// What is wrong with the pattern.
  std::optional<std::string> add(const std::string& written, std::uint32_t number) {
    const std::string pattern = as_written_ ? written : as_read(written);
    auto one = std::make_unique<OnePattern>(pattern, as_written_);
    if (!one->exact().ok()) return one->exact().error();
    if (RE2::PartialMatch("", one->exact())) return "it matches where nothing stands";
    if (auto error = add_pieces(one->loose_text())) return error;
    loose_.push_back(one->loose_text());
    each_.push_back(std::move(one));
    numbers_.push_back(number);
    return std::nullopt;
  }
  bool compile() {
    if (!as_written_) filter_ = PatternFilter{loose_};
    return set_.Compile();
  }
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }

  bool search_alone(std::size_t number, std::string_view text) const {
    const auto one = std::find(numbers_.begin(), numbers_.end(), number);
    if (one == numbers_.end()) return false;
    const OnePattern& pattern = *each_[static_cast<std::size_t>(one - numbers_.begin())];
    return pattern.may_stand_in(text) && RE2::PartialMatch(piece_of(text), pattern.exact());
  }

  /// In order, those that may stand in the text. False: it could not run.
  bool find_matching(std::string_view text, std::vector<int>& matching) const {
    matching.clear();
    if (each_.empty()) return true;
    if (text.size() > together_bytes_max) {
      matching = as_written_ ? all() : filter_.possible_in(text);
      return true;
    }
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    std::vector<int> pieces;
    // RE2 has made sure of its memory when the set was compiled; should it fail all the same, that
    // is no match that was not found.
    if (!set_.Match(piece_of(text), &pieces, &error)) return error.kind == RE2::Set::kNoError;
    add_those_with_all(pieces, matching);
    return true;
  }

  /// False: not all that may be there was looked for.
  bool find_places(const std::vector<int>& matching, const View& view, std::size_t& counted_left,
                   PatternHits& hits) const {
    for (const int one : matching)
      if (!find_places(static_cast<std::size_t>(one), view, counted_left, hits)) return false;
    return true;
  }

 private:
  /// What is wrong with them. A piece that several patterns need is looked for once.
  std::optional<std::string> add_pieces(const std::string& loose) {
    const auto pattern = static_cast<int>(each_.size());
    const std::vector<std::string> pieces = needed_pieces(loose);
    for (const std::string& piece : pieces) {
      const auto [known, is_new] = pieces_.try_emplace(piece, static_cast<int>(needed_by_.size()));
      if (is_new) {
        std::string error;
        if (set_.Add(piece, &error) < 0) return error;
        needed_by_.emplace_back();
      }
      needed_by_[static_cast<std::size_t>(known->second)].push_back(pattern);
    }
    pieces_of_.push_back(static_cast<std::ptrdiff_t>(pieces.size()));
    return std::nullopt;
  }

  /// The patterns of which all pieces were found, in order.
  void add_those_with_all(const std::vector<int>& pieces, std::vector<int>& patterns) const {
    std::vector<int> with_some;
    for (const int piece : pieces) {
      const auto& by = needed_by_[static_cast<std::size_t>(piece)];
      with_some.insert(with_some.end(), by.begin(), by.end());
    }
    std::sort(with_some.begin(), with_some.end());
    for (auto one = with_some.begin(); one != with_some.end();) {
      const auto next = std::upper_bound(one, with_some.end(), *one);
      if (next - one == pieces_of_[static_cast<std::size_t>(*one)]) patterns.push_back(*one);
      one = next;
    }
  }

  std::vector<int> all() const {
    std::vector<int> numbers(each_.size());
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
  }

  bool find_places(std::size_t one, const View& view, std::size_t& counted_left,
                   PatternHits& hits) const {
    const OnePattern& pattern = *each_[one];
    const re2::StringPiece text = view.text;
    re2::StringPiece found;
    std::size_t from = 0;
    for (std::size_t place = 0; place < PatternSet::places_max && from < text.size(); ++place) {
      if (pattern.counts() && !pattern.may_stand_in(view.text, from)) return true;
      if (pattern.counts() && counted_left == 0) return false;
      const bool stands =
          pattern.exact().Match(text, from, text.size(), RE2::UNANCHORED, &found, 1);
      const auto begin =
          stands ? static_cast<std::size_t>(found.data() - text.data()) : text.size();
      // What is nothing but an edge is shown by what stands behind it.
      const std::size_t end = std::max(begin + 1, begin + found.size());
      if (pattern.counts()) counted_left -= std::min(counted_left, end - from);
      if (!stands || end > text.size()) return true;
      hits.add(numbers_[one], view, begin, end);
      from = end;
    }
    return true;
  }

  bool as_written_;
  RE2::Set set_;  ///< of pieces
  std::unordered_map<std::string, int> pieces_;
  std::vector<std::vector<int>> needed_by_;  ///< for each piece
  std::vector<std::ptrdiff_t> pieces_of_;    ///< how many each pattern needs
  std::vector<std::unique_ptr<OnePattern>> each_;
  std::vector<std::string> loose_;
  PatternFilter filter_{{}};
  std::vector<std::uint32_t> numbers_;
};

View written_view(std::string_view source) {
  std::vector<Origin> origins;
  origins.reserve(source.size());
  std::uint32_t place = 0;
  for (std::size_t at = 0; at < source.size(); ++place) {
    next_code_point(source, at);
    origins.resize(at, {place, place + 1});
  }
  return {std::string{source}, Origins{std::move(origins)}};
}

}  // namespace

struct PatternSet::Parts {
  Together written{true};
  Together read{false};
};

std::variant<PatternSet, std::vector<PatternSet::Wrong>> PatternSet::make(
    const std::vector<Pattern>& patterns) {
  auto parts = std::make_shared<Parts>();
  std::vector<Wrong> wrong;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const Pattern& pattern = patterns[i];
    std::optional<std::string> reason;
    if (i >= patterns_max)
      reason = "there are more than " + std::to_string(patterns_max);
    else if (pattern.text.size() > pattern_bytes_max)
      reason = "it is longer than " + std::to_string(pattern_bytes_max) + " bytes";
    else
      reason = (pattern.as_written ? parts->written : parts->read)
                   .add(pattern.text, static_cast<std::uint32_t>(i));
    if (reason) wrong.push_back({i, std::move(*reason)});
  }
  if (!wrong.empty()) return wrong;
  for (Together* together : {&parts->written, &parts->read})
    if (!together->compile())
      for (const std::uint32_t number : together->numbers())
        wrong.push_back({number, "all patterns together take too much memory"});
  if (!wrong.empty()) return wrong;
  PatternSet set;
  set.parts_ = std::move(parts);
  return set;
}

bool PatternSet::search_alone(std::size_t pattern, const TextViews& views,
                              std::string_view source) const {
  bool stands = parts_->written.search_alone(pattern, source) ||
                parts_->read.search_alone(pattern, views.folded.text);
  for (const View& other : views.others)
    stands = stands || parts_->read.search_alone(pattern, other.text);
  return stands;
}

bool PatternSet::find_in(const TextViews& views, std::string_view source, std::size_t found_max,
                         std::vector<Found>& found) const {
  PatternHits hits{found, found_max};
  std::size_t counted_left = counted_bytes_max;
  std::vector<int> matching;
  const auto find_in_view = [&](const View& view) {
    return parts_->read.find_matching(view.text, matching) &&
           parts_->read.find_places(matching, view, counted_left, hits);
  };
  bool ran = find_in_view(views.folded);
  for (const View& other : views.others) ran = ran && find_in_view(other);
  ran = ran && parts_->written.find_matching(source, matching);
  if (ran && !matching.empty())
    ran = parts_->written.find_places(matching, written_view(source), counted_left, hits);
  hits.put_in_order();
  return ran;
}

}  // namespace copytaster
