#pragma once
// Reasons for a decision: one of a short list, which can be counted, or the moderator's own words.
// The codes are Coral's, in lower case.

#include <optional>
#include <string_view>

namespace copytaster {

enum class ReasonCode {
  offensive,
  abusive,
  spam,
  banned_word,
  ad,
  illegal_content,
  harassment_bullying,
  misinformation,
  hate_speech,
  irrelevant_content,
  other
};
inline constexpr int reason_codes = 11;

/// Exactly a code, or it is somebody's own words.
std::optional<ReasonCode> parse_reason_code(std::string_view text);
std::string_view name_of(ReasonCode code);

/// As the comment's author is told, where she is told.
std::string_view words_for(ReasonCode code);

}  // namespace copytaster
