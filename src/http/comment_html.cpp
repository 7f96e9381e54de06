#include "http/comment_html.hpp"

#include <algorithm>

#include "copytaster/domain/byte_set.hpp"
#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster::http {
namespace {

/// A run of characters without end must not be looked at again from each "http" in it.
constexpr std::size_t link_bytes_max = 2000;

bool starts_link(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

/// Without the punctuation of the sentence around it. A bracket that the URL itself has opened is
/// its own: https://en.wikipedia.org/wiki/Ferry_(disambiguation).
std::size_t length_without_sentence(std::string_view url) {
  static constexpr ByteSet of_sentence{".,;:!?)]"};
  if (url.empty() || !of_sentence.has(url.back())) return url.size();
  const auto opened = std::count(url.begin(), url.end(), '(');
  auto closed = std::count(url.begin(), url.end(), ')');
  while (!url.empty() && of_sentence.has(url.back())) {
    if (url.back() == ')') {
      if (closed <= opened) break;
      --closed;
    }
    url.remove_suffix(1);
  }
  return url.size();
}

/// How much of the text is one URL: up to white space or a character that a URL cannot hold. 0:
/// more than anybody links to.
std::size_t link_length(std::string_view text) {
  static constexpr ByteSet ends = ByteSet{"\"'<>\\^`{|}\x7f"}.with_below(' ' + 1);
  const std::size_t length = ends.first_in(text.substr(0, link_bytes_max + 1));
  if (length > link_bytes_max) return 0;
  return length_without_sentence(text.substr(0, length));
}

void append_link(std::string& out, std::string_view url) {
  out += "<a href=\"";
  append_html_escaped(out, url);
  out += "\" rel=\"nofollow ugc noopener\">";
  append_html_escaped(out, url);
  out += "</a>";
}

void append_line(std::string& out, std::string_view line) {
  while (!line.empty()) {
    if (starts_link(line)) {
      const std::size_t length = link_length(line);
      if (checked_url(line.substr(0, length))) {
        append_link(out, line.substr(0, length));
        line.remove_prefix(length);
        continue;
      }
    }
    const auto next = std::min(line.find("http", 1), line.size());
    append_html_escaped(out, line.substr(0, next));
    line.remove_prefix(next);
  }
}

void append_paragraph(std::string& out, std::string_view paragraph) {
  out += "<p>";
  while (!paragraph.empty()) {
    const auto end = std::min(paragraph.find('\n'), paragraph.size());
    append_line(out, paragraph.substr(0, end));
    paragraph.remove_prefix(std::min(end + 1, paragraph.size()));
    if (!paragraph.empty()) out += "<br>";
  }
  out += "</p>";
}

}  // namespace

std::string comment_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size());
    const auto paragraph = text.substr(0, end);
    if (!trimmed(paragraph).empty()) append_paragraph(out, paragraph);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (text.starts_with('\n')) text.remove_prefix(1);
  }
  return out;
}

}  // namespace copytaster::http
