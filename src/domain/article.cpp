#include "copytaster/domain/article.hpp"

#include <algorithm>

#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool is_one_line(std::string_view text) {
  return is_valid_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
         });
}

}  // namespace

std::vector<ArticleFault> faults_of(const ArticleChange& change) {
  std::vector<ArticleFault> faults;
  const auto check = [&faults](std::string_view member, const std::optional<std::string>& text,
                               std::size_t bytes_max) {
    if (!text) return;
    if (text->size() > bytes_max) faults.push_back({member, "is too long"});
    if (!is_one_line(*text)) faults.push_back({member, "holds a control character"});
  };
  if (change.url.empty())
    faults.push_back({"url", "is required"});
  else if (!is_one_line(change.url) || checked_url(change.url) != change.url)
    faults.push_back({"url", "is not an http or https address"});
  else if (change.url.size() > article_url_bytes_max)
    faults.push_back({"url", "is too long"});
  check("title", change.title, article_title_bytes_max);
  check("section", change.section, section_bytes_max);
  return faults;
}

std::optional<Instant> Article::ends_at(std::chrono::days close_after) const {
  if (closes_at || close_after == std::chrono::days{0}) return closes_at;
  return known_since + close_after;
}

bool Article::is_open(Instant now, std::chrono::days close_after) const {
  const auto end = ends_at(close_after);
  return state == ArticleState::open && (!end || now < *end);
}

std::optional<ArticleKey> ArticleKey::parse(std::string_view text) {
  constexpr std::size_t key_bytes_max = 200;
  if (text.empty() || text.size() > key_bytes_max) return std::nullopt;
  if (text == "." || text == "..") return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_unreserved)) return std::nullopt;
  return ArticleKey{std::string{text}};
}

std::optional<ArticleState> parse_article_state(std::string_view text) {
  if (text == "open") return ArticleState::open;
  if (text == "closed") return ArticleState::closed;
  return std::nullopt;
}

std::string_view name_of(ArticleState state) {
  return state == ArticleState::open ? "open" : "closed";
}

}  // namespace copytaster
