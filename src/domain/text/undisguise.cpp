#include "domain/text/undisguise.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/text/characters.hpp"
#include "domain/text/look_alikes.hpp"
#include "domain/text/replacements.hpp"

namespace copytaster::text {
namespace {

struct Chunk {
  std::size_t begin;
  std::size_t end;
};

class Reader {
 public:
  Reader(const Glyphs& in, bool second) : in_(in), second_(second) {}

  Undisguised read() {
    out_.glyphs.reserve(in_.size());
    for (std::size_t at = 0; at < in_.size();) {
      const std::size_t spelled = spelled_end(at);
      if (spelled != 0) {
        add_spelled(at, spelled);
        at = spelled;
      } else if (is_word_part(in_[at].c) || is_sign(in_[at].c)) {
        std::size_t end = at;
        while (end < in_.size() && (is_word_part(in_[end].c) || is_sign(in_[end].c))) ++end;
        add_chunk({at, end});
        at = end;
      } else {
        out_.glyphs.push_back(in_[at++]);
      }
    }
    return std::move(out_);
  }

 private:
  bool is_part(std::size_t at) const { return at < in_.size() && is_word_part(in_[at].c); }
  /// A letter, a digit or a sign with nothing of the kind beside it.
  bool is_single(std::size_t at) const {
    if (at >= in_.size() || (!is_word_part(in_[at].c) && !is_sign(in_[at].c))) return false;
    return (at == 0 || !is_word_part(in_[at - 1].c)) && !is_part(at + 1);
  }

  std::size_t separator_size(std::size_t at) const {
    for (std::size_t size = 1; size <= separator_max; ++size) {
      if (is_part(at + size - 1)) return 0;
      if (is_single(at + size) && (is_part(at + size) || size == 1)) return size;
    }
    return 0;
  }

  bool is_same(std::size_t a, std::size_t b, std::size_t size) const {
    if (b + size > in_.size()) return false;
    for (std::size_t i = 0; i < size; ++i)
      if (in_[a + i].c != in_[b + i].c) return false;
    return true;
  }

  /// Behind the last letter of at least four that stand alone between equal separators; 0: they do
  /// not begin at `at`.
  std::size_t spelled_end(std::size_t at) {
    if (at + 1 < no_spelling_before_ || !is_single(at)) return 0;
    step_ = separator_size(at + 1);
    if (step_ == 0) return 0;
    std::size_t letters = is_replacement(in_[at].c) ? 0 : 1;
    std::size_t count = 1;
    std::size_t last = at;
    while (is_same(at + 1, last + 1, step_) && is_single(last + 1 + step_)) {
      last += 1 + step_;
      ++count;
      if (!is_replacement(in_[last].c)) ++letters;
    }
    if (count >= spelled_min && letters * 2 >= count) return last + 1;
    no_spelling_before_ = last + 1;
    return 0;
  }

  void add_spelled(std::size_t begin, std::size_t end) {
    Glyphs joined;
    for (std::size_t at = begin; at < end; at += 1 + step_) joined.push_back(in_[at]);
    // "buy a v i a g r a": the first one may be a word.
    const char32_t first = joined.front().c;
    if ((first == 'a' || first == 'i') && joined.size() > spelled_min) {
      out_.ambiguous = true;
      if (second_) {
        out_.glyphs.push_back(joined.front());
        out_.glyphs.push_back({' ', in_[begin + 1].begin, in_[begin + 1].end});
        joined.erase(joined.begin());
      }
    }
    replace(joined, alphabet_of(joined));
    out_.glyphs.insert(out_.glyphs.end(), joined.begin(), joined.end());
    out_.changed = true;
    ++out_.disguised_words;
  }

  static Alphabet alphabet_of(const Glyphs& letters) {
    for (const Glyph& one : letters) {
      const Alphabet alphabet = is_replacement(one.c) ? Alphabet::none : character(one.c).alphabet;
      if (alphabet != Alphabet::none) return alphabet;
    }
    return Alphabet::none;
  }

