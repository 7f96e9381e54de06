#pragma once
// What a set of rules would have done to the comments that a site has: replayed with their facts as
// of then, compared with what was answered and with what became of them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/app/site_filter.hpp"
#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/policy.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

/// A stored comment with what was known when it came in, and what people made of it since.
struct JudgedComment {
  CommentId id;
  Instant at;
  std::string section;
  StoredWords words;
  Facts facts;
  State then = State::approved;  ///< what the rules of then said, as under premoderation `rules`
  State state = State::pending;  ///< as it stands
  bool decided_by_person = false;
};

struct BacktestPeriod {
  Instant from;
  Instant to;                         ///< half-open
  std::size_t comments_max = 20'000;  ///< the newest of them
};

inline constexpr std::size_t backtest_comments_max = 100'000;

class JudgedComments {
 public:
  virtual ~JudgedComments() = default;
  using Take = std::function<bool(std::span<const JudgedComment>)>;
  /// The newest first, in pieces, until `take` says false. Throws a store's fault.
  virtual void read(SiteId site, const BacktestPeriod& period, const Take& take) = 0;
};

/// A share of a sample with what the true share may be: Wilson's interval at 95 % (Wilson 1927).
struct Share {
  double share = 0;
  double low = 0;
  double high = 1;  ///< of nothing nothing is known
};
Share share_of(std::size_t count, std::size_t total);

/// Of what people refused or approved: how many the rules of then and those of now do not publish.
struct Stopped {
  std::size_t total = 0;
  std::size_t then = 0;
  std::size_t now = 0;
};

/// A comment that a rule hit, and with what.
struct RuleExample {
  CommentId id;
  State then = State::approved;
  State now = State::approved;
  State state = State::pending;
  std::string author;
  std::string text;
  Hit hit;
};

/// So many for each rule, of so many bytes of text; and of so many in all, or a large set would
/// make a report that nobody can load.
inline constexpr std::size_t rule_examples_max = 5;
inline constexpr std::size_t example_bytes_max = 4'000;
inline constexpr std::size_t examples_bytes_max = std::size_t{1} << 20U;

struct RuleFigures {
  std::string rule;
  bool shadow = false;
  std::size_t hits = 0;
  std::size_t sole = 0;  ///< without it the comment would have been published
  std::size_t wanted = 0;
  std::size_t unwanted = 0;
  /// Microseconds a comment, of a list or a regex by itself, measured on a few of the comments;
  /// none: there is nothing to look for, or so many rules that not all were measured.
  std::optional<double> us;
  std::vector<RuleExample> examples;  ///< the newest; wanted ones before others
};

struct JudgedOtherwise {
  JudgedComment comment;
  Verdict now;
};

struct Backtest {
  std::size_t comments = 0;
  /// By what was said then and what would be said now.
  std::array<std::array<std::size_t, 4>, 4> then_now = {};
  Stopped unwanted;
  Stopped wanted;
  std::vector<RuleFigures> rules;  ///< in the order of the set
  std::vector<JudgedOtherwise>
      changed;  ///< wanted ones that are stopped now first, then the newest
  std::size_t changed_total = 0;
  double us_per_comment = 0;
  std::int64_t model = 0;  ///< that judged with the rules; 0: none
  /// Decided ones that the model may have learned from: of these it says what it was told, so that
  /// the figures of the rule `learned` count no wanted or unwanted ones among them.
  std::size_t in_sample = 0;
};

inline constexpr std::size_t changed_shown_max = 200;

struct BacktestTools {
  JudgedComments& comments;
  std::function<std::int64_t()> clock_us;  ///< steady
  /// So many are done; false ends it there.
  std::function<bool(std::size_t)> progress;
};

/// What is replayed, and by which rules.
struct BacktestAsked {
  SiteId site;
  std::shared_ptr<const RuleSet> rules;
  Policy policy;  ///< its limits; premoderation counts as `rules`
  BacktestPeriod period;
  SiteFilter filter = {};  ///< that judges now
};

/// Pure but for its tools: nothing is stored.
Backtest backtest_rules(const BacktestAsked& asked, const BacktestTools& tools);

}  // namespace copytaster
