// A model as bytes: a head, then its parts in their order, then a checksum. Little-endian,
// whatever the machine. Of the weights only those that have learned something are written.

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "copytaster/domain/learning.hpp"
#include "copytaster/domain/text.hpp"
#include "learning/parts.hpp"

namespace copytaster::learning {
namespace {

constexpr std::string_view head = "copytaster model";
constexpr std::uint32_t form = 1;
constexpr std::size_t text_bytes_most = 200;
/// No training comes near; sums of such weights stay numbers.
constexpr double mean_max = 1'000;
constexpr double margin_max = 1e6;

/// FNV-1a: against what breaks by itself, not against whoever may write to the database.
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xCBF29CE484222325ULL;
  for (const char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return sum;
}

class Writer {
 public:
  template <class Number>
  void number(Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
      bytes_ += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFFU);
  }
  void real(float real) { number(std::bit_cast<std::uint32_t>(real)); }
  void real(double real) { number(std::bit_cast<std::uint64_t>(real)); }
  void count(std::size_t count) { number(static_cast<std::uint32_t>(count)); }
  void instant(Instant at) { number(at.time_since_epoch().count()); }
  void text(std::string_view text) {
    count(text.size());
    bytes_ += text;
  }
  void raw(std::string_view text) { bytes_ += text; }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

/// After the first fault everything is 0 and `is_whole` false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class Number>
  Number number() {
    if (!has(sizeof(Number))) return 0;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
      number |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    bytes_.remove_prefix(sizeof(Number));
    return static_cast<Number>(number);
  }
  float real() { return checked(std::bit_cast<float>(number<std::uint32_t>())); }
  double between(double least, double most) {
    const double real = checked(std::bit_cast<double>(number<std::uint64_t>()));
    if (real < least || real > most) fail();
    return real;
  }
  /// No more than `most`, each of which takes at least a byte.
  std::size_t count(std::size_t most) {
    const std::size_t count = number<std::uint32_t>();
    if (count > most || count > bytes_.size()) return fail(), 0;
    return count;
  }
  Instant instant() { return Instant{std::chrono::microseconds{number<std::int64_t>()}}; }
  std::string text() {
    const std::size_t size = count(text_bytes_most);
    std::string text{bytes_.substr(0, size)};
    bytes_.remove_prefix(size);
    if (!is_valid_utf8(text)) fail();
    return text;
  }
  void expect(std::string_view text) {
    if (!bytes_.starts_with(text)) return fail();
    bytes_.remove_prefix(text.size());
  }
  void fail() {
    whole_ = false;
    bytes_ = {};
  }
  bool is_whole() const { return whole_; }
  bool is_at_end() const { return whole_ && bytes_.empty(); }

 private:
  bool has(std::size_t size) {
    if (bytes_.size() < size) fail();
    return whole_;
  }
  template <class Real>
  Real checked(Real real) {
    if (!std::isfinite(real)) fail();
    return whole_ ? real : 0;
  }

  std::string_view bytes_;
  bool whole_ = true;
};

void write_weights(Writer& out, const Weights& weights) {
  std::size_t count = 0;
  for (std::size_t place = 0; place < places; ++place) count += weights[place] != prior_of(place);
  out.count(count);
  for (std::size_t place = 0; place < places; ++place) {
    if (weights[place] == prior_of(place)) continue;
    out.number(static_cast<std::uint32_t>(place));
    out.real(weights[place].mean);
    out.real(weights[place].variance);
  }
}

Weights read_weights(Reader& in) {
  Weights weights = first_weights();
  const std::size_t count = in.count(places);
  std::size_t next = 0;
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    const std::size_t place = in.number<std::uint32_t>();
    const Belief belief{in.real(), in.real()};
    const bool fits = place >= next && place < places &&
                      std::abs(static_cast<double>(belief.mean)) <= mean_max &&
                      belief.variance > 0 && belief.variance <= prior_of(place).variance;
    if (!fits) {
      in.fail();
      break;
    }
    weights[place] = belief;
    next = place + 1;
  }
  return weights;
}

