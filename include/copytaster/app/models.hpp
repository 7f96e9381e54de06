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
};

/// What was there when a training began: decisions made here until then, and comments up to this
/// number, among which are those that were brought in.
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

/// A comment that a person has decided, here or where it was brought in from; or one that was
/// published and that nobody has.
struct DecidedComment {
  CommentId id;
  StoredWords words;
  bool wanted = false;
  Instant decided_at;             ///< of one brought in or published: when it was written
  std::optional<ModeratorId> by;  ///< none: elsewhere, or nobody
  std::uint64_t author = 0;       ///< tells authors apart, and nothing else of them
};

/// How many there are of either kind.
struct DecidedSoFar {
  std::size_t wanted = 0;
  std::size_t unwanted = 0;
  CommentId newest;
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

  /// Each kind is counted up to `max`.
  virtual DecidedSoFar decided_so_far(SiteId site, std::size_t max) = 0;
  /// How many comments were decided here, or brought in, behind that, counted up to `max`.
  virtual std::size_t decided_after(SiteId site, const LearnedUntil& after, std::size_t max) = 0;
  using Take = std::function<bool(std::span<const DecidedComment>)>;
  /// The decided ones of one kind, the newest comments first, in pieces, until `take` says false.
  virtual void decided(SiteId site, bool wanted, const Take& take) = 0;
  /// Published between these, decided and reported by nobody: some `published_max` at most, from
  /// all over the time. Returns how many each of them stands for.
  virtual double published(SiteId site, Instant from, Instant to, const Take& take) = 0;

  /// Whether this instance may train now: one at a time does, until then at most.
  virtual bool take_turn(SiteId site, Instant now, Instant until) = 0;
  /// The turn that was taken until then, and no other.
  virtual void end_turn(SiteId site, Instant until) = 0;
};

inline constexpr std::size_t models_kept = 10;

/// While it is there no other instance trains, or it is not ours.
class TrainingTurn {
 public:
  TrainingTurn(ModelStore& store, SiteId site, Instant now);
  ~TrainingTurn();
  TrainingTurn(const TrainingTurn&) = delete;
  TrainingTurn& operator=(const TrainingTurn&) = delete;
  bool is_mine() const { return is_mine_; }

 private:
  ModelStore& store_;
  SiteId site_;
  Instant until_;
  bool is_mine_;
};

struct LearningTools {
  ModelStore& store;
  std::shared_ptr<const RuleSet> rules;  ///< of the site
  std::function<bool(double)> progress;  ///< false ends it
  LearningPolicy policy;
};

struct Learnt {
  std::int64_t number = 0;
  std::shared_ptr<const Model> model;
  std::size_t examples = 0;  ///< that were read for it
};
struct NothingNew {};
using LearnOutcome = std::variant<NotTrained, NothingNew, Learnt>;

/// Whether there is enough of either kind, and something is new since the newest version: a
/// twentieth of what it knows was decided, and twenty comments at least; or anything at all since
/// yesterday; or the rules are others.
bool is_training_due(SiteId site, Instant now, const std::string& rules_version, ModelStore& store);

/// From all decisions that are still there. What refused comments that are gone have taught the
/// newest version, or the one that somebody has chosen to stay, is remembered, unless `afresh`.
LearnOutcome learn(SiteId site, Instant now, bool afresh, const LearningTools& tools);

/// None: it is not there, or this program cannot read it.
std::shared_ptr<const Model> load_model(SiteId site, std::int64_t number, ModelStore& store);

/// With the threshold that the policy asks for.
SiteFilter filter_of(std::int64_t number, std::shared_ptr<const Model> model,
                     const LearningPolicy& policy);

}  // namespace copytaster
