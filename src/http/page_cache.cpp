#include "http/page_cache.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <set>
#include <utility>

namespace copytaster::http {
namespace {

/// Who comes when so many wait for the same page already is told to come again.
constexpr std::size_t waiting_max = 4096;
/// A page that would push out so large a part of the others is not kept.
constexpr std::size_t parts_min = 8;

/// Of all caches of the process, so that a thread never takes the map of one for another's.
std::uint64_t next_version() {
  static std::atomic<std::uint64_t> latest = 0;
  return ++latest;
}

}  // namespace

// No article's key holds a NUL.
PageKey::PageKey(SiteId site, std::string_view article, std::string_view form) {
  constexpr std::size_t number_bytes_max = 20;
  name_.reserve(number_bytes_max + 2 + article.size() + form.size());
  name_.append(std::to_string(site.value)).append(1, '\0').append(article);
  article_size_ = name_.size();
  name_.append(1, '\0').append(form);
}

struct PageCache::Kept {
  std::string name;
  std::string article;
  CachedPagePtr page;
  std::size_t bytes = 0;
  std::atomic<bool> asked_for = false;  ///< since the hand last passed it
  std::atomic<bool> is_dropped = false;
};

class PageCache::Fetch {
 public:
  Fetch(std::string its_name, std::string its_article) noexcept
      : name(std::move(its_name)), article(std::move(its_article)) {}
  const std::string name;
  const std::string article;
  bool is_stale = false;
  std::vector<OnFetched> waiting;
};

PageCache::Shard& PageCache::shard_of(const std::string& name) const {
  return shards_[std::hash<std::string>{}(name) % shards_count];
}

CachedPagePtr PageCache::find(const PageKey& key, const running::Clock& clock) const {
  auto page = find_late(key);
  if (page != nullptr && page->good_until() && *page->good_until() <= clock.now()) return nullptr;
  return page;
}

CachedPagePtr PageCache::find_late(const PageKey& key) const {
  struct Seen {
    std::uint64_t version = 0;
    std::shared_ptr<const Map> map;
  };
  thread_local std::array<Seen, shards_count> seen;
  Shard& shard = shard_of(key.name());
  Seen& mine = seen[static_cast<std::size_t>(&shard - shards_.data())];
  const std::uint64_t version = shard.version.load(std::memory_order_acquire);
  if (version == 0) return nullptr;  // nothing was ever kept here
  if (mine.version != version) {
    const std::lock_guard lock{shard.mutex};
    mine = {shard.version.load(std::memory_order_relaxed), shard.map};
  }
  const auto found = mine.map->find(key.name());
  if (found == mine.map->end() || found->second->is_dropped) return nullptr;
  std::atomic<bool>& asked_for = found->second->asked_for;
  if (!asked_for.load(std::memory_order_relaxed)) asked_for.store(true, std::memory_order_relaxed);
  return found->second->page;
}

void PageCache::publish(Shard& shard, std::shared_ptr<const Map> map) {
  const std::lock_guard lock{shard.mutex};
  shard.map.swap(map);
  shard.version.store(next_version(), std::memory_order_release);
}

// Without memory nothing of a fetch is left behind that others would wait for.
PageCache::Joined PageCache::join(const PageKey& key, OnFetched then) {
  std::string name = key.name();
  const std::lock_guard lock{mutex_};
  if (const auto at = fetches_.find(name); at != fetches_.end()) {
    auto& waiting = at->second->waiting;
    if (waiting.size() >= waiting_max) return {nullptr, true};
    waiting.push_back(std::move(then));
    return {};
  }
  auto fetch = std::make_shared<Fetch>(name, std::string(key.article_name()));
  fetch->waiting.push_back(std::move(then));
  fetches_.emplace(std::move(name), fetch);
  return {std::move(fetch), false};
}

void PageCache::finish(const FetchPtr& fetch, const Fetched& fetched) {
  std::vector<OnFetched> waiting;
  {
    const std::lock_guard lock{mutex_};
    waiting.swap(fetch->waiting);
    const auto* page = std::get_if<CachedPagePtr>(&fetched);
    if (!fetch->is_stale) {
      fetches_.erase(fetch->name);
      if (page != nullptr && *page != nullptr) keep(*fetch, *page);
    }
  }
  for (const OnFetched& then : waiting) then(fetched);
}

void PageCache::keep(const Fetch& fetch, CachedPagePtr page) {
  constexpr std::size_t own_bytes = 512;  // of the maps and lists around it
  const std::size_t bytes = page->bytes() + fetch.name.size() + own_bytes;
  if (bytes > bytes_max_ / parts_min) return;
  try {
    forget_what_was(fetch.name);
    make_room(bytes);
    auto kept = std::make_shared<Kept>();
    kept->name = fetch.name;
    kept->article = fetch.article;
    kept->page = std::move(page);
    kept->bytes = bytes;
    Shard& shard = shard_of(kept->name);
    auto map = shard.map ? std::make_shared<Map>(*shard.map) : std::make_shared<Map>();
    (*map)[kept->name] = kept;
    auto& places = by_article_[kept->article];
    places.reserve(places.size() + 1);
    places.push_back(kept_.insert(hand_, kept));
    bytes_ += bytes;
    publish(shard, std::move(map));
  } catch (const std::bad_alloc&) {
    // There is no memory for it: it is made again for whoever asks next.
  }
}

PageCache::Place PageCache::forget(Place place) {
  const KeptPtr kept = *place;
  Shard& shard = shard_of(kept->name);
  auto map = std::make_shared<Map>(*shard.map);
  const auto at = map->find(kept->name);
  if (at != map->end() && at->second == kept) map->erase(at);  // it may be a later one's place
  publish(shard, std::move(map));
  bytes_ -= kept->bytes;
  auto& places = by_article_[kept->article];
  std::erase(places, place);
  if (places.empty()) by_article_.erase(kept->article);
  if (hand_ == place) ++hand_;
  return kept_.erase(place);
}

/// A page whose time is over stays until there is another.
void PageCache::forget_what_was(const std::string& name) {
  const Shard& shard = shard_of(name);
  if (shard.map == nullptr) return;
  const auto old = shard.map->find(name);
  if (old == shard.map->end()) return;
  const auto& places = by_article_.at(old->second->article);
  forget(*std::find_if(places.begin(), places.end(),
                       [&old](const Place place) { return *place == old->second; }));
}

/// The hand goes round: what was asked for since it last came is passed over once.
void PageCache::make_room(std::size_t bytes) {
  while (bytes_ + bytes > bytes_max_ && !kept_.empty()) {
    if (hand_ == kept_.end()) hand_ = kept_.begin();
    if ((*hand_)->asked_for.exchange(false, std::memory_order_relaxed))
      ++hand_;
    else
      hand_ = forget(hand_);
  }
}

void PageCache::drop(SiteId site, std::string_view article) {
  const PageKey of_article(site, article, "");
  const PageKey of_site(site, "", "");
  const std::string name(of_article.article_name());
  const std::string of_all(of_site.article_name());
  const std::lock_guard lock{mutex_};
  for (auto at = fetches_.begin(); at != fetches_.end();) {
    const bool is_old = at->second->article == name || at->second->article == of_all;
    if (is_old) at->second->is_stale = true;
    at = is_old ? fetches_.erase(at) : std::next(at);
  }
  forget_all_of(name);
  forget_all_of(of_all);
}

/// What is left of each part is copied once, however many of its pages go: whoever likes makes
/// pages by the thousand, of other limits and places.
void PageCache::forget_all_of(const std::string& article) {
  const auto found = by_article_.find(article);
  if (found == by_article_.end()) return;
  for (const Place place : found->second) (*place)->is_dropped = true;
  try {
    std::set<Shard*> shards;
    for (const Place place : found->second) shards.insert(&shard_of((*place)->name));
    for (Shard* shard : shards) {
      auto left = std::make_shared<Map>();
      for (const auto& [name, kept] : *shard->map)
        if (!kept->is_dropped) left->emplace(name, kept);
      publish(*shard, std::move(left));
    }
  } catch (const std::bad_alloc&) {
    return;  // nobody finds them; the hand takes away what is left
  }
  for (const Place place : found->second) {
    bytes_ -= (*place)->bytes;
    if (hand_ == place) ++hand_;
    kept_.erase(place);
  }
  by_article_.erase(found);
}

void PageCache::drop_all() {
  const std::lock_guard lock{mutex_};
  for (const auto& [name, fetch] : fetches_) fetch->is_stale = true;
  fetches_.clear();
  for (const KeptPtr& kept : kept_) kept->is_dropped = true;
  try {
    for (auto place = kept_.begin(); place != kept_.end();) place = forget(place);
  } catch (const std::bad_alloc&) {
    // As above.
  }
}

PageCache::Counts PageCache::counts() const {
  const std::lock_guard lock{mutex_};
  return {kept_.size(), bytes_};
}

}  // namespace copytaster::http
