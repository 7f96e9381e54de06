#pragma once
// Which of many patterns may stand in a long text: those of which it has the words that they need.
// Where it has none of them, their automata need not look.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

class PatternFilter {
 public:
  /// `patterns` can be compiled, and are looked for in folded texts, whatever their letters' case.
  explicit PatternFilter(const std::vector<std::string>& patterns);
  ~PatternFilter();
  PatternFilter(PatternFilter&&) noexcept;
  PatternFilter& operator=(PatternFilter&&) noexcept;

  /// Their numbers, in order; any that is missing stands nowhere in the text.
  std::vector<int> possible_in(std::string_view folded) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace copytaster
