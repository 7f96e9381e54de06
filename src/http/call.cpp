#include "http/call.hpp"

#include <algorithm>
#include <atomic>
#include <random>

#include "copytaster/domain/text.hpp"
#include "http/header_lists.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"

namespace copytaster::http {
namespace {

/// A proxy's id is taken over when it is harmless in a header and a log line; else a new one.
std::string_view request_id_for(const Request& request, std::array<char, 16>& own) {
  constexpr std::size_t id_bytes_max = 64;
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  const auto given = request.header("X-Request-Id").value_or("");
  if (!given.empty() && given.size() <= id_bytes_max &&
      given.find_first_not_of(allowed) == std::string_view::npos)
    return given;
  thread_local std::mt19937_64 chance{std::random_device{}()};
  constexpr std::string_view hex = "0123456789abcdef";
  for (auto rest = chance(); char& digit : own) {
    digit = hex[rest & 0xFU];
    rest >>= 4U;
  }
  return {own.data(), own.size()};
}

/// Problems tell the id as well, so that a reader can quote what she sees.
void put_request_id(Reply& reply, std::string_view request_id) {
  const bool is_problem = reply.body.starts_with("{\"type\":\"/problems/");
  if (!is_problem) return;
  reply.body.pop_back();
  reply.body += ",\"request_id\":";
  append_json_string(reply.body, request_id);
  reply.body += '}';
}

}  // namespace

Call::Call(std::shared_ptr<Exchange> exchange, const Services& services)
    : exchange_(std::move(exchange)),
      services_(services),
      live_(services.settings.get()),
      request_id_(request_id_for(exchange_->request(), own_id_)),
      client_(client_of(exchange_->peer(), exchange_->request().headers_named("X-Forwarded-For"),
                        live_->trusted_proxies)),
      query_(parse_query(exchange_->request().query)) {
  if (client_.forwarded_by_stranger) services.forwarded_by_stranger = true;
}

Language Call::language() const {
  return language_of(request().header("Accept-Language").value_or(""));
}

bool Call::is_forwarded_https() const {
  const auto& trusted = live_->trusted_proxies;
  const bool is_trusted =
      std::any_of(trusted.begin(), trusted.end(),
                  [this](const AddressRange& range) { return range.contains(exchange_->peer()); });
  return is_trusted &&
         equal_ignoring_case(request().header("X-Forwarded-Proto").value_or(""), "https");
}

void Call::reply(Reply reply) {
  put_request_id(reply, request_id_);
  add_common_headers(reply.headers, request_id_);
  const int status = reply.status;
  exchange_->reply(std::move(reply));
  log(status);
}

void Call::reply(const CachedPage& page) {
  const auto& form = page.form_for(request());
  exchange_->reply(form, request_id_);
  log(form->status);
}

EventStream Call::listen() {
  HeaderList headers;
  add_common_headers(headers, request_id_);
  EventStream stream{exchange_, std::move(headers)};
  log(200);
  return stream;
}

bool Call::stream(StreamHead head) {
  add_common_headers(head.headers, request_id_);
  const bool reached = exchange_->stream(head);
  log(head.status);
  return reached;
}

}  // namespace copytaster::http
