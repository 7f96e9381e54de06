#pragma once
// Articles as the newsroom knows them.

#include "copytaster/app/put_article.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ArticleRows final : public ArticleStore {
 public:
  explicit ArticleRows(Pool& pool) : pool_(pool) {}
  std::optional<Article> find_article(SiteId site, const ArticleKey& key) override;
  ArticlePut put_article(SiteId site, const ArticleKey& key, const ArticleChange& change,
                         Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
