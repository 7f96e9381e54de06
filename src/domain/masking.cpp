#include "copytaster/domain/masking.hpp"

#include <algorithm>
#include <optional>

#include "copytaster/domain/text.hpp"
#include "domain/masking/folded_view.hpp"
#include "domain/masking/grammar.hpp"
#include "domain/masking/words.hpp"

namespace copytaster {
namespace {

using masking::Certainty;
using masking::Glyph;
using masking::Grammar;

/// A possible address: glyphs, half-open, and what speaks for it.
struct Candidate {
  std::size_t begin;
  masking::LocalPart local;
  masking::Separator separator;
  masking::Domain domain;
};

/// What the words before a place announce.
struct Announced {
  bool contact = false;
  bool mail = false;
};

Announced announced_before(const Grammar& grammar, std::size_t place) {
  constexpr std::size_t window = 60;
  Announced announced;
  std::size_t at = place > window ? place - window : 0;
  while (at < place) {
    std::size_t end = at;
    while (end < place &&
           (grammar.is_word_character(end) || (end > at && grammar.glyph(end) == '-')))
      ++end;
    // Our own marker announces nothing: masking twice is masking once.
    const bool is_marker = at > 0 && grammar.glyph(at - 1) == '[';
    if (end > at && !is_marker) {
      const std::string word = grammar.words(at, end);
      announced.contact = announced.contact || masking::announces_contact(word);
      announced.mail = announced.mail || masking::announces_mail(word);
    }
    at = std::max(end, at + 1);
  }
  return announced;
}

/// "@name@host.example" is a name in the fediverse, "!group@host.example" a community there.
bool is_fediverse_name(const Grammar& grammar, std::size_t begin) {
  if (begin == 0) return false;
  const char32_t before = grammar.glyph(begin - 1);
  if (before != '@' && before != '!') return false;
  return begin == 1 || !grammar.is_word_character(begin - 2);
}

/// What looks like an address and is none: "git@host.example:path", "icon@2x.ai".
bool is_known_otherwise(const Grammar& grammar, const Candidate& candidate) {
  if (candidate.separator.certainty != Certainty::sign) return false;
  if (is_fediverse_name(grammar, candidate.begin)) return true;
  if (candidate.local.last_word == "git" && grammar.glyph(candidate.domain.end) == ':') return true;
  const std::string& first = candidate.domain.first_label;
  return first.size() == 2 && first[0] >= '1' && first[0] <= '4' && first[1] == 'x';
}

/// A word where a sign should be needs more to speak for it than a sentence that happens to have
/// "at" before a name with a dot.
bool is_believable(const Grammar& grammar, const Candidate& candidate, bool is_whole_text) {
  const auto& [begin, local, separator, domain] = candidate;
  if (separator.certainty != Certainty::weak) return true;
  // "… at last. At some point it …": a sentence ends before it.
  if (separator.by_word && !grammar.is_word_character(separator.begin - 1)) return false;
  if (masking::is_ordinary_word(local.last_word) || masking::is_ordinary_word(domain.first_label))
    return false;
  if (local.looks_like_one || masking::is_mail_provider(domain.first_label)) return true;
  const Announced announced = announced_before(grammar, begin);
  if (announced.mail) return true;
  if (!separator.by_word && (domain.disguised || is_whole_text)) return true;
  return announced.contact && domain.disguised;
}

std::optional<Candidate> candidate_at(const Grammar& grammar, std::size_t at, std::size_t size) {
  const auto separator = grammar.at_separator(at);
  if (!separator) return std::nullopt;
  auto local = grammar.local_part_before(separator->begin);
  if (!local) return std::nullopt;
  auto domain = grammar.domain_after(separator->end);
  if (!domain) return std::nullopt;
  Candidate candidate{local->begin, std::move(*local), *separator, std::move(*domain)};
  const bool is_whole_text = candidate.begin == 0 && candidate.domain.end == size;
  if (is_known_otherwise(grammar, candidate) || !is_believable(grammar, candidate, is_whole_text))
    return std::nullopt;
  return candidate;
}

/// Bytes of the text, half-open.
struct Range {
  std::size_t begin;
  std::size_t end;
};

/// In order, none touching another.
std::vector<Range> addresses_in(std::string_view text) {
  const std::vector<Glyph> glyphs = masking::folded_view(text);
  const Grammar grammar{glyphs, text};
  std::vector<Range> ranges;
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    const auto candidate = candidate_at(grammar, at, glyphs.size());
    if (!candidate) continue;
    const Range range{glyphs[candidate->begin].begin, glyphs[candidate->domain.end - 1].end};
    // "a@b.example@c.example": one hidden piece, whatever was meant.
    while (!ranges.empty() && ranges.back().begin >= range.begin) ranges.pop_back();
    if (!ranges.empty() && ranges.back().end >= range.begin)
      ranges.back().end = std::max(ranges.back().end, range.end);
    else
      ranges.push_back(range);
  }
  return ranges;
}

}  // namespace

Masked mask_addresses(std::string_view text) {
  Masked masked;
  std::size_t copied = 0;
  std::size_t place = 0;
  for (const Range& range : addresses_in(text)) {
    const auto kept = text.substr(copied, range.begin - copied);
    masked.text += kept;
    masked.text += hidden_marker;
    place += code_points(kept);
    masked.hidden.push_back({place, place + hidden_marker.size()});
    place += hidden_marker.size();
    copied = range.end;
  }
  masked.text += text.substr(copied);
  return masked;
}

PublicWords public_words(const std::string& author, const std::optional<std::string>& url,
                         std::string_view text) {
  PublicWords words{author, url, mask_addresses(text), mask_addresses(author).changed(),
                    url && mask_addresses(*url).changed()};
  if (words.author_hidden) words.author = nameless;
  if (words.url_hidden) words.url.reset();
  return words;
}

}  // namespace copytaster
