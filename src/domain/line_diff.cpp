#include "copytaster/domain/line_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace copytaster {
namespace {

constexpr std::size_t lines_around = 3;

using Lines = std::vector<std::string_view>;

/// Each with its end, so that a last line without one differs from one that has it.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// ' ', '-' or '+' for each line of both.
using Kinds = std::string;

/// Myers' shortest edit (1986): how far down `before` each diagonal has come, difference by
/// difference.
class ShortestWay {
 public:
  ShortestWay(std::span<const std::string_view> before, std::span<const std::string_view> after)
      : before_(before), after_(after) {}

  Kinds kinds() {
    const int most = std::min(size(before_) + size(after_), differences_max);
    far_.assign(2 * static_cast<std::size_t>(most) + 3, 0);
    zero_ = most + 1;
    for (int d = 0; d <= most; ++d) {
      reached_.push_back(far_);
      for (int k = -d; k <= d; k += 2) {
        if (go_down(k, d)) return way_back();
      }
    }
    return Kinds(before_.size(), '-') + Kinds(after_.size(), '+');
  }

 private:
  using Far = std::vector<int>;
  static int size(std::span<const std::string_view> lines) {
    return static_cast<int>(lines.size());
  }
  int at(const Far& far, int k) const {
    return far[static_cast<std::size_t>(std::ptrdiff_t{zero_} + k)];
  }
  bool is_down(const Far& far, int k, int d) const {
    return k == -d || (k != d && at(far, k - 1) < at(far, k + 1));
  }
  bool is_same(int x, int y) const {
    return x < size(before_) && y < size(after_) &&
           before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(y)];
  }

  /// True: both ends are reached.
  bool go_down(int k, int d) {
    int x = is_down(far_, k, d) ? at(far_, k + 1) : at(far_, k - 1) + 1;
    while (is_same(x, x - k)) ++x;
    far_[static_cast<std::size_t>(std::ptrdiff_t{zero_} + k)] = x;
    return x >= size(before_) && x - k >= size(after_);
  }

  Kinds way_back() const {
    Kinds kinds;
    int x = size(before_);
    int y = size(after_);
    for (int d = static_cast<int>(reached_.size()) - 1; d >= 0; --d) {
      const Far& far = reached_[static_cast<std::size_t>(d)];
      const int k = x - y;
      const bool down = is_down(far, k, d);
      const int from = down ? k + 1 : k - 1;
      const int from_x = at(far, from);
      const int start_x = d == 0 ? 0 : down ? from_x : from_x + 1;
      kinds.append(static_cast<std::size_t>(x - start_x), ' ');
      if (d > 0) kinds += down ? '+' : '-';
      x = from_x;
      y = from_x - from;
    }
    std::ranges::reverse(kinds);
    return kinds;
  }

  std::span<const std::string_view> before_;
  std::span<const std::string_view> after_;
  Far far_;
  int zero_ = 0;
  std::vector<Far> reached_;
};

/// What both begin and end with needs no search.
Kinds kinds_of(const Lines& before, const Lines& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const auto between = [&](const Lines& lines) {
    return std::span{lines}.subspan(head, lines.size() - tail - head);
  };
  return Kinds(head, ' ') + ShortestWay{between(before), between(after)}.kinds() + Kinds(tail, ' ');
}

/// Places among the kinds, and in both texts where it begins.
struct Hunk {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Hunk> hunks_of(const Kinds& kinds) {
  std::vector<Hunk> hunks;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == ' ') continue;
    const std::size_t begin = i - std::min(i, lines_around);
    const std::size_t end = std::min(kinds.size(), i + lines_around + 1);
    if (!hunks.empty() && begin <= hunks.back().end)
      hunks.back().end = end;
    else
      hunks.push_back({begin, end});
  }
  return hunks;
}

/// "7,3", or "7" for one line; of none the line before them.
std::string range(std::size_t passed, std::size_t count) {
  const std::string start = std::to_string(count == 0 ? passed : passed + 1);
  return count == 1 ? start : start + ',' + std::to_string(count);
}

void append_line(std::string& out, char kind, std::string_view line) {
  out += kind;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

}  // namespace

std::string unified_diff(const NamedText& before, const NamedText& after) {
  if (before.text == after.text) return "";
  const Lines old_lines = lines_of(before.text);
  const Lines new_lines = lines_of(after.text);
  const Kinds kinds = kinds_of(old_lines, new_lines);
  std::string out = "--- " + before.name + "\n+++ " + after.name + '\n';
  std::size_t x = 0;
  std::size_t y = 0;
  std::size_t at = 0;
  for (const Hunk& hunk : hunks_of(kinds)) {
    x += hunk.begin - at;  // all between two hunks are the same
    y += hunk.begin - at;
    const std::string_view own = std::string_view{kinds}.substr(hunk.begin, hunk.end - hunk.begin);
    const auto count = [&](char other) {
      return own.size() - static_cast<std::size_t>(std::ranges::count(own, other));
    };
    out += "@@ -" + range(x, count('+')) + " +" + range(y, count('-')) + " @@\n";
    for (const char kind : own) {
      append_line(out, kind, kind == '+' ? new_lines[y] : old_lines[x]);
      if (kind != '+') ++x;
      if (kind != '-') ++y;
    }
    at = hunk.end;
  }
  return out;
}

}  // namespace copytaster
