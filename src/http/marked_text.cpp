#include "http/marked_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace copytaster::http {
namespace {

using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

/// In order, none touching another.
Spans merged(const std::vector<ShownHit>& hits) {
  Spans all;
  for (const ShownHit& hit : hits) all.insert(all.end(), hit.spans.begin(), hit.spans.end());
  std::sort(all.begin(), all.end());
  Spans merged;
  for (const auto& span : all) {
    if (span.first >= span.second) continue;
    if (!merged.empty() && span.first <= merged.back().second)
      merged.back().second = std::max(merged.back().second, span.second);
    else
      merged.push_back(span);
  }
  return merged;
}

/// Takes so many code points off the front; a stray byte counts as one.
std::string_view take(std::string_view& text, std::size_t code_points) {
  std::size_t bytes = 0;
  while (code_points > 0 && bytes < text.size()) {
    ++bytes;
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
      ++bytes;
    --code_points;
  }
  const std::string_view taken = text.substr(0, bytes);
  text.remove_prefix(bytes);
  return taken;
}

Spans spans_in(const nlohmann::json& hit) {
  Spans spans;
  for (const auto& span : hit.at("spans")) {
    if (span.at("field") == "text")
      spans.emplace_back(span.at("start").get<std::size_t>(), span.at("end").get<std::size_t>());
  }
  return spans;
}

/// A moderator must not take for a reason what has decided nothing.
std::string explanation_in(const nlohmann::json& hit, Language language) {
  auto why = hit.at("explanation").get<std::string>();
  if (hit.value("shadow", false))
    return say("{{why}} (a rule on trial: does not count)", {{"why", why}}, language);
  if (hit.value("exempted", false))
    return say("{{why}} (exempted: does not count)", {{"why", why}}, language);
  return why;
}

}  // namespace

std::vector<ShownHit> hits_in(const std::string& verdict_json, Language language) {
  try {
    std::vector<ShownHit> hits;
    const auto verdict = nlohmann::json::parse(verdict_json);
    for (const auto& hit : verdict.at("hits"))
      hits.push_back({explanation_in(hit, language), spans_in(hit)});
    return hits;
  } catch (const nlohmann::json::exception&) {
    return {};  // written by other hands: the comment can be decided without
  }
}

Markup marked_text(std::string_view text, const std::vector<ShownHit>& hits) {
  Markup html;
  std::size_t at = 0;
  for (const auto& [start, end] : merged(hits)) {
    html += Markup::escaped(take(text, start - at));
    at = end;
    if (text.empty()) break;
    html += fill("<mark>{{words}}</mark>", {{"words", std::string(take(text, end - start))}});
  }
  html += Markup::escaped(text);
  return html;
}

}  // namespace copytaster::http
