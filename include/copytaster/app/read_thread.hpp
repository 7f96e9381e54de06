#pragma once
// The public thread of one article: what is approved, a page at a time.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "copytaster/domain/article.hpp"

namespace copytaster {

struct ThreadQuery {
  SiteId site;
  std::string article;
  Order order = Order::oldest;
  std::optional<ListPlace> after;
  int limit = list_limit_default;
  bool removed = true;  ///< with a place for what was removed but has visible replies
};

struct ThreadPage {
  Article article;
  std::string title;
  std::int64_t total = 0;  ///< approved comments of the whole article
  std::vector<PublicComment> comments;
  std::optional<ListPlace> next;
};

class ThreadStore {
 public:
  virtual ~ThreadStore() = default;
  /// None: there is no such article.
  virtual std::optional<ThreadPage> read_thread(const ThreadQuery& query) = 0;
  /// The approved comments of each article, in this order; 0 where there is no such article.
  virtual std::vector<std::int64_t> count_comments(SiteId site,
                                                   std::span<const ArticleKey> articles) = 0;
};

}  // namespace copytaster
