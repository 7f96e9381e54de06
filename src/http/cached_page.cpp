#include "http/cached_page.hpp"

#include "http/header_lists.hpp"
#include "http/page_variants.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

std::shared_ptr<const PreparedReply> form(Reply reply) {
  add_common_headers(reply.headers, "");
  return prepare(reply);
}

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

const std::shared_ptr<const PreparedReply>& CachedPage::form_for(const Request& request) const {
  if (etag_matches(request.header("If-None-Match").value_or(""), etag_)) return not_modified_;
  const bool wants_gzip =
      gzip_ != nullptr && accepts_gzip(request.header("Accept-Encoding").value_or(""));
  return wants_gzip ? gzip_ : plain_;
}

}  // namespace copytaster::http
