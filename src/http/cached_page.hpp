// A public page in every form that clients ask for, each made once.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "copytaster/domain/instant.hpp"
#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// What readers get never changes. Without the lines that differ from answer to answer (status,
/// Date, the request's id).
class CachedPage {
 public:
  using Form = std::shared_ptr<const PreparedReply>;
  /// Adds ETag, Vary and Cache-Control to a 200. Throws as `prepare` does.
  explicit CachedPage(Reply reply, std::optional<Instant> good_until = std::nullopt);
  ~CachedPage();
  CachedPage(const CachedPage&) = delete;
  CachedPage& operator=(const CachedPage&) = delete;

  /// What this client gets: not again what it has (304), gzip where it accepts it and it is worth
  /// while. What many ask for goes out without being copied, from a few hundred descriptors.
  const Form& form_for(const Request& request) const;
  std::size_t bytes() const { return bytes_; }
  /// From then on it says what is no longer so; none: only a change makes it old.
  std::optional<Instant> good_until() const { return good_until_; }

 private:
  const Form& plain() const;
  const Form* heat() const;

  std::optional<Instant> good_until_;
  std::string etag_;
  Form plain_;
  Form gzip_;  ///< null where it is not worth while
  Form not_modified_;
  std::size_t bytes_ = 0;
  mutable std::atomic<std::uint32_t> asked_ = 0;  ///< for the plain form, until it is hot
  mutable std::atomic<const Form*> hot_ = nullptr;
};

using CachedPagePtr = std::shared_ptr<const CachedPage>;

}  // namespace copytaster::http
