#include "learning/symbols.hpp"

#include <algorithm>

#include "copytaster/domain/byte_set.hpp"
#include "copytaster/domain/masking.hpp"
#include "domain/utf8.hpp"

namespace copytaster::learning {
namespace {

constexpr std::size_t end_bytes = 1'000;
constexpr std::uint32_t blank = ' ';

constexpr auto ascii_symbols = [] {
  std::array<unsigned char, 128> symbols{};
  for (std::size_t c = 0; c < symbols.size(); ++c) {
    const bool digit = c >= '0' && c <= '9';
    symbols[c] = static_cast<unsigned char>(c <= ' ' || c == 0x7F ? ' ' : digit ? '0' : c);
  }
  return symbols;
}();

constexpr ByteSet ends_link{std::string_view{" \t\n\r<>\"'", 8}};

/// How far a link is kept whose "://" is at `colon`: its host, and of what follows the first name,
/// "/watch?v=".
std::size_t end_of_kept(std::string_view text, std::size_t colon) {
  constexpr std::size_t path_bytes_max = 16;
  const std::size_t host = std::min(text.find_first_of("/?# \t\n\r<>\"'", colon + 3), text.size());
  const std::size_t path = std::min(text.find_first_of("=& \t\n\r<>\"'", host), text.size());
  return std::min(path, host + path_bytes_max);
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

LearnedPart learned_part(std::string_view folded) {
  if (folded.size() <= learned_bytes_max) return {folded, {}};
  std::size_t beginning = learned_bytes_max - end_bytes;
  while (is_continuation(folded[beginning]) && beginning > 0) --beginning;
  std::size_t end = folded.size() - end_bytes;
  while (end < folded.size() && is_continuation(folded[end])) ++end;
  return {folded.substr(0, beginning), folded.substr(end)};
}

Symbols::Symbols(std::string_view folded, std::vector<std::uint32_t>* bytes) : bytes_(bytes) {
  const LearnedPart part = learned_part(folded);
  symbols_[size_++] = blank;
  if (bytes_ != nullptr) bytes_->push_back(0);
  read(part.beginning, 0);
  add(blank, part.beginning.size());
  read(part.end, folded.size() - part.end.size());
  add(blank, folded.size());
}

void Symbols::add(std::uint32_t symbol, std::size_t byte) {
  const std::uint32_t before = symbols_[size_ - 1];
  if (symbol == before) {
    const bool stretched =
        size_ >= 3 && before == symbols_[size_ - 2] && before == symbols_[size_ - 3];
    if (symbol == blank || stretched) return;
  }
  symbols_[size_++] = symbol;
  if (bytes_ != nullptr) bytes_->push_back(static_cast<std::uint32_t>(byte));
}

/// Most of most texts: up to what is no ASCII, repeats itself or may be a link.
std::size_t Symbols::read_ascii(std::string_view text, std::size_t begin) {
  std::uint32_t* next = symbols_.data() + size_;
  std::uint32_t before = symbols_[size_ - 1];
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= ascii_symbols.size()) break;
    const std::uint32_t symbol = ascii_symbols.data()[byte];
    if (symbol == before || symbol == ':' || symbol == '[') break;
    *next++ = before = symbol;
    if (bytes_ != nullptr) bytes_->push_back(static_cast<std::uint32_t>(begin + at));
  }
  size_ += at;
  return at;
}

void Symbols::read(std::string_view text, std::size_t begin) {
  for (std::size_t at = 0; at < text.size();) {
    at += read_ascii(text.substr(at), begin + at);
    if (at == text.size()) return;
    const std::size_t here = begin + at;
    if (text.substr(at).starts_with(hidden_marker)) {
      add(blank, here);
      at += hidden_marker.size();
      continue;
    }
    const char32_t c = next_code_point(text, at);
    add(is_ascii(c) ? ascii_symbols.data()[c] : c, here);
    if (c != ':' || !text.substr(at).starts_with("//")) continue;
    const std::size_t kept_end = end_of_kept(text, at - 1);
    while (at < kept_end) {
      const std::size_t there = begin + at;
      add(next_code_point(text, at), there);
    }
    const std::size_t end = ends_link.first_in(text, at);
    if (end > at) add(blank, begin + at);
    at = end;
  }
}

}  // namespace copytaster::learning
