#pragma once
// The public thread of an article, a page at a time.

#include "copytaster/app/read_thread.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ThreadRows final : public ThreadStore {
 public:
  explicit ThreadRows(Pool& pool) : pool_(pool) {}
  std::optional<ThreadPage> read_thread(const ThreadQuery& query) override;
  std::vector<std::int64_t> count_comments(SiteId site,
                                           std::span<const ArticleKey> articles) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
