#include "rule_files/word_list.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "copytaster/domain/text.hpp"

namespace copytaster::rule_files {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t term_bytes_max = 1'000;

/// Takes the first line off, without its end: LF, CRLF or CR.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  const bool is_crlf = rest.substr(end).starts_with("\r\n");
  rest.remove_prefix(std::min(end + (is_crlf ? 2 : 1), rest.size()));
  return line;
}

}  // namespace

std::vector<TermSpec> read_word_list(const std::string& file, const std::string& lines,
                                     RuleErrors& errors) {
  std::vector<TermSpec> terms;
  std::unordered_set<std::string_view> seen;
  std::string_view rest = lines;
  if (rest.starts_with(byte_order_mark)) rest.remove_prefix(byte_order_mark.size());
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::string_view term = trimmed(take_line(rest));
    if (term.empty() || term.front() == '#' || !seen.insert(term).second) continue;
    const Place place{file, line, 1};
    if (!is_valid_utf8(term) || contains_nul(term)) {
      errors.push_back({place, "this line is no text in UTF-8", "save the list as UTF-8"});
      return terms;
    }
    if (term.size() > term_bytes_max) {
      errors.push_back({place,
                        "this line is longer than " + std::to_string(term_bytes_max) + " bytes",
                        "a list holds one term a line"});
      return terms;
    }
    if (terms.size() == list_terms_max) {
      errors.push_back({place,
                        "the list holds more than " + std::to_string(list_terms_max) + " terms",
                        "cut it, or make two lists of it"});
      return terms;
    }
    terms.push_back({std::string{term}, place});
  }
  return terms;
}

}  // namespace copytaster::rule_files
