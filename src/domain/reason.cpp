#include "copytaster/domain/reason.hpp"

namespace copytaster {

std::optional<ReasonCode> parse_reason_code(std::string_view text) {
  for (int number = 0; number < reason_codes; ++number) {
    const auto code = static_cast<ReasonCode>(number);
    if (text == name_of(code)) return code;
  }
  return std::nullopt;
}

std::string_view name_of(ReasonCode code) {
  switch (code) {
    case ReasonCode::offensive: return "offensive";
    case ReasonCode::abusive: return "abusive";
    case ReasonCode::spam: return "spam";
    case ReasonCode::banned_word: return "banned_word";
    case ReasonCode::ad: return "ad";
    case ReasonCode::illegal_content: return "illegal_content";
    case ReasonCode::harassment_bullying: return "harassment_bullying";
    case ReasonCode::misinformation: return "misinformation";
    case ReasonCode::hate_speech: return "hate_speech";
    case ReasonCode::irrelevant_content: return "irrelevant_content";
    case ReasonCode::other: return "other";
  }
  return "other";
}

std::string_view words_for(ReasonCode code) {
  switch (code) {
    case ReasonCode::offensive: return "It is offensive.";
    case ReasonCode::abusive: return "It insults or threatens somebody.";
    case ReasonCode::spam: return "It is spam.";
    case ReasonCode::banned_word: return "It contains words that are not published here.";
    case ReasonCode::ad: return "It is an advertisement.";
    case ReasonCode::illegal_content: return "Publishing it would be against the law.";
    case ReasonCode::harassment_bullying: return "It harasses or bullies somebody.";
    case ReasonCode::misinformation: return "It says something that is known to be wrong.";
    case ReasonCode::hate_speech: return "It is hate speech.";
    case ReasonCode::irrelevant_content: return "It has nothing to do with the article.";
    case ReasonCode::other: return "It does not follow the rules for comments.";
  }
  return "";
}

}  // namespace copytaster
