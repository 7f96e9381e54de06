#include "domain/rules/pattern_set.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <re2/re2.h>
#include <re2/set.h>

#include "copytaster/domain/text.hpp"
#include "domain/rules/term_hits.hpp"
#include "domain/text/characters.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

using PatternHits = Hits<PatternSet::Found, PatternSet::places_max>;

/// Of one pattern and, apart from it, of the set: what compiling and remembering states may take.
constexpr std::int64_t pattern_memory = 1 << 20;
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

/// Patterns that are looked for in the same texts.
class Together {
 public:
  explicit Together(bool as_written)
      : as_written_(as_written), set_(options_for(as_written, set_memory), RE2::UNANCHORED) {}

  /// What is wrong with the pattern.
  std::optional<std::string> add(const std::string& written, std::uint32_t number) {
    const std::string pattern = as_written_ ? written : as_read(written);
    auto one = std::make_unique<RE2>(pattern, options_for(as_written_, pattern_memory));
    if (!one->ok()) return one->error();
    if (RE2::PartialMatch("", *one)) return "it matches where nothing stands";
    std::string error;
    if (set_.Add(pattern, &error) < 0) return error;
    each_.push_back(std::move(one));
    numbers_.push_back(number);
    return std::nullopt;
  }
  bool compile() { return set_.Compile(); }
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }

  bool search_alone(std::size_t number, std::string_view text) const {
    const auto one = std::find(numbers_.begin(), numbers_.end(), number);
    if (one == numbers_.end()) return false;
    const RE2& pattern = *each_[static_cast<std::size_t>(one - numbers_.begin())];
    return RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, pattern);
  }

  bool find_in(const View& view, PatternHits& hits) const {
    if (each_.empty()) return true;
    std::vector<int> matching;
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    // RE2 has made sure of its memory when the set was compiled; should it fail all the same, that
    // is no match that was not found.
    if (!set_.Match(view.text, &matching, &error)) return error.kind == RE2::Set::kNoError;
    std::sort(matching.begin(), matching.end());
    for (const int one : matching) find_places(static_cast<std::size_t>(one), view, hits);
    return true;
  }

 private:
  void find_places(std::size_t one, const View& view, PatternHits& hits) const {
    const re2::StringPiece text = view.text;
    re2::StringPiece found;
    std::size_t from = 0;
    for (std::size_t place = 0; place < PatternSet::places_max && from < text.size(); ++place) {
      if (!each_[one]->Match(text, from, text.size(), RE2::UNANCHORED, &found, 1)) return;
      const auto begin = static_cast<std::size_t>(found.data() - text.data());
      // What is nothing but an edge is shown by what stands behind it.
      const std::size_t end = std::max(begin + 1, begin + found.size());
      if (end > text.size()) return;
      hits.add(numbers_[one], view, begin, end);
      from = end;
    }
  }

  bool as_written_;
  RE2::Set set_;
  std::vector<std::unique_ptr<RE2>> each_;
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

bool PatternSet::search_alone(std::size_t pattern, std::string_view text) const {
  return parts_->written.search_alone(pattern, text) || parts_->read.search_alone(pattern, text);
}

bool PatternSet::find_in(const TextViews& views, std::string_view source, std::size_t found_max,
                         std::vector<Found>& found) const {
  PatternHits hits{found, found_max};
  bool ran = parts_->read.find_in(views.folded, hits);
  for (const View& other : views.others) ran = ran && parts_->read.find_in(other, hits);
  if (ran && !parts_->written.numbers().empty())
    ran = parts_->written.find_in(written_view(source), hits);
  hits.put_in_order();
  return ran;
}

}  // namespace copytaster
