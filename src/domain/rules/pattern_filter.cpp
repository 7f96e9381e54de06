#include "domain/rules/pattern_filter.hpp"

#include <algorithm>
#include <utility>

#include <re2/filtered_re2.h>
#include <unicode/uchar.h>

#include "domain/rules/substring_terms.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

/// Shorter words stand in nearly every text.
constexpr int word_bytes_min = 3;

/// RE2 gives its words in small letters, as Unicode has them; a folded text has folded letters.
/// For a few scripts that is not the same, and "\x{13A0}" hides which one it is.
bool is_folded_as_small(std::string_view pattern) {
  if (pattern.find("\\x") != pattern.npos) return false;
  for (std::size_t at = 0; at < pattern.size();) {
    const char32_t c = next_code_point(pattern, at);
    if (is_ascii(c)) continue;
    const auto small = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    if (small != c || case_folded(c) != c) return false;
  }
  return true;
}

}  // namespace

struct PatternFilter::Parts {
  re2::FilteredRE2 filter{word_bytes_min};
  std::vector<int> filtered;  ///< the patterns that it knows, by its numbers
  std::vector<int> always;    ///< those that it does not
  SubstringTerms words;
};

PatternFilter::PatternFilter(const std::vector<std::string>& patterns) {
  auto parts = std::make_unique<Parts>();
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(false);
  for (const std::string& pattern : patterns) {
    const auto number = static_cast<int>(&pattern - patterns.data());
    int id = 0;
    const bool known =
        is_folded_as_small(pattern) && parts->filter.Add(pattern, options, &id) == RE2::NoError;
    (known ? parts->filtered : parts->always).push_back(number);
  }
  if (!parts->filtered.empty()) {
    std::vector<std::string> words;
    parts->filter.Compile(&words);
    std::vector<TermPiece> pieces;
    for (std::string& word : words)
      pieces.push_back({std::move(word), static_cast<std::uint32_t>(pieces.size())});
    parts->words = SubstringTerms{std::move(pieces)};
  }
  parts_ = std::move(parts);
}

PatternFilter::~PatternFilter() = default;
PatternFilter::PatternFilter(PatternFilter&&) noexcept = default;
PatternFilter& PatternFilter::operator=(PatternFilter&&) noexcept = default;

std::vector<int> PatternFilter::possible_in(std::string_view folded) const {
  std::vector<int> possible = parts_->always;
  if (parts_->filtered.empty()) return possible;
  std::vector<TermIndex::Found> found;
  constexpr std::size_t found_max = 1'000'000;  // each word a few times
  TermHits hits{found, found_max};
  const View view{std::string{folded}, Origins::of_ascii(folded.size())};
  parts_->words.find_in(view, hits);

  std::vector<int> words;
  for (const TermIndex::Found& one : found) words.push_back(static_cast<int>(one.term));
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<int> ids;
  parts_->filter.AllPotentials(words, &ids);
  for (const int id : ids) possible.push_back(parts_->filtered[static_cast<std::size_t>(id)]);
  std::sort(possible.begin(), possible.end());
  return possible;
}

}  // namespace copytaster
