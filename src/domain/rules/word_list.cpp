#include <optional>
#include <string>
#include <unordered_map>

#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

/// A run of letters, digits and marks, case folded, with its place in the text.
struct Word {
  std::string folded;
  std::size_t start;
  std::size_t end;
};

/// The next word at or after `from`; `from` moves behind it. False at the end of the text.
bool next_word(std::string_view text, std::size_t& from, Word& word) {
  word.folded.clear();
  while (from < text.size()) {
    const std::size_t start = from;
    const char32_t c = next_code_point(text, from);
    if (c == not_utf8 || !is_word_part(c)) {
      if (word.folded.empty()) continue;
      break;
    }
    if (word.folded.empty()) word.start = start;
    word.end = from;
    append_utf8(word.folded, case_folded(c));
  }
  return !word.folded.empty();
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  Word word;
  for (std::size_t at = 0; next_word(text, at, word);) words.push_back(word);
  return words;
}

}  // namespace

/// Terms by their first word, so that a text costs one look-up a word, however long the list is.
struct WordList::Index {
  struct Term {
    std::string text;
    std::vector<std::string> rest;
  };
  std::unordered_map<std::string, std::vector<Term>> by_first_word;
  std::size_t terms = 0;
};

WordList WordList::from_lines(std::string_view lines) {
  auto index = std::make_shared<Index>();
  while (!lines.empty()) {
    const auto line = trimmed(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(std::min(lines.size(), lines.find('\n') == std::string_view::npos
                                                   ? lines.size()
                                                   : lines.find('\n') + 1));
    if (line.empty() || line.front() == '#') continue;
    const auto words = words_of(line);
    if (words.empty()) continue;
    Index::Term term{std::string{line}, {}};
    for (std::size_t i = 1; i < words.size(); ++i) term.rest.push_back(words[i].folded);
    index->by_first_word[words.front().folded].push_back(std::move(term));
    ++index->terms;
  }
  WordList list;
  list.index_ = std::move(index);
  return list;
}

namespace {

/// Where the words of `rest` end when they are the next ones at `from`.
std::optional<std::size_t> end_of_rest(const std::vector<std::string>& rest, std::string_view text,
                                       std::size_t from, Word& next) {
  std::size_t end = from;
  for (const std::string& word : rest) {
    if (!next_word(text, from, next) || next.folded != word) return std::nullopt;
    end = next.end;
  }
  return end;
}

}  // namespace

std::vector<WordList::Found> WordList::find_in(std::string_view text) const {
  std::vector<Found> found;
  if (!index_ || index_->terms == 0) return found;
  Word word;
  Word next;
  for (std::size_t at = 0; next_word(text, at, word);) {
    const auto terms = index_->by_first_word.find(word.folded);
    if (terms == index_->by_first_word.end()) continue;
    for (const Index::Term& term : terms->second) {
      const auto end = end_of_rest(term.rest, text, word.end, next);
      if (end) found.push_back({term.text, word.start, *end});
    }
  }
  return found;
}

std::size_t WordList::size() const { return index_ ? index_->terms : 0; }

}  // namespace copytaster
