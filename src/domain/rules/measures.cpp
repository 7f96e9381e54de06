#include "domain/rules/measures.hpp"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <unicode/uchar.h>

#include "copytaster/domain/byte_set.hpp"
#include "domain/count_of.hpp"
#include "domain/utf8.hpp"

namespace copytaster {
namespace {

/// So many are told apart; a rule asks for fewer.
constexpr std::size_t domains_max = 100;
constexpr std::size_t host_bytes_max = 253;

bool begins_with(std::string_view text, std::size_t at, std::string_view lower) {
  if (text.size() - at < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i)
    if (case_folded(static_cast<unsigned char>(text[at + i])) !=
        static_cast<unsigned char>(lower[i]))
      return false;
  return true;
}

bool ends_host(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || std::string_view{"/?#:\"'<>()[]{},;|\\&"}.find(c) != std::string_view::npos;
}

bool begins_link(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case 'h':
    case 'H': return begins_with(text, at, "http://") || begins_with(text, at, "https://");
    case 'w':
    case 'W': return begins_with(text, at, "www.");
    default: return false;
  }
}

/// The host of what follows a scheme, without who signs in, in small letters.
std::string host_of(std::string_view rest) {
  const std::size_t end = std::min(rest.find_first_of("/?# \t\r\n\"'<>"), rest.size());
  std::string_view host = rest.substr(0, std::min(end, std::size_t{2} * host_bytes_max));
  if (const auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  std::string lower;
  for (const char c : host.substr(0, host_bytes_max)) {
    if (ends_host(c)) break;
    lower += is_ascii_capital(static_cast<unsigned char>(c)) ? static_cast<char>(c + 32) : c;
  }
  while (!lower.empty() && lower.back() == '.') lower.pop_back();
  return lower;
}

/// What one registers; the host itself where nobody can.
std::string registrable(const std::string& host) {
  static const psl_ctx_t* const list = psl_builtin();
  const char* domain = list == nullptr ? nullptr : psl_registrable_domain(list, host.c_str());
  return domain == nullptr ? host : domain;
}

struct Links {
  std::size_t count = 0;
  std::vector<std::string> domains;

  void add_domain(std::string_view rest) {
    if (domains.size() >= domains_max) return;
    const std::string host = host_of(rest);
    if (host.empty()) return;
    std::string domain = registrable(host);
    if (std::find(domains.begin(), domains.end(), domain) == domains.end())
      domains.push_back(std::move(domain));
  }
};

/// Every "http://", "https://" and every "www." that does not follow one of them.
Links links_in(std::string_view text) {
  static constexpr ByteSet beginnings{":wW"};
  Links links;
  for (std::size_t at = beginnings.first_in(text); at < text.size();
       at = beginnings.first_in(text, at + 1)) {
    if (text[at] == ':') {
      if (!begins_with(text, at, "://")) continue;
      const bool secure = at >= 5 && begins_with(text, at - 5, "https");
      if (!secure && !(at >= 4 && begins_with(text, at - 4, "http"))) continue;
      ++links.count;
      links.add_domain(text.substr(at + 3));
    } else if (begins_with(text, at, "www.")) {
      if (at >= 3 && begins_with(text, at - 3, "://")) continue;
      ++links.count;
      links.add_domain(text.substr(at));
    }
  }
  return links;
}

/// Links of a page that takes HTML, as WordPress counts them: each `<a … href`, and each bare link
/// that is neither part of a tag nor all that such a link shows.
class HtmlLinks {
 public:
  explicit HtmlLinks(std::string_view text) : text_(text) {}

  std::size_t count() {
    while (at_ < text_.size()) {
      if (text_[at_] == '<')
        tag();
      else if (begins_link(text_, at_) && may_begin())
        bare_link();
      else
        ++at_;
    }
    return count_;
  }

 private:
  /// A "<" that another follows, or that has no end, opens none.
  void tag() {
    const std::size_t end = text_.find_first_of("<>", at_ + 1);
    const std::size_t begin = ++at_;
    if (end == text_.npos || text_[end] == '<') return;
    const std::string_view inside = text_.substr(begin, end - begin);
    at_ = end + 1;
    if (!begins_with(inside, 0, "a ") || !holds_href(inside)) return;
    opened_at_ = at_;
    ++count_;
  }

  static bool holds_href(std::string_view tag) {
    for (std::size_t at = 2; at < tag.size(); ++at)
      if (begins_with(tag, at, "href")) return true;
    return false;
  }

  bool may_begin() const {
    constexpr std::string_view before = " \t\r\n(.,;:!?<>";
    return at_ == 0 || before.find(text_[at_ - 1]) != before.npos;
  }

  void bare_link() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n<>", at_), text_.size());
    const bool is_all_of_one = at_ == opened_at_ && begins_with(text_, end, "</a");
    if (!is_all_of_one) ++count_;
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::size_t opened_at_ = std::string_view::npos;
};

/// What is counted a character at a time.
struct Counted {
  std::size_t points = 0;
  std::size_t capitals = 0;
  std::size_t cased = 0;
  std::size_t longest_run = 0;
};

/// A small letter counts one, a capital this, so that both are counted in one number.
constexpr std::size_t one_capital = std::size_t{1} << 32U;

constexpr auto letters_of_ascii = [] {
  std::array<std::size_t, 128> letters{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) letters[c] = 1;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) letters[c] = one_capital;
  return letters;
}();

std::size_t letter_of(char32_t c) {
  if (is_ascii(c)) return letters_of_ascii.data()[c];
  if (c == not_utf8) return 0;
  if (u_isUUppercase(static_cast<UChar32>(c)) != 0) return one_capital;
  return u_isULowercase(static_cast<UChar32>(c)) != 0 ? 1 : 0;
}

Counted count_beyond_ascii(std::string_view text) {
  std::size_t points = 0;
  std::size_t letters = 0;
  std::size_t longest = 0;
  std::size_t run = 0;
  char32_t before = not_utf8;
  for (std::size_t at = 0; at < text.size(); ++points) {
    const char32_t c = next_code_point(text, at);
    letters += letter_of(c);
    run = c == before ? run + 1 : 1;
    before = c;
    if (run > longest && c > ' ') longest = run;
  }
  const std::size_t capitals = letters / one_capital;
  return {points, capitals, capitals + letters % one_capital, longest};
}

/// Of characters that can be seen. Neighbours that are equal are few.
std::size_t longest_run(std::string_view text) {
  std::size_t longest = count_of(text, [](unsigned char c) { return c > ' '; }) > 0 ? 1 : 0;
  std::size_t begin = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] != text[at - 1])
      begin = at;
    else if (text[at] > ' ')
      longest = std::max(longest, at - begin + 1);
  }
  return longest;
}

