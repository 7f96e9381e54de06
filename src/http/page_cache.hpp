// Public pages of threads, each made once and sent to many.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "http/cached_page.hpp"
#include "running/clock.hpp"

namespace copytaster::http {

/// Which page: of which site and article, and in which form (order, place, limit, language of the
/// answer, who may read it across origins). Without an article it is made of all of the site's.
class PageKey {
 public:
  PageKey(SiteId site, std::string_view article, std::string_view form);
  /// No two keys have one.
  const std::string& name() const { return name_; }
  /// The same for all keys of its article, and for no other's.
  std::string_view article_name() const { return std::string_view(name_).substr(0, article_size_); }

 private:
  std::string name_;
  std::size_t article_size_;
};

/// A found page is read without a lock: every thread looks into a map that nobody changes, and
/// takes the next one when there is one. A page is there until its article changes or its own time
/// is over; what was fetched while the article changed is given to those who asked before and kept
/// for nobody. Bounded in bytes: pages that nobody has asked for lately go first. Safe from any
/// thread.
class PageCache {
 public:
  explicit PageCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  /// None: nobody has it now. Only for a page whose time will be over the clock is asked.
  CachedPagePtr find(const PageKey& key, const running::Clock& clock) const;
  /// Also one whose time is over: for who can make no other.
  CachedPagePtr find_late(const PageKey& key) const;

  /// What came of a fetch: a page, or what stood in its way (null: there is no such article).
  using Fetched = std::variant<CachedPagePtr, std::exception_ptr>;
  using OnFetched = std::function<void(const Fetched&)>;
  class Fetch;
  using FetchPtr = std::shared_ptr<Fetch>;

  struct Joined {
    FetchPtr mine;         ///< set for the first: she fetches, and says so with `finish`
    bool is_full = false;  ///< too many wait already: `then` will not be called
  };
  /// Waits for the page together with all who want it; `then` is called once, by whoever finishes
  /// the fetch. Who is first fetches for all. Throws std::bad_alloc, and then nobody waits.
  Joined join(const PageKey& key, OnFetched then);
  void finish(const FetchPtr& fetch, const Fetched& fetched);

  /// The article has changed: when this returns nobody finds a page of before.
  void drop(SiteId site, std::string_view article);
  void drop_all();

  struct Counts {
    std::size_t pages = 0;
    std::size_t bytes = 0;
  };
  Counts counts() const;

 private:
  struct Kept;
  using KeptPtr = std::shared_ptr<Kept>;
  using Map = std::unordered_map<std::string, KeptPtr>;
  using Place = std::list<KeptPtr>::iterator;
  /// The part of the pages whose keys hash to it.
  struct Shard {
    std::atomic<std::uint64_t> version = 0;
    std::mutex mutex;
    std::shared_ptr<const Map> map;
  };
  static constexpr std::size_t shards_count = 64;

  Shard& shard_of(const std::string& name) const;
  static void publish(Shard& shard, std::shared_ptr<const Map> map);
  void keep(const Fetch& fetch, CachedPagePtr page);
  Place forget(Place place);
  void forget_what_was(const std::string& name);
  void forget_all_of(const std::string& article);
  void make_room(std::size_t bytes);

  const std::size_t bytes_max_;
  mutable std::array<Shard, shards_count> shards_;

  mutable std::mutex mutex_;  ///< of everything below, and of changes to the shards
  std::unordered_map<std::string, FetchPtr> fetches_;
  std::list<KeptPtr> kept_;  ///< in the order in which the hand passes them
  Place hand_ = kept_.end();
  std::unordered_map<std::string, std::vector<Place>> by_article_;
  std::size_t bytes_ = 0;
};

}  // namespace copytaster::http
