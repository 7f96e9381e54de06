#include "domain/rules/term_index.hpp"

#include <string_view>
#include <utility>

#include "copytaster/domain/text.hpp"
#include "domain/rules/substring_terms.hpp"
#include "domain/rules/term_hits.hpp"
#include "domain/rules/word_terms.hpp"
#include "domain/utf8.hpp"

namespace copytaster {

struct TermIndex::Parts {
  WordTerms words;
  SubstringTerms read;     ///< in what an eye reads
  SubstringTerms written;  ///< disguises, in what was written
  SubstringTerms literal;  ///< what matches nothing but itself
};

namespace {

constexpr std::string_view replacing_signs = "@$!|+";

bool has_word(std::string_view words) { return words.find_first_not_of(' ') != words.npos; }

bool is_letter_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_word_part(next_code_point(text, at));
}

bool is_letter_at_end(std::string_view text) {
  std::size_t last = text.size();
  while (last > 0 && (static_cast<unsigned char>(text[--last]) & 0xC0U) == 0x80U) {
  }
  return is_letter_at(text, last);
}

/// Where nothing can be disguised, what is folded is what was written.
const View& written_in(const TextViews& views) {
  return views.written.text.empty() ? views.folded : views.written;
}

/// Reads terms and gives each to the part that finds it.
class Sorter {
 public:
  explicit Sorter(WordTerms& words) : words_(words) {}

  /// False: nothing is left to be matched.
  bool add(const TermIndex::Term& term, std::uint32_t number) {
    return term.as_written ? add_literal(trimmed(term.text), number)
                           : add_read(trimmed(term.text), term.match, number);
  }

  std::vector<TermPiece> read;
  std::vector<TermPiece> written;
  std::vector<TermPiece> literal;

 private:
  bool add_literal(std::string_view text, std::uint32_t number) {
    if (text.empty() || text.size() > TermIndex::term_bytes_max) return false;
    const TextViews views = views_of(text);
    literal.push_back({written_in(views).text, number, false, false});
    return true;
  }

  bool add_read(std::string_view text, Match match, std::uint32_t number) {
    const bool open = match == Match::word && text.size() > 1 && text.back() == '*';
    if (open) text.remove_suffix(1);
    if (text.size() > TermIndex::term_bytes_max) return false;
    TextViews views = views_of(text);
    if (match == Match::word && !has_word(views.words[0].text)) return false;
    if (is_disguise(text)) {
      add_piece(written, std::move(views.written.text), {{}, number, match == Match::word, !open});
      return true;
    }
    if (match == Match::substring) {
      if (!has_word(views.folded.text)) return false;
      read.push_back({std::move(views.folded.text), number, false, false});
      return true;
    }
    // "a$$" is read as "ass"; other signs at an end belong to the term: "c++" is not "c".
    if (text.find_first_of(replacing_signs) != text.npos && views.words.size() > 1)
      return words_.add(views.words[1].text, open, number);
    const std::string& folded = views.folded.text;
    if (is_letter_at(folded, 0) && (open || is_letter_at_end(folded)))
      return words_.add(views.words[0].text, open, number);
    add_piece(read, std::move(views.folded.text), {{}, number, true, !open});
    return true;
  }

  /// Only where it begins or ends with a letter, an edge of a word is asked for.
  static void add_piece(std::vector<TermPiece>& pieces, std::string text, TermPiece piece) {
    piece.begins_word = piece.begins_word && is_letter_at(text, 0);
    piece.ends_word = piece.ends_word && is_letter_at_end(text);
    piece.text = std::move(text);
    pieces.push_back(std::move(piece));
  }

  WordTerms& words_;
};

}  // namespace

TermIndex::TermIndex(const std::vector<Term>& terms) {
  auto parts = std::make_shared<Parts>();
  Sorter sorter{parts->words};
  for (std::size_t i = 0; i < terms.size(); ++i)
    if (!sorter.add(terms[i], static_cast<std::uint32_t>(i))) unusable_.push_back(i);
  parts->read = SubstringTerms{std::move(sorter.read)};
  parts->written = SubstringTerms{std::move(sorter.written)};
  parts->literal = SubstringTerms{std::move(sorter.literal)};
  parts_ = std::move(parts);
}

void TermIndex::find_in(const TextViews& views, std::size_t found_max,
                        std::vector<Found>& found) const {
  TermHits hits{found, found_max};
  for (const View& words : views.words) parts_->words.find_in(words, hits);
  parts_->read.find_in(views.folded, hits);
  for (const View& other : views.others) parts_->read.find_in(other, hits);
  parts_->written.find_in(views.written, hits);
  parts_->literal.find_in(written_in(views), hits);
  for (const View& other : views.written_others) parts_->literal.find_in(other, hits);
  hits.put_in_order();
}

}  // namespace copytaster
