#pragma once
// The spam rules. `read_text` is pure and needs no history: masking, matching, counting.
// `judge` is pure and only adds up: rules never short-circuit each other, the strictest wins.
// A rule that needs history reads a number from Facts, so it cannot fail and cannot block.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/policy.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

/// Half-open, in code points of the stored, masked text.
struct Span {
  Field field = Field::text;
  std::size_t start = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

/// What a hit asks for. The strictest of all hits wins.
enum class Weight { note, hold, spam, reject };

enum class RuleId {
  honeypot,
  blocked_words,
  too_many_links,
  duplicate,
  address_in_text,
  first_time_author
};
std::string_view name_of(RuleId rule);

/// One rule that fired, with a reason that a moderator can read.
struct Hit {
  RuleId rule;
  Weight weight;
  std::string explanation;
  std::vector<Span> spans;
};

/// The words an editor does not want, folded once; a term may hold several words.
class WordList {
 public:
  /// One term a line; empty lines and lines that begin with '#' are passed over.
  static WordList from_lines(std::string_view lines);

  struct Found {
    std::string_view term;
    std::size_t start;  ///< bytes of the text that was searched
    std::size_t end;
  };
  /// Whole words only: "cialis" is not found in "specialist".
  std::vector<Found> find_in(std::string_view text) const;
  std::size_t size() const;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

/// What the rules are made of, apart from a site's limits. `version` names the exact set.
struct RuleSet {
  std::string version;
  WordList blocked_words;
};

struct BlockedWord {
  std::string term;
  Span span;
};

/// What a text says by itself, without history. The public_ members are what readers will see.
struct Reading {
  std::string public_author;
  std::optional<std::string> public_url;
  std::string public_text;
  bool changed_by_masking = false;  ///< the originals are worth sealing
  std::vector<Span> hidden_addresses;
  std::vector<BlockedWord> blocked_words;
  int links = 0;
  bool trap_filled = false;
  std::string rules_version;
};

Reading read_text(const Submission& submission, const RuleSet& rules);

/// What is known of the author and of equal texts when the comment arrives.
struct Facts {
  int approved_before = 0;
  int rejected_before = 0;
  int spam_before = 0;
  /// Same address and same folded name: approved, and never rejected or spam, in 180 days.
  bool known_author = false;
  /// The same author has said exactly this in the last 48 hours.
  bool said_before = false;
};

struct Verdict {
  State state = State::pending;
  double score = 0;  ///< grows with spamminess
  std::string rules_version;
  std::vector<Hit> hits;
};

Verdict judge(const Reading& reading, const Facts& facts, const Policy& policy);

/// The verdict and the facts it saw, as stored and as moderators get it (design §8 `verdict`).
std::string verdict_json(const Verdict& verdict, const Facts& facts);

using Rule = std::optional<Hit> (*)(const Reading&, const Facts&, const Policy&);
/// All rules in the order in which their hits are shown.
std::span<const Rule> standard_rules();

}  // namespace copytaster
