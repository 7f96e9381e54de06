#include "http/cached_page.hpp"

#include <new>
#include <utility>

#include "http/header_lists.hpp"
#include "http/page_variants.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

std::shared_ptr<const PreparedReply> form(Reply reply) {
  add_common_headers(reply.headers, "");
  return prepare(reply);
}

constexpr std::uint32_t hot_after = 256;
/// Each costs a descriptor and its bytes once more.
constexpr int hot_pages_max = 256;
std::atomic<int> hot_pages = 0;

}  // namespace

CachedPage::CachedPage(Reply reply, std::optional<Instant> good_until)
    : good_until_(good_until), etag_(etag_of(reply.body)) {
  add_page_headers(reply.headers, etag_);
  if (auto packed = gzip_of(reply.body)) {
    Reply gzip{reply.status, reply.headers, std::move(*packed)};
    gzip.headers.emplace_back("Content-Encoding", "gzip");
    gzip_ = form(std::move(gzip));
  }
  not_modified_ = form({304, reply.headers, ""});
  plain_ = form(std::move(reply));
  bytes_ = plain_->bytes.size() + not_modified_->bytes.size() +
           (gzip_ == nullptr ? 0 : gzip_->bytes.size());
}

CachedPage::~CachedPage() {
  const Form* hot = hot_.load();
  if (hot == nullptr) return;
  delete hot;
  --hot_pages;
}

const CachedPage::Form& CachedPage::form_for(const Request& request) const {
  if (etag_matches(request.header("If-None-Match").value_or(""), etag_)) return not_modified_;
  const bool wants_gzip =
      gzip_ != nullptr && accepts_gzip(request.header("Accept-Encoding").value_or(""));
  return wants_gzip ? gzip_ : plain();
}

const CachedPage::Form& CachedPage::plain() const {
  const Form* hot = hot_.load(std::memory_order_acquire);
  if (hot == nullptr && asked_.fetch_add(1, std::memory_order_relaxed) == hot_after) hot = heat();
  return hot == nullptr ? plain_ : *hot;
}

/// Once at most, by whoever has asked at the right moment. Without it the page goes out as before.
const CachedPage::Form* CachedPage::heat() const {
  std::unique_ptr<const Form> hot;
  try {
    if (hot_pages.fetch_add(1) < hot_pages_max)
      if (Form form = as_pages(*plain_)) hot = std::make_unique<const Form>(std::move(form));
  } catch (const std::bad_alloc&) {
  }
  if (hot == nullptr) --hot_pages;
  hot_.store(hot.get(), std::memory_order_release);
  return hot.release();
}

}  // namespace copytaster::http
