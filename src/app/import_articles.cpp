#include <algorithm>

#include "copytaster/app/import_comments.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

constexpr std::size_t mapping_lines_max = 1'000'000;

std::string_view line_off(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Another system may have kept the same page's address with or without TLS, and with or without
/// the last slash.
std::vector<std::string> alike(std::string_view url) {
  std::string_view rest = url;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  std::vector<std::string> urls;
  for (const std::string_view scheme : {"https://", "http://"}) {
    urls.push_back(std::string{scheme}.append(rest));
    urls.push_back(std::string{scheme}.append(rest).append("/"));
  }
  return urls;
}

/// What a newsroom could not have said of an article is left out.
std::string usable(std::string_view text, std::size_t bytes_max) {
  const auto whole = trimmed(text);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  const bool fits = whole.size() <= bytes_max && is_valid_utf8(whole) &&
                    std::none_of(whole.begin(), whole.end(), is_control);
  return fits ? std::string{whole} : std::string{};
}

bool is_url_of_an_article(const std::string& url) {
  ArticleChange change;
  change.url = url;
  return faults_of(change).empty();
}

}  // namespace

std::variant<ArticleMapping, ArticleMapping::Fault> ArticleMapping::parse(std::string_view text) {
  ArticleMapping mapping;
  std::int64_t number = 0;
  if (!is_valid_utf8(text)) return Fault{1, "is not UTF-8"};
  while (!text.empty()) {
    const auto line = line_off(text);
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos || tab == 0)
      return Fault{number, "is not a URL or source id, a tab and an article's key"};
    const auto key = trimmed(line.substr(tab + 1));
    if (!ArticleKey::parse(key)) return Fault{number, "names no key that an article may have"};
    mapping.keys_.insert_or_assign(std::string{line.substr(0, tab)}, std::string{key});
    if (mapping.keys_.size() > mapping_lines_max) return Fault{number, "is one line too many"};
  }
  return mapping;
}

std::optional<ArticleKey> ArticleMapping::key_of(const ImportedArticle& article) const {
  for (const std::string* name : {&article.source_id, &article.url}) {
    if (name->empty()) continue;
    const auto found = keys_.find(*name);
    if (found != keys_.end()) return ArticleKey::parse(found->second);
  }
  return std::nullopt;
}

std::optional<WantedArticle> wanted_article(const ImportedArticle& article,
                                            const ImportChecks& with) {
  const auto mapped = with.mapping.key_of(article);
  const auto key = mapped ? mapped : ArticleKey::parse(article.key);
  if (!key) return std::nullopt;
  const Instant now = with.now;
  WantedArticle wanted{*key, {}, {}, {}, {}, {}, true, now};
  const bool has_url = is_url_of_an_article(article.url);
  if (has_url) wanted.url = article.url;
  if (has_url && article.found_by_url && !mapped) {
    wanted.urls = alike(article.url);
    if (const auto other = ArticleKey::parse(with.source + "-" + key->text()))
      wanted.other_key = other->text();
  }
  wanted.title = usable(article.title, article_title_bytes_max);
  wanted.section = usable(article.section, section_bytes_max);
  wanted.is_open = article.is_open;
  if (article.created_at && *article.created_at < now) wanted.created_at = *article.created_at;
  return wanted;
}

}  // namespace copytaster
