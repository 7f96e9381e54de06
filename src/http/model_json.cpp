#include "http/model_json.hpp"

#include "copytaster/domain/text.hpp"
#include "http/json_numbers.hpp"

namespace copytaster::http {
namespace {

std::string_view name_of(TellingFeature::Kind kind) {
  switch (kind) {
    case TellingFeature::Kind::word: return "word";
    case TellingFeature::Kind::rule: return "rule";
    case TellingFeature::Kind::shape: return "shape";
  }
  return {};
}

void append_version(std::string& out, const ModelVersion& version) {
  out += "{\"number\":" + std::to_string(version.number);
  append_json_member(out, "made_at", rfc3339(version.made_at));
  if (version.active_since)
    append_json_member(out, "active_since", rfc3339(*version.active_since));
  else
    append_json_member(out, "active_since", std::nullopt);
  append_json_member(out, "rules_version", version.rules_version);
  append_count(out, "examples", version.examples);
  append_count(out, "bytes", version.bytes);
}

void append_held_out(std::string& out, const HeldOutFigures& figures) {
  append_json_name(out, "held_out");
  out += "{\"wanted\":" + std::to_string(figures.wanted);
  append_count(out, "unwanted", figures.unwanted);
  append_count(out, "published", figures.published);
  append_fraction(out, "accuracy", figures.accuracy);
  append_fraction(out, "mcc", figures.mcc);
  append_fraction(out, "auc", figures.auc);
  append_fraction(out, "brier", figures.brier);
  append_fraction(out, "calibration_error", figures.calibration_error);
  append_fraction(out, "caught", figures.caught);
  append_fraction(out, "held", figures.held);
  out += '}';
}

void append_window(std::string& out, const LearningWindow& window) {
  if (out.back() != '[') out += ',';
  out += "{\"wanted\":" + std::to_string(window.wanted);
  append_count(out, "unwanted", window.unwanted);
  append_json_member(out, "from", rfc3339(window.from));
  append_json_member(out, "to", rfc3339(window.to));
  append_fraction(out, "accuracy", window.accuracy);
  append_fraction(out, "auc", window.auc);
  out += '}';
}

void append_telling(std::string& out, const TellingFeature& feature) {
  if (out.back() != '[') out += ',';
  out += "{\"examples\":" + std::to_string(feature.examples);
  append_json_member(out, "kind", std::string{name_of(feature.kind)});
  append_json_member(out, "text", feature.text);
  append_fraction(out, "weight", feature.weight);
  out += '}';
}

}  // namespace

std::string model_version_json(const ModelVersion& version) {
  std::string out;
  append_version(out, version);
  return out + '}';
}

std::string model_json(const ModelVersion& version, const ModelFigures& figures) {
  std::string out;
  append_version(out, version);
  append_count(out, "wanted", figures.wanted);
  append_count(out, "unwanted", figures.unwanted);
  append_fraction(out, "threshold", figures.threshold);
  append_fraction(out, "wanted_held_max", figures.wanted_held_max);
  append_held_out(out, figures.held_out);
  out += ",\"windows\":[";
  for (const LearningWindow& window : figures.windows) append_window(out, window);
  out += "],\"telling\":[";
  for (const TellingFeature& feature : figures.telling) append_telling(out, feature);
  return out + "]}";
}

}  // namespace copytaster::http