  void replace(Glyphs& letters, Alphabet alphabet) {
    for (Glyph& one : letters) {
      if (!is_replacement(one.c)) continue;
      const char32_t letter = stand_in(one.c, alphabet, second_);
      if (letter == 0) continue;
      out_.ambiguous = out_.ambiguous || letter != stand_in(one.c, alphabet, !second_);
      one.c = letter;
    }
  }

  void keep(std::size_t begin, std::size_t end) {
    out_.glyphs.insert(out_.glyphs.end(), in_.begin() + static_cast<std::ptrdiff_t>(begin),
                       in_.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void add_chunk(Chunk chunk) {
    Chunk word = chunk;
    while (word.begin < word.end && is_punctuation_outside(in_[word.begin].c)) ++word.begin;
    while (word.end > word.begin && is_punctuation_outside(in_[word.end - 1].c)) --word.end;
    Counts counts;
    for (std::size_t at = word.begin; at < word.end; ++at) {
      if (is_replacement(in_[at].c))
        counts.add_replacement(in_[at].c);
      else
        counts.add_letter(in_[at].c);
    }
    if (!counts.is_disguise()) return keep(chunk.begin, chunk.end);
    Glyphs letters(in_.begin() + static_cast<std::ptrdiff_t>(word.begin),
                   in_.begin() + static_cast<std::ptrdiff_t>(word.end));
    const Alphabet alphabet = alphabet_of(letters);
    if (!is_readable(letters, alphabet)) return keep(chunk.begin, chunk.end);
    keep(chunk.begin, word.begin);
    replace(letters, alphabet);
    if (counts.is_certain()) ++out_.disguised_words;
    out_.glyphs.insert(out_.glyphs.end(), letters.begin(), letters.end());
    keep(word.end, chunk.end);
    out_.changed = true;
  }

  static bool is_readable(const Glyphs& letters, Alphabet alphabet) {
    return std::all_of(letters.begin(), letters.end(), [alphabet](const Glyph& one) {
      return !is_replacement(one.c) || stand_in(one.c, alphabet, false) != 0;
    });
  }

  const Glyphs& in_;
  bool second_;
  std::size_t step_ = 0;
  std::size_t no_spelling_before_ = 0;
  Undisguised out_;
};

/// The end of the word that begins at `at`.
std::size_t word_end(const Glyphs& glyphs, std::size_t at) {
  while (at < glyphs.size() && is_word_part(glyphs[at].c)) ++at;
  return at;
}

/// A letter three times in a row; but "www" is no word.
bool is_stretched(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at + 2 < end; ++at)
    if (glyphs[at].c == glyphs[at + 1].c && glyphs[at].c == glyphs[at + 2].c &&
        glyphs[at].c != 'w' && !is_digit(glyphs[at].c))
      return true;
  return false;
}

}  // namespace

Undisguised undisguised(const Glyphs& folded, bool second) { return Reader{folded, second}.read(); }

bool has_stretched_words(const Glyphs& glyphs) {
  for (std::size_t at = 0; at + 2 < glyphs.size(); ++at) {
    if (glyphs[at].c != glyphs[at + 1].c || glyphs[at].c != glyphs[at + 2].c) continue;
    if (glyphs[at].c != 'w' && is_word_part(glyphs[at].c) && !is_digit(glyphs[at].c)) return true;
  }
  return false;
}

Glyphs squeezed(const Glyphs& glyphs, bool doubled) {
  Glyphs out;
  out.reserve(glyphs.size());
  for (std::size_t at = 0; at < glyphs.size();) {
    const std::size_t end = word_end(glyphs, at);
    if (end == at) {
      out.push_back(glyphs[at++]);
      continue;
    }
    const bool stretched = is_stretched(glyphs, at, end);
    while (at < end) {
      std::size_t run = at;
      while (run < end && glyphs[run].c == glyphs[at].c) ++run;
      const std::size_t size = run - at;
      const std::size_t kept = !stretched || is_digit(glyphs[at].c) ? size
                               : doubled                            ? std::min<std::size_t>(size, 2)
                                                                    : 1;
      for (std::size_t i = 0; i < kept; ++i)
        out.push_back(i + 1 < kept ? glyphs[at + i]
                                   : spanning(glyphs[at].c, glyphs[at + i], glyphs[run - 1]));
      at = run;
    }
  }
  return out;
}

}  // namespace copytaster::text
