#pragma once
// The public thread of one article: what is approved, a page at a time.

#include <optional>
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
};

}  // namespace copytaster
