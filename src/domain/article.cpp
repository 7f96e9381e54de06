#include "copytaster/domain/article.hpp"

#include <algorithm>

namespace copytaster {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

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
