// One request on its way through an endpoint: what was asked, by whom, and the one answer.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/sign_in.hpp"
#include "copytaster/domain/access.hpp"
#include "http/cached_page.hpp"
#include "http/client_address.hpp"
#include "http/event_stream.hpp"
#include "http/exchange.hpp"
#include "http/form.hpp"
#include "http/language.hpp"
#include "http/reply.hpp"
#include "http/services.hpp"

namespace copytaster::http {

struct Route;

/// What a route's names stand for in a path, which must outlive it.
struct Named {
  std::string_view site;
  std::string_view article;
  std::string_view id;
  std::string_view file;
  std::string_view token;
  std::string_view version;
};

/// Shared by the threads it passes through, one after the other. Every answer goes out through it,
/// so that each has the headers that all have, and a line in the log.
class Call {
 public:
  Call(std::shared_ptr<Exchange> exchange, const Services& services);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() = default;

  const Request& request() const { return exchange_->request(); }
  const Services& services() const { return services_; }
  const std::shared_ptr<const LiveSettings>& live() const { return live_; }
  const Site& site() const { return *site_; }
  /// No site in the path and none that belongs to the Host; or, on routes of capability links, no
  /// such site.
  bool has_no_site() const { return site_ == nullptr; }
  const Principal& principal() const { return *principal_; }
  /// Of a route that is open to anyone: whether staff has shown a token.
  bool is_by_staff() const { return principal_.has_value(); }
  /// On routes about the caller's own session.
  const Session& session() const { return *session_; }
  /// Empty: she showed an API token.
  const std::string& session_token() const { return session_token_; }
  std::string_view request_id() const { return request_id_; }
  const ClientAddress& client() const { return client_.address; }
  /// A trusted proxy says that the client speaks TLS.
  bool is_forwarded_https() const;
  Instant now() const { return services_.clock.now(); }
  /// In which a page speaks to whoever asks.
  Language language() const;
  /// What stands in the path for {article}, {id}, {file}, {token} or {version}; empty when the
  /// route has none.
  std::string_view article() const { return named_.article; }
  std::string_view id() const { return named_.id; }
  std::string_view file() const { return named_.file; }
  std::string_view token() const { return named_.token; }
  std::string_view version() const { return named_.version; }
  /// The query's fields, in valid UTF-8 without NUL, none twice.
  const FormFields& query() const { return *query_; }
  bool has_bad_query() const { return !query_; }

  void lack_memory() { exchange_->lack_memory(); }
  void reply(Reply reply);
  void reply(const CachedPage& page);
  /// A body of unknown length. False: the client has gone.
  bool stream(StreamHead head);
  bool stream_chunk(std::string_view bytes) { return exchange_->stream_chunk(bytes); }
  bool stream_has_room(std::function<void()> go_on) {
    return exchange_->stream_has_room(std::move(go_on));
  }
  bool stream_end(const HeaderList& trailers) { return exchange_->stream_end(trailers); }
  /// Answers with a stream of events, which outlives the call.
  EventStream listen();
  /// Nothing can be promised any more to a client that has half an answer: it is cut off.
  bool begun() const { return exchange_->answered(); }

 private:
  friend class Guard;
  void log(int status) const;  // in guard.cpp: nothing else here writes logs

  std::shared_ptr<Exchange> exchange_;
  const Services& services_;
  std::shared_ptr<const LiveSettings> live_;
  std::chrono::steady_clock::time_point arrived_;  // where answers are logged
  std::array<char, 16> own_id_ = {};
  std::string_view request_id_;  // this or the request's
  Client client_;
  std::optional<FormFields> query_;
  const Route* route_ = nullptr;
  const Site* site_ = nullptr;
  std::optional<Principal> principal_;
  std::optional<Session> session_;
  std::string session_token_;
  Named named_;
};

using CallPtr = std::shared_ptr<Call>;

}  // namespace copytaster::http
