#pragma once
// What the newsroom says of its articles.

#include <optional>

#include "copytaster/domain/article.hpp"

namespace copytaster {

enum class ArticlePut { created, changed };

class ArticleStore {
 public:
  virtual ~ArticleStore() = default;
  virtual std::optional<Article> find_article(SiteId site, const ArticleKey& key) = 0;
  /// Members that the change does not name stay as they are.
  virtual ArticlePut put_article(SiteId site, const ArticleKey& key, const ArticleChange& change,
                                 Instant now) = 0;
};

}  // namespace copytaster
