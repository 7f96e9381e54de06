#include "domain/rules/word_terms.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace copytaster {
namespace {

/// The number of a word that may go on is told from a whole word's by this bit.
constexpr std::uint32_t open_bit = 0x80000000;

constexpr std::size_t beginning_bytes_max = 63;

/// A letter as it stands in UTF-8.
std::size_t letter_size(std::string_view word, std::size_t at) {
  std::size_t size = 1;
  while (at + size < word.size() && (static_cast<unsigned char>(word[at + size]) & 0xC0U) == 0x80U)
    ++size;
  return size;
}

/// Each run of one letter, with its length.
class Runs {
 public:
  explicit Runs(std::string_view word) : word_(word) {}
  bool next() {
    at_ += letter_.size() * length_;
    if (at_ >= word_.size()) return false;
    letter_ = word_.substr(at_, letter_size(word_, at_));
    length_ = 1;
    while (word_.substr(at_ + length_ * letter_.size(), letter_.size()) == letter_) ++length_;
    return true;
  }
  std::string_view letter() const { return letter_; }
  std::size_t length() const { return length_; }

 private:
  std::string_view word_;
  std::size_t at_ = 0;
  std::string_view letter_;
  std::size_t length_ = 0;
};

std::string with_single_letters(std::string_view word) {
  std::string single;
  for (Runs runs{word}; runs.next();) single += runs.letter();
  return single;
}

bool is_stretched(std::string_view word) {
  for (Runs runs{word}; runs.next();)
    if (runs.length() >= 3 && !(runs.letter() >= "0" && runs.letter() <= "9")) return true;
  return false;
}

/// Whether `word` became `stretched` by repeating letters that stand in it. Both have the same
/// runs.
bool is_stretched_from(std::string_view stretched, std::string_view word) {
  Runs long_runs{stretched};
  Runs runs{word};
  while (long_runs.next() && runs.next())
    if (long_runs.length() < runs.length()) return false;
  return true;
}

constexpr std::uint64_t each_byte = 0x0101010101010101;

/// Eight bytes, the first one lowest; blanks for those behind the text.
std::uint64_t bytes_at(std::string_view text, std::size_t at) {
  std::uint64_t bytes = each_byte * ' ';
  if (text.size() - at >= sizeof bytes)
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
  else
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  return bytes;
}

/// The highest bit of each byte that is 0, and of none before the first of them.
std::uint64_t zero_bytes(std::uint64_t bytes) {
  return (bytes - each_byte) & ~bytes & (each_byte << 7U);
}

/// Not 0 where a byte stands three times in a row.
std::uint64_t tripled(std::uint64_t bytes) {
  return zero_bytes((bytes ^ bytes >> 8U) | (bytes ^ bytes >> 16U));
}

/// How many bytes stand before the first blank of eight.
std::size_t bytes_before_blank(std::uint64_t bytes) {
  const std::uint64_t blanks = zero_bytes(bytes ^ each_byte * ' ');
  return blanks == 0 ? sizeof bytes : static_cast<std::size_t>(std::countr_zero(blanks)) / 8;
}

std::uint64_t first_of(std::uint64_t bytes, std::size_t count) {
  return count >= sizeof bytes ? bytes : bytes & ((std::uint64_t{1} << (8 * count)) - 1);
}

}  // namespace

std::uint64_t WordTable::hash_of(std::string_view word) {
  std::uint64_t hash = hash_start;
  for (std::size_t at = 0; at < word.size(); at += 8)
    hash = hashed(hash, first_of(bytes_at(word, at), word.size() - at));
  return hash;
}

std::uint32_t WordTable::add(std::string_view word) {
  const std::uint64_t hash = hash_of(word);
  const std::uint32_t known = find(hash);
  if (known != none) return known;
  if ((ends_.size() + 1) * 2 > slots_.size()) grow();
  const auto number = static_cast<std::uint32_t>(ends_.size());
  words_ += word;
  ends_.push_back(static_cast<std::uint32_t>(words_.size()));
  put(hash, number);
  return number;
}

void WordTable::put(std::uint64_t hash, std::uint32_t number) {
  std::size_t place = place_of(hash);
  while (slots_[place].number != none) place = (place + 1) & (slots_.size() - 1);
  slots_[place] = {hash, number};
  bits_[bit_of(hash) / 64] |= std::uint64_t{1} << bit_of(hash) % 64;
}

