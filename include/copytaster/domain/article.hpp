#pragma once
// An article is the page that readers comment on. Its key is the newsroom's own name for it.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/policy.hpp"

namespace copytaster {

/// 1–200 of [A-Za-z0-9._~-]: what RFC 3986 calls unreserved, so a key never needs escaping in a
/// path. "." and ".." are refused because every HTTP client resolves them away.
class ArticleKey {
 public:
  static std::optional<ArticleKey> parse(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const ArticleKey&) const = default;

 private:
  explicit ArticleKey(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

enum class ArticleState { open, closed };

struct Article {
  ArticleId id;
  std::string url;
  std::string section;
  ArticleState state = ArticleState::open;
  std::optional<Instant> closes_at;
  std::optional<Premoderation> premoderation;
  Instant known_since;  ///< its first comment came, or an editor made it known

  /// None: never. Its own time comes before the site's `close_after` (0: none), which counts from
  /// when it became known.
  std::optional<Instant> ends_at(std::chrono::days close_after) const;
  bool is_open(Instant now, std::chrono::days close_after) const;
};

/// What an editor may say of an article; absent members stay as they are.
struct ArticleChange {
  std::string url;
  std::optional<std::string> title;
  std::optional<std::string> section;
  std::optional<ArticleState> state;
  std::optional<Instant> closes_at;
  bool never_closes = false;  ///< closes_at was given as null
  std::optional<Premoderation> premoderation;
  bool site_premoderation = false;  ///< premoderation was given as null
};

inline constexpr std::size_t article_url_bytes_max = 2000;
inline constexpr std::size_t article_title_bytes_max = 500;
inline constexpr std::size_t section_bytes_max = 100;

/// What is wrong with one member of a change.
struct ArticleFault {
  std::string_view member;
  std::string_view reason;
};
/// Empty when the change may be made: an http or https URL, everything within its length, valid
/// UTF-8 without control characters.
std::vector<ArticleFault> faults_of(const ArticleChange& change);

std::optional<ArticleState> parse_article_state(std::string_view text);
std::string_view name_of(ArticleState state);

}  // namespace copytaster