Counted count(std::string_view text) {
  if (count_of(text, [](unsigned char c) { return c >= 0x80; }) > 0)
    return count_beyond_ascii(text);
  Counted counted;
  counted.points = text.size();
  counted.capitals = count_of(text, [](unsigned char c) { return is_between(c, 'A', 'Z'); });
  counted.cased =
      counted.capitals + count_of(text, [](unsigned char c) { return is_between(c, 'a', 'z'); });
  counted.longest_run = longest_run(text);
  return counted;
}

bool begins_tag(std::string_view text, std::size_t at) {
  if (text[at] != '<' || at + 1 == text.size()) return false;
  const char c = text[at + 1];
  return c == '/' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Links and tags: code points, half-open, in order.
std::vector<Origin> wordless_in(std::string_view text) {
  std::vector<Origin> pieces;
  std::uint32_t point = 0;
  const auto skip_to = [&](std::size_t& at, std::size_t end) {
    for (; at < end; ++point) next_code_point(text, at);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t begin = point;
    if (begins_tag(text, at)) {
      const std::size_t close = text.find('>', at);
      skip_to(at, close == text.npos ? text.size() : close + 1);
    } else if (begins_link(text, at)) {
      skip_to(at, std::min(text.find_first_of(" \t\r\n<>\"", at), text.size()));
    } else {
      next_code_point(text, at);
      ++point;
      continue;
    }
    pieces.push_back({begin, point});
  }
  return pieces;
}

/// Those that a reader reads: neither links nor tags.
std::size_t words_in(std::string_view text, bool has_links, const TextViews& views) {
  if (views.words.empty()) return 0;
  const View& words = views.words.front();
  const bool may_have_wordless = has_links || text.find('<') != text.npos;
  const std::vector<Origin> wordless =
      may_have_wordless ? wordless_in(text) : std::vector<Origin>{};
  if (wordless.empty()) {
    const std::size_t blanks = count_of(words.text, [](unsigned char c) { return c == ' '; });
    return blanks == 0 ? 0 : blanks - 1;
  }
  std::size_t count = 0;
  for (std::size_t at = 0; at + 1 < words.text.size(); ++at) {
    if (words.text[at] != ' ') continue;
    const std::uint32_t begin = words.origins[at + 1].begin;
    const auto behind =
        std::upper_bound(wordless.begin(), wordless.end(), begin,
                         [](std::uint32_t point, const Origin& one) { return point < one.end; });
    if (behind == wordless.end() || begin < behind->begin) ++count;
  }
  return count;
}

}  // namespace

Measures measure(const Measured& measured, const TextViews& views) {
  Links links = links_in(measured.text);
  if (measured.url) {
    const auto scheme = measured.url->find("://");
    links.add_domain(scheme == measured.url->npos ? *measured.url
                                                  : measured.url->substr(scheme + 3));
  }
  const Counted counted = count(measured.text);
  constexpr std::size_t cased_min = 20;
  Measures measures;
  const auto set = [&measures](Metric metric, std::size_t count) {
    measures.set(metric, static_cast<double>(count));
  };
  set(Metric::links, links.count);
  if (links.count > 0 || measured.text.find('<') != measured.text.npos)
    set(Metric::html_links, HtmlLinks{measured.text}.count());
  set(Metric::domains, links.domains.size());
  set(Metric::website, measured.url ? 1 : 0);
  set(Metric::text_chars, counted.points);
  set(Metric::words, words_in(measured.text, links.count > 0, views));
  if (counted.cased >= cased_min)
    measures.set(Metric::uppercase_share,
                 100 * static_cast<double>(counted.capitals) / static_cast<double>(counted.cased));
  set(Metric::repeats, counted.longest_run);
  set(Metric::invisible_characters, views.invisible_characters);
  set(Metric::mixed_script_words, views.mixed_script_words);
  set(Metric::disguised_words, views.disguised_words);
  return measures;
}

}  // namespace copytaster