void WordTable::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), {});
  bits_.assign(slots_.size() * bits_of_slot / 64, 0);
  for (std::uint32_t number = 0; number < ends_.size(); ++number)
    put(hash_of(word(number)), number);
}

std::string_view WordTable::word(std::uint32_t number) const {
  const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view{words_}.substr(begin, ends_[number] - begin);
}

std::uint32_t WordTable::find(std::uint64_t hash) const {
  if (!may_have(hash)) return none;
  const Slot* slots = slots_.data();
  for (std::size_t place = place_of(hash);; place = (place + 1) & (slots_.size() - 1)) {
    if (slots[place].number == none || slots[place].hash == hash) return slots[place].number;
  }
}

std::uint32_t WordTerms::number_of(std::string_view word) {
  const std::size_t known = words_.size();
  const std::uint32_t number = words_.add(word);
  if (words_.size() == known) return number;
  first_nodes_.push_back(0);
  const std::string single = with_single_letters(word);
  if (single.size() != word.size()) {
    const std::uint32_t key = squeezed_.add(single);
    if (key >= squeezed_from_.size()) squeezed_from_.emplace_back();
    squeezed_from_[key].push_back(number);
  }
  return number;
}

bool WordTerms::add(std::string_view words, bool open, std::uint32_t term) {
  const auto blanks = static_cast<std::size_t>(std::count(words.begin(), words.end(), ' '));
  if (blanks > words_max + 1) return false;
  std::uint32_t node = 0;
  for (std::size_t at = 1; at < words.size();) {
    const std::size_t end = words.find(' ', at);
    const std::string_view word = words.substr(at, end - at);
    at = end + 1;
    std::uint32_t number = 0;
    if (open && at >= words.size() && word.size() <= beginning_bytes_max) {
      beginning_sizes_ |= std::uint64_t{1} << word.size();
      number = beginnings_.add(word) | open_bit;
    } else {
      number = number_of(word);
    }
    node = add_edge(node, number);
  }
  terms_.push_back({term, first_term_[node]});
  first_term_[node] = static_cast<std::uint32_t>(terms_.size());
  return true;
}

std::size_t WordTerms::edge_place(std::uint32_t from, std::uint32_t word) const {
  std::size_t place = (edge_hash(from, word) >> 24U) & (edges_.size() - 1);
  while (edges_[place].to != 0 && (edges_[place].from != from || edges_[place].word != word))
    place = (place + 1) & (edges_.size() - 1);
  return place;
}

std::uint32_t WordTerms::next(std::uint32_t from, std::uint32_t word) const {
  if (from == 0 && word < open_bit) return first_nodes_.data()[word];
  const std::uint64_t bit = edge_hash(from, word) >> 44U;
  if ((edge_bits_.data()[bit / 64] >> bit % 64 & 1U) == 0) return 0;
  return edges_[edge_place(from, word)].to;
}

void WordTerms::grow_edges() {
  std::vector<Edge> old(std::max<std::size_t>(64, edges_.size() * 2));
  old.swap(edges_);
  for (const Edge& edge : old)
    if (edge.to != 0) edges_[edge_place(edge.from, edge.word)] = edge;
}