void write_held_out(Writer& out, const std::vector<HeldOut>& held_out) {
  out.count(held_out.size());
  for (const HeldOut& one : held_out) {
    out.real(one.margin);
    out.number(static_cast<std::uint8_t>(one.wanted));
    out.real(one.trust);
    out.instant(one.at);
  }
}

std::vector<HeldOut> read_held_out(Reader& in) {
  std::vector<HeldOut> held_out;
  const std::size_t count = in.count(held_out_max);
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    const float margin = in.real();
    const bool wanted = in.number<std::uint8_t>() != 0;
    const float trust = in.real();
    if (std::abs(static_cast<double>(margin)) > margin_max || trust < 0 || trust > 1) in.fail();
    held_out.push_back({margin, wanted, trust, in.instant()});
  }
  return held_out;
}

void write_figures(Writer& out, const ModelFigures& figures) {
  for (const std::size_t count : {figures.examples, figures.wanted, figures.unwanted})
    out.number(std::uint64_t{count});
  out.instant(figures.first);
  out.instant(figures.last);
  out.real(figures.threshold);
  out.real(figures.wanted_held_max);
  out.count(figures.telling.size());
  for (const TellingFeature& feature : figures.telling) {
    out.number(static_cast<std::uint8_t>(feature.kind));
    out.text(feature.text);
    out.real(feature.weight);
    out.number(std::uint64_t{feature.examples});
  }
}

ModelFigures read_figures(Reader& in) {
  ModelFigures figures;
  for (std::size_t* count : {&figures.examples, &figures.wanted, &figures.unwanted})
    *count = in.number<std::uint64_t>();
  figures.first = in.instant();
  figures.last = in.instant();
  figures.threshold = in.between(0, 1);
  figures.wanted_held_max = in.between(0, 1);
  const std::size_t count = in.count(2 * telling_max);
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    TellingFeature feature;
    const auto kind = in.number<std::uint8_t>();
    if (kind > static_cast<std::uint8_t>(TellingFeature::Kind::shape)) in.fail();
    feature.kind = static_cast<TellingFeature::Kind>(kind);
    feature.text = in.text();
    feature.weight = in.between(-margin_max, margin_max);
    feature.examples = in.number<std::uint64_t>();
    figures.telling.push_back(std::move(feature));
  }
  return figures;
}

}  // namespace
}  // namespace copytaster::learning

namespace copytaster {

std::string Model::bytes() const {
  learning::Writer out;
  out.raw(learning::head);
  out.number(learning::form);
  learning::write_weights(out, parts_->weights);
  out.real(parts_->calibration.slope);
  out.real(parts_->calibration.shift);
  learning::write_held_out(out, parts_->held_out);
  learning::write_figures(out, parts_->figures);
  out.number(learning::checksum(out.bytes()));
  return std::move(out.bytes());
}

std::optional<Model> Model::from_bytes(std::string_view bytes) {
  constexpr std::size_t sum_bytes = sizeof(std::uint64_t);
  if (bytes.size() < sum_bytes || bytes.size() > model_bytes_max) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - sum_bytes);
  if (learning::Reader{bytes.substr(body.size())}.number<std::uint64_t>() !=
      learning::checksum(body))
    return std::nullopt;
  learning::Reader in{body};
  in.expect(learning::head);
  if (in.number<std::uint32_t>() != learning::form) in.fail();
  auto parts = std::make_unique<Parts>();
  parts->weights = learning::read_weights(in);
  parts->calibration.slope = in.between(0, learning::mean_max);
  parts->calibration.shift = in.between(-learning::margin_max, learning::margin_max);
  parts->held_out = learning::read_held_out(in);
  parts->figures = learning::read_figures(in);
  if (!in.is_at_end()) return std::nullopt;
  // What can be counted again is not written.
  parts->figures.held_out = learning::figures_of(parts->held_out, parts->figures.wanted_held_max);
  parts->figures.windows = learning::windows_of(parts->held_out);
  parts->means = learning::Means{parts->weights};
  return Model{std::move(parts)};
}

}  // namespace copytaster
