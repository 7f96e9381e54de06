#pragma once
// What a site's decisions have taught: models as versions of the site, when a new one is due, and
// which of them judges.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/site_filter.hpp"
#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/learning.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

enum class LearningMode { off, shadow, on };
std::string_view name_of(LearningMode mode);
std::optional<LearningMode> parse_learning_mode(std::string_view name);

/// What an editor wants of the filter.
struct LearningPolicy {
  LearningMode mode = LearningMode::off;
  /// Such a share of the wanted comments may be held: 0.0001–0.2.
  double wanted_held_max = 0.005;
  /// Over the threshold it may say spam, once the site's own history shows, with 95 % certainty,
  /// that no larger share of wanted comments would be hit. 0: it only ever holds.
  double wanted_spam_max = 0;
};

/// The last that was learned from: of decisions made here, and of comments brought in.
struct LearnedUntil {
  Instant decision;
  CommentId comment;
};

struct ModelVersion {
  std::int64_t number = 0;  ///< of the site, from 1
  Instant made_at;
  LearnedUntil until;
  std::size_t examples = 0;
  std::size_t bytes = 0;
  std::string rules_version;  ///< by whose hits it learned
  std::optional<Instant> active_since;
};

/// A comment that a person has decided, here or where it was brought in from.
struct DecidedComment {
  CommentId id;
  StoredWords words;
  bool wanted = false;
  Instant decided_at;
  std::optional<ModeratorId> by;  ///< none: elsewhere
};

struct ActiveModel {
  SiteId site;
  std::int64_t number = 0;
  bool stays = false;  ///< somebody chose it: no newer one takes its place by itself
};

class ModelStore {
 public:
  virtual ~ModelStore() = default;

  /// Newest first; a site keeps `models_kept`.
  virtual std::vector<ModelVersion> versions(SiteId site) = 0;
  virtual std::optional<std::string> bytes_of(SiteId site, std::int64_t number) = 0;
  /// Of all sites.
  virtual std::vector<ActiveModel> active_everywhere() = 0;
  /// ONE transaction: a new version; it judges from now on unless somebody's choice stays. What is
  /// too old is let go. Returns its number.
  virtual std::int64_t add(SiteId site, const ModelVersion& made, const std::string& bytes) = 0;
  /// False: there is no such version. Number 0: none judges, and none will until one is chosen.
  virtual bool activate(SiteId site, std::int64_t number, bool stays, Instant now) = 0;

  /// How many comments were decided or brought in behind that, counted up to `max`.
  virtual std::size_t decided_after(SiteId site, const LearnedUntil& after, std::size_t max) = 0;
  using Take = std::function<bool(std::span<const DecidedComment>)>;
  /// These, the newest comments first, in pieces, until `take` says false.
  virtual void decided(SiteId site, const LearnedUntil& after, const Take& take) = 0;

  /// Whether this instance may train now: one at a time does, for so long at most.
  virtual bool take_turn(SiteId site, Instant now, Instant until) = 0;
  virtual void end_turn(SiteId site) = 0;
};

inline constexpr std::size_t models_kept = 10;

/// Wilson's upper bound of what the model would hit of the wanted comments is no larger than the
/// editor allows, on what it had not learned from.
bool may_say_spam(const ModelFigures& figures, const LearningPolicy& policy);

struct LearningTools {
  ModelStore& store;
  std::shared_ptr<const RuleSet> rules;  ///< of the site
  std::function<bool(double)> progress;  ///< false ends it
};

struct Learnt {
  std::int64_t number = 0;
  std::shared_ptr<const Model> model;
  std::size_t examples = 0;  ///< that were read for it
};
struct NothingNew {};
using LearnOutcome = std::variant<NotTrained, NothingNew, Learnt>;

/// Whether enough was decided since the newest version: a twentieth of what it knows, and twenty
/// decisions at least; or anything at all since yesterday.
bool is_training_due(SiteId site, Instant now, ModelStore& store);

/// From all decisions that are still there; where these are less than half of what the newest
/// version knows, it goes on from that one, unless `afresh`.
LearnOutcome learn(SiteId site, Instant now, bool afresh, const LearningPolicy& policy,
                   const LearningTools& tools);

/// None: it is not there, or this program cannot read it.
std::shared_ptr<const Model> load_model(SiteId site, std::int64_t number, ModelStore& store);

SiteFilter filter_of(std::int64_t number, std::shared_ptr<const Model> model,
                     const LearningPolicy& policy);

}  // namespace copytaster
