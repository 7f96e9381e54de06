#include <algorithm>

#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

/// What a hit adds to the score, which only sorts; the weights alone decide.
double score_of(Weight weight) {
  switch (weight) {
    case Weight::note: return 0.5;
    case Weight::hold: return 3;
    case Weight::spam: return 8;
    case Weight::reject: return 15;
  }
  return 0;
}

Weight strictest(const std::vector<Hit>& hits) {
  Weight weight = Weight::note;
  for (const Hit& hit : hits) weight = std::max(weight, hit.weight);
  return weight;
}

State state_for(Weight weight, Premoderation mode) {
  switch (weight) {
    case Weight::reject: return State::rejected;
    case Weight::spam: return State::spam;
    case Weight::hold: return mode == Premoderation::none ? State::approved : State::pending;
    case Weight::note: break;
  }
  return mode == Premoderation::all ? State::pending : State::approved;
}

std::string score_text(double score) {
  const auto tenths = static_cast<long>(score * 10 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

void append_hit(std::string& out, const Hit& hit) {
  out += "{\"rule\":";
  append_json_string(out, name_of(hit.rule));
  out += ",\"score\":" + score_text(score_of(hit.weight)) + ",\"explanation\":";
  append_json_string(out, hit.explanation);
  out += ",\"spans\":[";
  for (std::size_t i = 0; i < hit.spans.size(); ++i) {
    const Span& span = hit.spans[i];
    if (i > 0) out += ',';
    out += "{\"field\":\"" + std::string{name_of(span.field)} +
           "\",\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) +
           "}";
  }
  out += "]}";
}

}  // namespace

Verdict judge(const Reading& reading, const Facts& facts, const Policy& policy) {
  Verdict verdict;
  verdict.rules_version = reading.rules_version;
  for (const Rule rule : standard_rules()) {
    auto hit = rule(reading, facts, policy);
    if (!hit) continue;
    verdict.score += score_of(hit->weight);
    verdict.hits.push_back(std::move(*hit));
  }
  verdict.state = state_for(strictest(verdict.hits), policy.premoderation);
  return verdict;
}

std::string verdict_json(const Verdict& verdict, const Facts& facts) {
  std::string out = "{\"state\":";
  append_json_string(out, name_of(verdict.state));
  out += ",\"score\":" + score_text(verdict.score) + ",\"rules_version\":";
  append_json_string(out, verdict.rules_version);
  out += ",\"hits\":[";
  for (std::size_t i = 0; i < verdict.hits.size(); ++i) {
    if (i > 0) out += ',';
    append_hit(out, verdict.hits[i]);
  }
  out += "],\"facts\":{\"approved\":" + std::to_string(facts.approved_before) +
         ",\"rejected\":" + std::to_string(facts.rejected_before) +
         ",\"spam\":" + std::to_string(facts.spam_before) +
         ",\"known_author\":" + (facts.known_author ? "true" : "false") +
         ",\"said_before\":" + (facts.said_before ? "true" : "false") + "}}";
  return out;
}

}  // namespace copytaster