std::uint32_t WordTerms::add_edge(std::uint32_t from, std::uint32_t word) {
  if (from == 0 && word < open_bit) {
    std::uint32_t& node = first_nodes_[word];
    if (node == 0) {
      node = static_cast<std::uint32_t>(first_term_.size());
      first_term_.push_back(0);
    }
    return node;
  }
  if ((edge_count_ + 1) * 2 > edges_.size()) grow_edges();
  Edge& edge = edges_[edge_place(from, word)];
  if (edge.to == 0) {
    edge = {from, word, static_cast<std::uint32_t>(first_term_.size())};
    first_term_.push_back(0);
    ++edge_count_;
    const std::uint64_t bit = edge_hash(from, word) >> 44U;
    edge_bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
  return edge.to;
}

/// How far a term of several words has been followed.
struct WordTerms::Way {
  std::uint32_t node;
  std::size_t begin;
};

/// Of the view: bytes, and what it is looked up by.
struct WordTerms::Word {
  std::uint32_t begin;
  std::uint32_t end;
  std::uint64_t hash;
  bool may_be_known;
  bool may_be_stretched;
};

class WordTerms::Walk {
 public:
  Walk(const WordTerms& terms, const View& view, TermHits& hits)
      : terms_(terms), view_(view), hits_(hits) {}

  void walk() {
    read_words();
    const bool any_may_go_on = terms_.beginning_sizes_ != 0;
    for (const Word& word : words_) {
      numbers_.clear();
      if (any_may_go_on) add_beginnings(word);
      if (word.may_be_known) add_number(terms_.words_.find(word.hash), 0);
      if (word.may_be_stretched) add_stretched(word);
      if (numbers_.empty())
        ways_.clear();
      else
        step(word.begin, word.end);
    }
  }

 private:
  /// All are read before the first is looked up, so that the table's lines are on their way.
  void read_words() {
    const std::string_view text = view_.text;
    constexpr std::size_t bytes_of_word = 5;
    words_.reserve(text.size() / bytes_of_word);
    for (std::size_t at = 1; at < text.size(); ++at) {
      words_.push_back(read_word(text, at));
      at = words_.back().end;
    }
  }

  Word read_word(std::string_view text, std::size_t begin) const {
    std::uint64_t hash = WordTable::hash_start;
    std::uint64_t odd = 0;
    std::size_t end = begin;
    for (bool ended = false; !ended;) {
      const std::uint64_t bytes = bytes_at(text, end);
      const std::size_t size = bytes_before_blank(bytes);
      odd |= tripled(bytes) | (bytes & (each_byte << 7U));  // a letter may have several bytes
      if (size > 0) hash = WordTable::hashed(hash, first_of(bytes, size));
      end += size;
      ended = size < sizeof bytes;
      if (!ended) odd |= tripled(bytes_at(text, end - 2));
    }
    const bool may_be_known = terms_.words_.may_have(hash);
    if (may_be_known) terms_.words_.fetch(hash);
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), hash, may_be_known,
            odd != 0};
  }

  std::string_view text_of(const Word& word) const {
    return std::string_view{view_.text}.substr(word.begin, word.end - word.begin);
  }

  void add_beginnings(const Word& word) {
    const std::string_view text = text_of(word).substr(0, beginning_bytes_max);
    for (std::uint64_t sizes = terms_.beginning_sizes_; sizes != 0; sizes &= sizes - 1) {
      const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
      if (size > text.size()) return;
      add_number(terms_.beginnings_.find(text.substr(0, size)), open_bit);
    }
  }

  void add_number(std::uint32_t number, std::uint32_t bit) {
    if (number != WordTable::none) numbers_.push_back(number | bit);
  }

  void add_stretched(const Word& read) {
    const std::string_view word = text_of(read);
    if (!is_stretched(word)) return;
    const std::string single = with_single_letters(word);
    if (single.size() > 1) add_number(terms_.words_.find(single), 0);
    const std::uint32_t key = terms_.squeezed_.find(single);
    if (key == WordTable::none) return;
    for (const std::uint32_t number : terms_.squeezed_from_[key])
      if (terms_.words_.word(number) != word && is_stretched_from(word, terms_.words_.word(number)))
        add_number(number, 0);
  }

  /// Terms that were begun go on or are given up; others begin.
  void step(std::size_t begin, std::size_t end) {
    further_.clear();
    for (const std::uint32_t number : numbers_) {
      for (const Way& way : ways_) go(way, number, end);
      go({0, begin}, number, end);
    }
    ways_.swap(further_);
  }

  void go(const Way& way, std::uint32_t number, std::size_t end) {
    const std::uint32_t node = terms_.next(way.node, number);
    if (node == 0) return;
    further_.push_back({node, way.begin});
    for (auto one = terms_.first_term_[node]; one != 0; one = terms_.terms_[one - 1].next)
      hits_.add(terms_.terms_[one - 1].term, view_, way.begin, end);
  }

  const WordTerms& terms_;
  const View& view_;
  TermHits& hits_;
  std::vector<Word> words_;
  std::vector<std::uint32_t> numbers_;
  std::vector<Way> ways_;
  std::vector<Way> further_;
};

void WordTerms::find_in(const View& words, TermHits& hits) const {
  if (!terms_.empty()) Walk{*this, words, hits}.walk();
}

}  // namespace copytaster
