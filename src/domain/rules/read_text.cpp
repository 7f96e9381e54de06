#include <algorithm>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

/// A moderator reads a few spans, not thousands: a hostile text must not grow its own verdict.
constexpr std::size_t spans_max = 50;

/// What readers see instead of a name that holds an address.
constexpr std::string_view nameless = "Reader";

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

/// Every "http://", "https://" and every "www." that does not follow one of them.
int links_in(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::size_t schemes = count_of(lower, "http://") + count_of(lower, "https://");
  const std::size_t bare = count_of(lower, "www.") - count_of(lower, "://www.");
  return static_cast<int>(schemes + bare);
}

/// Turns byte offsets that only grow into code points, in one pass over the text.
class CodePointRuler {
 public:
  explicit CodePointRuler(std::string_view text) : text_(text) {}
  std::size_t at(std::size_t byte) {
    if (byte < byte_) byte_ = points_ = 0;
    points_ += code_points(text_.substr(byte_, byte - byte_));
    byte_ = byte;
    return points_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t points_ = 0;
};

void find_words(const WordList& list, Field field, std::string_view text, Reading& reading) {
  CodePointRuler ruler{text};
  for (const auto& found : list.find_in(text)) {
    if (reading.blocked_words.size() >= spans_max) return;
    const std::size_t start = ruler.at(found.start);
    reading.blocked_words.push_back({std::string{found.term}, {field, start, ruler.at(found.end)}});
  }
}

void read_addresses(const Submission& submission, Reading& reading) {
  const Masked text = mask_addresses(submission.text());
  reading.public_text = text.text;
  for (const auto& hidden : text.hidden) {
    if (reading.hidden_addresses.size() >= spans_max) break;
    reading.hidden_addresses.push_back({Field::text, hidden.start, hidden.end});
  }
  const bool name_holds_address = mask_addresses(submission.author()).changed();
  reading.public_author = name_holds_address ? std::string{nameless} : submission.author();
  if (name_holds_address)
    reading.hidden_addresses.push_back({Field::author, 0, code_points(nameless)});

  const bool url_holds_address = submission.url() && mask_addresses(*submission.url()).changed();
  if (!url_holds_address) reading.public_url = submission.url();
  reading.changed_by_masking = text.changed() || name_holds_address || url_holds_address;
}

}  // namespace

Reading read_text(const Submission& submission, const RuleSet& rules) {
  Reading reading;
  reading.rules_version = rules.version;
  reading.trap_filled = submission.trap_filled();
  read_addresses(submission, reading);
  reading.links = links_in(reading.public_text);
  find_words(rules.blocked_words, Field::author, reading.public_author, reading);
  find_words(rules.blocked_words, Field::url, reading.public_url.value_or(""), reading);
  find_words(rules.blocked_words, Field::text, reading.public_text, reading);
  return reading;
}

}  // namespace copytaster
