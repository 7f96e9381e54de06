#pragma once
// The spam rules. `read_text` is pure and needs no history: masking, matching, measuring.
// `judge` is pure and only adds up: rules never short-circuit each other, the strictest wins.
// A rule that needs history reads a number from Facts, so it cannot fail and cannot block.

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/ban.hpp"
#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/likeness.hpp"
#include "copytaster/domain/policy.hpp"
#include "copytaster/domain/rule_spec.hpp"
#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/view.hpp"

namespace copytaster {

class RuleSet;  // rule_set.hpp

/// Half-open, in code points of the stored, masked text.
struct Span {
  Field field = Field::text;
  std::size_t start = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

/// A moderator reads a few spans, not thousands: a hostile text must not grow its own verdict.
inline constexpr std::size_t spans_max = 50;

/// What a list, a regex or the names of one rule found.
struct Evidence {
  std::size_t rule = 0;            ///< its place in the set
  std::vector<std::string> named;  ///< the first five terms or matches that differ
  std::size_t different = 0;       ///< how many differ, up to the rule's `hits_max`
  std::vector<Span> spans;
  std::size_t public_ones = 0;  ///< of the differing ones those that stand elsewhere than in the
                                ///< e-mail address
};

/// What the site's learned filter makes of a comment. It may ask for a moderator's look, no more.
struct Learned {
  double probability = 0;  ///< of being unwanted, calibrated on what people decided lately
  bool is_over_threshold = false;
  std::string explanation;  ///< where it is over: the words and rules that told most
  std::vector<Span> spans;  ///< of these words, in the public text
  bool shadow = false;      ///< it only counts what it would hold
  std::int64_t model = 0;   ///< the version of the site's model
};

/// What a text says by itself, without history. The public_ members are what readers will see.
struct Reading {
  std::string public_author;
  std::optional<std::string> public_url;
  std::string public_text;
  bool changed_by_masking = false;  ///< the originals are worth sealing
  std::vector<Span> hidden_addresses;
  std::vector<Evidence> found;                  ///< in the order of the rules
  std::array<double, metric_count> measured{};  ///< by Metric; 0 where it is told elsewhere
  Sending sending;
  bool is_whole = true;  ///< false: a check could not run
  Likeness likeness;     ///< of the public text
  /// The public text in small letters, nothing invisible in it: what is learned from. It is larger
  /// than the text; whoever keeps a reading lets go of it when the filter has judged.
  View folded = {};
  std::optional<Learned> learned = {};   ///< where the site has a filter that has learned enough
  std::shared_ptr<const RuleSet> rules;  ///< that it was read with; never none
};

Reading read_text(const Submission& submission, const std::shared_ptr<const RuleSet>& rules);

/// A comment as it is stored, masked; and what its words do not tell any more.
struct StoredWords {
  std::string author;
  std::optional<std::string> url;
  std::string text;
  int addresses = 0;  ///< that were hidden
  Sending sending = {};
};
/// The same over what is masked already.
Reading read_stored(const StoredWords& words, const std::shared_ptr<const RuleSet>& rules);

/// A rule that hits by what the comment itself says: not by who sent it, how or where.
struct ContentHit {
  std::string_view rule;  ///< as long as the set is there
  double weight = 0;      ///< 1: enough to hold by itself
  bool shadow = false;
};

/// In no order. A rule that asks for a character which cannot be seen is left out: programs that
/// copy comments leave such marks, which tell where a comment was and not what it is.
std::vector<ContentHit> content_hits(const Reading& reading);

/// What is known of the author and of equal texts when the comment arrives.
struct Facts {
  int approved_before = 0;
  int rejected_before = 0;
  int spam_before = 0;
  /// Same address and same folded name: approved, and never rejected or spam, in 180 days.
  bool known_author = false;
  /// The same author has said exactly this in the last 48 hours.
  bool said_before = false;
  /// Per cent of her decided comments, each of which fades by half in 15 days; 0 where fewer than
  /// two and a half are left.
  int refused_share_lately = 0;
  /// From this author or this reader in the last hour, this one among them.
  int comments_lately = 0;
  /// Other authors who said nearly the same, anywhere on the site, in 24 hours.
  int similar_lately = 0;
  /// What it is one of, if only by itself; no rule knows it. None where the text is like nothing.
  std::optional<CampaignId> campaign = {};
  /// By a moderator, until now.
  bool banned = false;
  /// What of it she has banned.
  std::optional<BanKind> ban = {};
};

/// One rule that fired, with a reason that a moderator can read.
struct Hit {
  std::string rule;
  double score = 0;
  std::optional<Action> action;
  bool shadow = false;    ///< shown and never counted
  bool exempted = false;  ///< another hit speaks for the comment; not counted
  std::string explanation;
  std::vector<Span> spans;

  bool counts() const { return !shadow && !exempted; }
};

/// The rule of a hit that no set makes: a check could not run, so the comment waits.
inline constexpr std::string_view unchecked_rule = "not_checked";

/// By this name a comment is held for what was learned; rules may exempt from it.
inline constexpr std::string_view learned_rule = "learned";

struct Verdict {
  State state = State::pending;
  State by_rules = State::approved;  ///< what it would be under premoderation `rules`
  /// Grows with spamminess: the sum of the hits that count, and no less than their strictest action
  /// stands for.
  double score = 0;
  std::string rules_version;
  std::int64_t model_version = 0;  ///< 0: nothing learned was asked
  std::vector<Hit> hits;
  int addresses = 0;  ///< that were hidden; this and the next are what stored words do not tell
  Sending sending;
};

Verdict judge(const Reading& reading, const Facts& facts, const Policy& policy);

/// Of the rules that hit those without which the comment would be published.
std::vector<std::string> sole_causes(const Reading& reading, const Facts& facts,
                                     const Policy& policy);

/// For whoever measures what one rule costs by itself. Reading the texts is what all rules share:
/// it is done here, once.
class RulesAlone {
 public:
  RulesAlone(std::shared_ptr<const RuleSet> rules, const std::vector<std::string>& texts);
  ~RulesAlone();
  RulesAlone(const RulesAlone&) = delete;
  RulesAlone& operator=(const RulesAlone&) = delete;

  /// Looks for the list or the regex of one rule in each of the texts, as often as it is called and
  /// as long as this is there; none: the rule looks for nothing in texts.
  std::function<void()> search_for(std::size_t rule) const;

 private:
  struct Texts;
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<const Texts> texts_;
};

/// The verdict and the facts it saw, as stored and as moderators get it (design §8 `verdict`).
std::string verdict_json(const Verdict& verdict, const Facts& facts);

/// `{"rule","score","explanation","spans"}`, with `shadow` and `exempted` where they are true.
void append_hit_json(std::string& out, const Hit& hit);
/// The same in `[…]`.
void append_hits_json(std::string& out, const std::vector<Hit>& hits);

/// At most two decimals and no more than it needs: "3", "0.5", "-2.25".
std::string short_number(double number);

}  // namespace copytaster
