#include "domain/rules/term_piece.hpp"

#include <string_view>

#include "domain/utf8.hpp"

namespace copytaster {
namespace {

bool is_letter_behind(std::string_view text, std::size_t at) {
  return at < text.size() && is_word_part(next_code_point(text, at));
}

bool is_letter_before(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return is_letter_behind(text, at);
}

}  // namespace

void ListedPiece::add_found(const View& view, std::size_t end, TermHits& hits) const {
  const std::size_t begin = end - size;
  if (begins_word && is_letter_before(view.text, begin)) return;
  if (ends_word && is_letter_behind(view.text, end)) return;
  hits.add(term, view, begin, end);
}

}  // namespace copytaster
