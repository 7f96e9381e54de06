#include "domain/rules/needed_pieces.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <re2/re2.h>

#include "domain/rules/pattern_syntax.hpp"

namespace copytaster {
namespace {

bool repeats_at_will(std::string_view pattern, std::size_t at) {
  return at < pattern.size() && (pattern[at] == '*' || pattern[at] == '+');
}

/// Behind a character, a class or an escape.
std::size_t letter_end(std::string_view pattern, std::size_t at) {
  if (pattern[at] == '\\') return escape_end(pattern, at);
  return pattern[at] == '[' ? class_end(pattern, at) : at + 1;
}

/// Behind the counts and signs that say how often what stands before may be repeated.
std::size_t repeats_end(std::string_view pattern, std::size_t at) {
  while (at < pattern.size()) {
    const auto count = pattern[at] == '{' ? count_at(pattern, at) : std::nullopt;
    if (!count && !repeats_at_will(pattern, at) && pattern[at] != '?') break;
    at = count ? count->end : at + 1;
  }
  return at;
}

/// A gap is nearly anything, as often as it likes: ".*" or "[^.!?]+".
bool begins_gap(std::string_view pattern, std::size_t at) {
  const bool nearly_anything = pattern[at] == '.' || pattern.substr(at, 2) == "[^";
  return nearly_anything && repeats_at_will(pattern, letter_end(pattern, at));
}

bool has_choice_outside_groups(std::string_view pattern) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < pattern.size(); at = letter_end(pattern, at)) {
    if (pattern[at] == '|' && depth == 0) return true;
    if (pattern[at] == '(') ++depth;
    if (pattern[at] == ')') --depth;
  }
  return false;
}

/// Outside of groups a gap ends a piece and begins the next. In a group it ends what is known of
/// one choice, so that nothing is known of what follows the group.
class Cutter {
 public:
  explicit Cutter(std::string_view pattern)
      : pattern_(pattern), has_choice_(has_choice_outside_groups(pattern)) {}

  std::vector<std::string> pieces() {
    while (at_ < pattern_.size()) step();
    return std::move(pieces_);
  }

 private:
  void step() {
    switch (pattern_[at_]) {
      case '(':
        if (open_.back().cut) return skip_group();
        open_.push_back({});
        return take(pattern_.substr(at_, 3) == "(?:" ? at_ + 3 : at_ + 1);
      case ')': return close_group();
      case '|': open_.back().cut = false; return take(at_ + 1);
      default: break;
    }
    if (open_.back().cut)
      at_ = letter_end(pattern_, at_);
    else if (begins_gap(pattern_, at_))
      cut(repeats_end(pattern_, letter_end(pattern_, at_)));
    else
      take(letter_end(pattern_, at_));
  }

  void take(std::size_t end) {
    pieces_.back() += pattern_.substr(at_, end - at_);
    at_ = end;
  }

  void cut(std::size_t end) {
    at_ = end;
    open_.back().ever_cut = true;
    if (open_.size() == 1 && !has_choice_)
      pieces_.emplace_back();
    else
      open_.back().cut = true;
  }

  void skip_group() {
    std::size_t depth = 0;
    do {
      if (pattern_[at_] == '(') ++depth;
      if (pattern_[at_] == ')') --depth;
      at_ = letter_end(pattern_, at_);
    } while (depth > 0);
  }

  /// Of a group that lost its end one turn is known at most.
  void close_group() {
    const bool ever_cut = open_.back().ever_cut;
    open_.pop_back();
    take(at_ + 1);
    if (!ever_cut) return;
    const std::size_t end = repeats_end(pattern_, at_);
    if (end > at_ && pattern_[at_] != '+') pieces_.back() += '?';
    cut(end);
  }

  struct Open {
    bool cut = false;       ///< nothing more of this choice
    bool ever_cut = false;  ///< of this or an earlier one
  };

  std::string_view pattern_;
  bool has_choice_;
  std::size_t at_ = 0;
  std::vector<Open> open_{1};  ///< the whole, and the groups that are open
  std::vector<std::string> pieces_{1};
};

/// Flags would have to be set in each piece.
bool can_be_cut(std::string_view pattern) {
  if (pattern.find("\\Q") != pattern.npos) return false;
  for (std::size_t at = pattern.find("(?"); at != pattern.npos; at = pattern.find("(?", at + 1))
    if (pattern.substr(at, 3) != "(?:") return false;
  return true;
}

/// An edge of a word, or a letter that nearly any text has, tells texts apart no better than
/// nothing does.
bool says_something(const std::string& piece) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 compiled{piece, options};
  return compiled.ok() && !RE2::PartialMatch("", compiled) && !RE2::PartialMatch("a ", compiled);
}

}  // namespace

std::vector<std::string> needed_pieces(const std::string& pattern) {
  if (!can_be_cut(pattern)) return {pattern};
  std::vector<std::string> pieces = Cutter{pattern}.pieces();
  std::erase_if(pieces, [](const std::string& piece) { return !says_something(piece); });
  std::sort(pieces.begin(), pieces.end());
  pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
  if (pieces.empty()) pieces.push_back(pattern);
  return pieces;
}

}  // namespace copytaster
