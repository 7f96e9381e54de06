// A public page in every form that clients ask for, each made once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "copytaster/domain/instant.hpp"
#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// Immutable. Without the lines that differ from answer to answer (status, Date, the request's id).
class CachedPage {
 public:
  /// Adds ETag, Vary and Cache-Control to a 200. Throws as `prepare` does.
  explicit CachedPage(Reply reply, std::optional<Instant> good_until = std::nullopt);

  /// What this client gets: not again what it has (304), gzip where it accepts it and it is worth
  /// while.
  const std::shared_ptr<const PreparedReply>& form_for(const Request& request) const;
  std::size_t bytes() const { return bytes_; }
  /// From then on it says what is no longer so; none: only a change makes it old.
  std::optional<Instant> good_until() const { return good_until_; }

 private:
  std::optional<Instant> good_until_;
  std::string etag_;
  std::shared_ptr<const PreparedReply> plain_;
  std::shared_ptr<const PreparedReply> gzip_;  ///< null where it is not worth while
  std::shared_ptr<const PreparedReply> not_modified_;
  std::size_t bytes_ = 0;
};

using CachedPagePtr = std::shared_ptr<const CachedPage>;

}  // namespace copytaster::http
