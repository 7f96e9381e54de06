#pragma once
// The filter that learns from the decisions of one site: what it looks at in a comment, how it is
// trained, what it says of itself. Pure: the same examples in the same order and the same seed make
// the same model, byte for byte. It looks at the masked text alone, never at an address.

#include <array>
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

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

/// Of a longer text the beginning and the end are looked at: what it costs has a limit.
inline constexpr std::size_t learned_bytes_max = 4'000;

/// What is looked at in one comment, kept small: of 100,000 the texts are the most of it.
struct Features {
  /// A rule that hit, or something of the comment's shape, and how much of it.
  struct Mark {
    std::uint16_t place = 0;
    float amount = 0;
    bool operator==(const Mark&) const = default;
  };
  std::string text;  ///< folded; at most `learned_bytes_max`
  std::vector<Mark> marks;
  std::uint64_t author = 0;  ///< tells authors apart, and nothing else of them
};
Features features_of(const Reading& reading);

/// A comment that a person has decided.
struct Example {
  Features features;
  bool wanted = false;  ///< approved; else rejected or marked as spam
  Instant decided_at;
  /// None: brought along from elsewhere, so nobody's haste.
  std::optional<ModeratorId> moderator = {};
};

/// So many examples one training takes, and so many bytes of text in them: the newest count.
inline constexpr std::size_t examples_max = 100'000;
inline constexpr std::size_t example_texts_bytes_max = std::size_t{64} << 20U;

/// Fewer teach nothing; until then the filter says nothing.
inline constexpr std::size_t examples_min = 20;
inline constexpr std::size_t examples_of_a_kind_min = 5;

/// Of comments that the model had not learned from when it was asked: those that people decided,
/// and in `held` also those that were published and nobody decided.
struct HeldOutFigures {
  std::size_t wanted = 0;
  std::size_t unwanted = 0;
  std::size_t published = 0;
  double accuracy = 0;  ///< at a probability of one half
  double mcc = 0;       ///< Matthews' correlation
  double auc = 0;       ///< an unwanted comment has the higher probability than a wanted one
  double brier = 0;     ///< mean square of what the probability was off
  double calibration_error = 0;  ///< of ten equally filled classes, in probability
  double caught = 0;             ///< share of the unwanted over the threshold
  double held = 0;               ///< share of all that is wanted over the threshold
};

/// The same over a stretch of time: whether the model keeps up.
struct LearningWindow {
  Instant from;
  Instant to;  ///< of the last in it
  std::size_t wanted = 0;
  std::size_t unwanted = 0;
  double accuracy = 0;
  double auc = 0;
};
inline constexpr std::size_t learning_windows_max = 10;

/// What speaks most for or against a comment.
struct TellingFeature {
  enum class Kind { word, rule, shape };
  Kind kind = Kind::word;
  std::string text;          ///< a word or two, a rule's id, or what of the shape
  double weight = 0;         ///< over 0: unwanted; one e-fold of the odds each
  std::size_t examples = 0;  ///< it was seen in
};
/// So many of either side are kept.
inline constexpr std::size_t telling_max = 40;
/// A word that fewer authors wrote is nobody's business.
inline constexpr std::size_t telling_authors_min = 3;

struct ModelFigures {
  std::size_t examples = 0;  ///< that it has learned from
  std::size_t wanted = 0;
  std::size_t unwanted = 0;
  Instant first;
  Instant last;
  double threshold = 1;                 ///< a probability; from there on a comment is held
  double wanted_held_max = 0;           ///< what the threshold was chosen for
  HeldOutFigures held_out;              ///< of the last `held_out_max`
  std::vector<LearningWindow> windows;  ///< of these, in order of time
  std::vector<TellingFeature> telling;  ///< the strongest first
};
inline constexpr std::size_t held_out_max = 4'000;
/// So many that were published and nobody decided are looked at for the threshold.
inline constexpr std::size_t published_max = 4'000;

/// The form of the bytes may grow; this is no limit of the reader's alone.
inline constexpr std::size_t model_bytes_max = std::size_t{4} << 20U;

/// Trained and never changed again; may be shared by threads.
class Model {
 public:
  struct Parts;  ///< of src/learning
  explicit Model(std::unique_ptr<const Parts> parts) noexcept;
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  /// Linear in the text, up to `learned_bytes_max`. What it explains costs more, so only a comment
  /// over the threshold is explained.
  Learned judge(const Reading& reading, double threshold) const;
  /// With the threshold that it was trained for.
  Learned judge(const Reading& reading) const { return judge(reading, figures().threshold); }
  /// Of one that was read before.
  double probability(const Features& features) const;

  /// The probability from which on such a share of the wanted comments is held: 0.0001–0.2.
  double threshold_for(double wanted_held_max) const;

  const ModelFigures& figures() const;

  /// At most `model_bytes_max`.
  std::string bytes() const;
  /// None where they are anything else than what `bytes` gave, whatever they are.
  static std::optional<Model> from_bytes(std::string_view bytes);

  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<const Parts> parts_;
};

struct Training {
  /// In order of `decided_at`; others are put into it. What exceeds the limits is left out, the
  /// oldest first.
  std::span<const Example> examples = {};
  /// Comments that were published and that nobody decided or reported: for the threshold and the
  /// probabilities alone, nothing is learned from them. Of a sample each stands for so many.
  std::span<const Example> published = {};
  double each_stands_for = 1;
  /// The last model: what it has learned from refused comments that are gone since is remembered.
  const Model* before = nullptr;
  /// Such a share of the wanted comments may be held: 0.0001–0.2.
  double wanted_held_max = 0.005;
  std::uint64_t seed = 1;
  /// Of the rules that the examples were read with; by these names the figures tell of them.
  std::span<const std::string> rule_ids = {};
  /// Asked now and then with the share that is done; false ends the training.
  std::function<bool(double)> progress = {};
};

enum class NotTrained {
  too_few,  ///< fewer than `examples_min`, or than `examples_of_a_kind_min` of a kind
  stopped,  ///< as `progress` wished
};
std::variant<Model, NotTrained> train(const Training& training);

}  // namespace copytaster
