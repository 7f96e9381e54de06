// A model as bytes: a head, then its parts in their order, then a checksum. Little-endian,
// whatever the machine. Of the weights only those that have learned something are written.

#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "copytaster/domain/learning.hpp"
#include "copytaster/domain/text.hpp"
#include "learning/numbers.hpp"
#include "learning/parts.hpp"

namespace copytaster::learning {
namespace {

constexpr std::string_view head = "copytaster model";
constexpr std::uint32_t form = 2;
constexpr std::size_t text_bytes_most = 200;
/// No training comes near; sums of such weights stay numbers.
constexpr double mean_max = 1'000;
constexpr double margin_max = 1e6;
constexpr double trust_max = 1e6;
/// In microseconds from 1970, either way: what lies between two such is a number, too.
constexpr std::int64_t instant_max = std::int64_t{1} << 55U;

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
  float real(double most) {
    const float real = std::bit_cast<float>(number<std::uint32_t>());
    return static_cast<float>(bounded(static_cast<double>(real), -most, most));
  }
  double between(double least, double most) {
    return bounded(std::bit_cast<double>(number<std::uint64_t>()), least, most);
  }
  /// No more than `most`, each of which takes at least a byte.
  std::size_t count(std::size_t most) {
    const std::size_t count = number<std::uint32_t>();
    if (count > most || count > bytes_.size()) return fail(), 0;
    return count;
  }
  /// One that takes no bytes for each.
  std::size_t figure(std::size_t most) {
    const auto figure = number<std::uint64_t>();
    if (figure > most) return fail(), 0;
    return figure;
  }
  Instant instant() {
    const auto at = number<std::int64_t>();
    if (at > instant_max || at < -instant_max) return fail(), Instant{};
    return Instant{std::chrono::microseconds{at}};
  }
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
  double bounded(double real, double least, double most) {
    if (!std::isfinite(real) || real < least || real > most) fail();
    return whole_ ? real : 0;
  }

  std::string_view bytes_;
  bool whole_ = true;
};

float remembered_at(const Model::Parts& parts, std::size_t place) {
  return place < ngram_places ? parts.remembered[place] : 0;
}

void write_weights(Writer& out, const Model::Parts& parts) {
  std::vector<std::size_t> told;
  for (std::size_t place = 0; place < places; ++place)
    if (parts.means[place] != prior_of(place).mean || remembered_at(parts, place) != 0)
      told.push_back(place);
  out.count(told.size());
  for (const std::size_t place : told) {
    out.number(static_cast<std::uint32_t>(place));
    out.real(parts.means[place]);
    out.real(remembered_at(parts, place));
  }
}

void read_weights(Reader& in, Model::Parts& parts) {
  for (std::size_t place = 0; place < places; ++place) parts.means.push_back(prior_of(place).mean);
  parts.remembered.resize(ngram_places);
  const std::size_t count = in.count(places);
  std::size_t next = 0;
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    const std::size_t place = in.number<std::uint32_t>();
    const float mean = in.real(mean_max);
    const float remembered = in.real(mean_max);
    if (place < next || place >= places) return in.fail();
    next = place + 1;
    parts.means[place] = mean;
    if (place < ngram_places) parts.remembered[place] = remembered;
  }
}

void write_held_out(Writer& out, const std::vector<HeldOut>& held_out) {
  out.count(held_out.size());
  for (const HeldOut& one : held_out) {
    out.real(one.margin);
    out.number(static_cast<std::uint8_t>((one.wanted ? 1U : 0U) + (one.decided ? 2U : 0U)));
    out.real(one.trust);
    out.instant(one.at);
  }
}

std::vector<HeldOut> read_held_out(Reader& in) {
  std::vector<HeldOut> held_out;
  const std::size_t count = in.count(held_out_max + published_max);
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    const float margin = in.real(margin_max);
    const auto kind = in.number<std::uint8_t>();
    const float trust = in.real(trust_max);
    if (kind > 3 || trust < 0) in.fail();
    held_out.push_back({margin, (kind & 1U) != 0, trust, in.instant(), (kind & 2U) != 0});
  }
  return held_out;
}

void write_figures(Writer& out, const ModelFigures& figures) {
  for (const std::size_t count : {figures.examples, figures.wanted, figures.unwanted})
    out.number(std::uint64_t{count});
  out.instant(figures.first);
  out.instant(figures.last);
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
    *count = in.figure(examples_max);
  figures.first = in.instant();
  figures.last = in.instant();
  figures.wanted_held_max = in.between(0, 1);
  const std::size_t count = in.count(2 * telling_max);
  for (std::size_t i = 0; i < count && in.is_whole(); ++i) {
    TellingFeature feature;
    const auto kind = in.number<std::uint8_t>();
    if (kind > static_cast<std::uint8_t>(TellingFeature::Kind::shape)) in.fail();
    feature.kind = static_cast<TellingFeature::Kind>(kind);
    feature.text = in.text();
    feature.weight = in.between(-margin_max, margin_max);
    feature.examples = in.figure(examples_max);
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
  learning::write_weights(out, *parts_);
  out.real(parts_->calibration.slope);
  out.real(parts_->calibration.shift);
  learning::write_held_out(out, parts_->held_out);
  learning::write_figures(out, parts_->figures);
  out.number(learning::sum_of(out.bytes()));
  return std::move(out.bytes());
}

std::optional<Model> Model::from_bytes(std::string_view bytes) {
  constexpr std::size_t sum_bytes = sizeof(std::uint64_t);
  if (bytes.size() < sum_bytes || bytes.size() > model_bytes_max) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - sum_bytes);
  if (learning::Reader{bytes.substr(body.size())}.number<std::uint64_t>() != learning::sum_of(body))
    return std::nullopt;
  learning::Reader in{body};
  in.expect(learning::head);
  if (in.number<std::uint32_t>() != learning::form) in.fail();
  auto parts = std::make_unique<Parts>();
  learning::read_weights(in, *parts);
  parts->calibration.slope = in.between(0, learning::mean_max);
  parts->calibration.shift = in.between(-learning::margin_max, learning::margin_max);
  parts->held_out = learning::read_held_out(in);
  parts->figures = learning::read_figures(in);
  if (!in.is_at_end()) return std::nullopt;
  parts->settle();
  return Model{std::move(parts)};
}

}  // namespace copytaster
