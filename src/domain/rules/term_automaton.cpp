#include "domain/rules/term_automaton.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace copytaster {
namespace {

/// In the number of a node: something ends there.
constexpr std::uint32_t ends_bit = 0x80000000;

}  // namespace

class TermAutomaton::Builder {
 public:
  Builder(TermAutomaton& out, const std::vector<TermPiece>& sorted) : out_(out), sorted_(sorted) {}

  void build() {
    add_node(0, sorted_.size(), 0);
    out_.labels_.push_back(0);
    for (std::size_t node = 0; node < ranges_.size(); ++node) add_children(node);
    number_columns();
    note_beginnings();
    fill_row(0);
    for (std::uint32_t node = 1; node < out_.nodes_.size(); ++node) {
      link_children(node);
      if (node < rows_max) fill_row(node);
    }
    for (std::uint32_t& to : out_.rows_)
      if (out_.nodes_[to].ends) to |= ends_bit;
  }

 private:
  /// The terms that begin with a node's letters; those that end there stand first.
  struct Range {
    std::size_t begin;
    std::size_t end;
    std::size_t depth;
  };

  void add_node(std::size_t begin, std::size_t end, std::size_t depth) {
    std::size_t longer = begin;
    while (longer < end && sorted_[longer].text.size() == depth) ++longer;
    Node node;
    node.ends = longer > begin;
    out_.nodes_.push_back(node);
    out_.endings_.push_back(
        {static_cast<std::uint32_t>(begin), 0, static_cast<std::uint32_t>(longer - begin)});
    ranges_.push_back({longer, end, depth});
  }

  void add_children(std::size_t node) {
    const Range range = ranges_[node];
    out_.nodes_[node].first_child = static_cast<std::uint32_t>(out_.nodes_.size());
    for (std::size_t begin = range.begin; begin < range.end;) {
      const char label = sorted_[begin].text[range.depth];
      std::size_t end = begin + 1;
      while (end < range.end && sorted_[end].text[range.depth] == label) ++end;
      const auto byte = static_cast<unsigned char>(label);
      if (out_.nodes_[node].child_count++ == 0) out_.nodes_[node].first_label = byte;
      out_.labels_.push_back(byte);
      add_node(begin, end, range.depth + 1);
      begin = end;
    }
  }

  /// A node's own links are known before its children's, which are longer.
  void link_children(std::uint32_t parent) {
    const Node& node = out_.nodes_[parent];
    for (std::uint32_t child = node.first_child; child < node.first_child + node.child_count;
         ++child) {
      const std::uint32_t fail = out_.next(node.fail, out_.labels_[child]) & ~ends_bit;
      out_.nodes_[child].fail = fail;
      out_.nodes_[child].ends = out_.nodes_[child].ends || out_.nodes_[fail].ends;
      out_.endings_[child].suffix_term =
          out_.endings_[fail].term_count > 0 ? fail : out_.endings_[fail].suffix_term;
    }
  }

  /// In order, so that letters stand side by side. 256 different bytes stand in no text of UTF-8.
  void number_columns() {
    std::array<bool, 256> used{};
    for (std::size_t node = 1; node < out_.labels_.size(); ++node) used[out_.labels_[node]] = true;
    for (std::size_t byte = 0; byte < used.size(); ++byte)
      if (used[byte]) out_.column_[byte] = static_cast<unsigned char>(out_.columns_++);
  }

  void note_beginnings() {
    constexpr std::uint16_t few = 16;
    const Node& root = out_.nodes_[0];
    std::string bytes;
    for (std::uint32_t child = root.first_child; child < root.first_child + root.child_count;
         ++child)
      bytes += static_cast<char>(out_.labels_[child]);
    out_.beginnings_ = ByteSet{bytes};
    out_.has_few_beginnings_ = bytes.size() <= few;
  }

  /// Where no child is, what the fail node would do; that one is nearer to the root.
  void fill_row(std::uint32_t number) {
    const Node& node = out_.nodes_[number];
    const std::size_t row = out_.rows_.size();
    out_.rows_.resize(row + out_.columns_);
    if (number > 0)
      std::copy_n(out_.rows_.begin() + static_cast<std::ptrdiff_t>(node.fail * out_.columns_),
                  out_.columns_, out_.rows_.begin() + static_cast<std::ptrdiff_t>(row));
    for (std::uint32_t child = node.first_child; child < node.first_child + node.child_count;
         ++child)
      out_.rows_[row + out_.column_[out_.labels_[child]]] = child;
    ++out_.row_count_;
  }

  static constexpr std::uint32_t rows_max = 4'096;

  TermAutomaton& out_;
  const std::vector<TermPiece>& sorted_;
  std::vector<Range> ranges_;
};

TermAutomaton::TermAutomaton(std::vector<TermPiece> pieces) {
  if (pieces.empty()) return;
  std::sort(pieces.begin(), pieces.end(), [](const TermPiece& a, const TermPiece& b) {
    const int order = a.text.compare(b.text);
    return order != 0 ? order < 0 : a.term < b.term;
  });
  terms_.reserve(pieces.size());
  for (const TermPiece& one : pieces) terms_.emplace_back(one);
  Builder{*this, pieces}.build();
}

std::uint32_t TermAutomaton::child(const Node& node, unsigned char byte) const {
  if (node.child_count == 0) return 0;
  if (node.first_label == byte) return node.first_child;
  if (node.child_count == 1) return 0;
  const unsigned char* labels = labels_.data() + node.first_child;
  const void* found = std::memchr(labels, byte, node.child_count);
  if (found == nullptr) return 0;
  return node.first_child +
         static_cast<std::uint32_t>(static_cast<const unsigned char*>(found) - labels);
}

std::uint32_t TermAutomaton::next(std::uint32_t node, unsigned char byte) const {
  while (node >= row_count_) {
    const Node& one = nodes_.data()[node];
    const std::uint32_t to = child(one, byte);
    if (to != 0) return nodes_.data()[to].ends ? to | ends_bit : to;
    node = one.fail;
  }
  return rows_.data()[node * columns_ + column_.data()[byte]];
}

void TermAutomaton::add_found(const Ending& ending, const View& view, std::size_t end,
                              TermHits& hits) const {
  for (std::uint32_t i = 0; i < ending.term_count; ++i)
    terms_[ending.first_term + i].add_found(view, end, hits);
}

void TermAutomaton::find_in(const View& view, TermHits& hits) const {
  if (nodes_.empty()) return;
  std::uint32_t node = 0;
  const std::string_view text = view.text;
  const std::uint32_t* rows = rows_.data();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (node == 0 && has_few_beginnings_) {
      at = beginnings_.first_in(text, at);
      if (at == text.size()) return;
    }
    const auto byte = static_cast<unsigned char>(text.data()[at]);
    node = node < row_count_ ? rows[node * columns_ + column_.data()[byte]] : next(node, byte);
    if ((node & ends_bit) == 0) continue;
    node &= ~ends_bit;
    for (std::uint32_t ended = node; ended != 0; ended = endings_[ended].suffix_term)
      add_found(endings_[ended], view, at + 1, hits);
  }
}

}  // namespace copytaster
