#include "http/cross_origin.hpp"

#include <algorithm>

#include "copytaster/domain/article.hpp"
#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

/// Scheme, host and port of a URL: what stands before the path.
std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

}  // namespace

bool is_own_origin(std::string_view origin, const Request& request, const Site& site) {
  if (origin.empty()) return false;
  if (!site.origins.empty())
    return std::find(site.origins.begin(), site.origins.end(), origin) != site.origins.end();
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme) && origin.substr(scheme.size()) == request.host) return true;
  }
  return false;
}

bool comes_from_elsewhere(const Request& request, const Site& site) {
  const auto origin = request.header("Origin");
  return origin && !is_own_origin(*origin, request, site);
}

std::optional<std::string> own_page(const Request& request, const Site& site) {
  if (!site.create_articles) return std::nullopt;
  // Our own address is what Host says, and a program may say anything.
  if (site.origins.empty() && !site.hosts.empty() && !site.has_host(request.host))
    return std::nullopt;
  const auto referer = request.header("Referer");
  if (!referer) return std::nullopt;
  const auto origin = request.header("Origin").value_or(origin_of(*referer));
  if (!is_own_origin(origin, request, site)) return std::nullopt;
  if (!is_own_origin(origin_of(*referer), request, site)) return std::nullopt;
  const std::string page{referer->substr(0, referer->find_first_of("?#"))};
  if (page.size() > article_url_bytes_max || !is_valid_utf8(page) || checked_url(page) != page)
    return std::nullopt;
  return page;
}

std::optional<std::string_view> own_origin(const Request& request, const Site& site) {
  const auto origin = request.header("Origin");
  return origin && is_own_origin(*origin, request, site) ? origin : std::nullopt;
}

void add_cross_origin(HeaderList& headers, const Request& request, const Site& site) {
  add_vary(headers, "Origin");
  const auto origin = own_origin(request, site);
  if (!origin) return;
  headers.emplace_back("Access-Control-Allow-Origin", std::string(*origin));
  headers.emplace_back("Access-Control-Expose-Headers", "Idempotency-Replayed, Retry-After");
}

void add_preflight(Reply& reply, const Request& request, const Site& site,
                   const std::string& methods) {
  add_vary(reply.headers, "Origin");
  const auto origin = own_origin(request, site);
  if (!origin) return;
  reply.headers.emplace_back("Access-Control-Allow-Origin", std::string(*origin));
  reply.headers.emplace_back("Access-Control-Allow-Methods", methods);
  reply.headers.emplace_back("Access-Control-Allow-Headers",
                             "Authorization, Content-Type, Idempotency-Key");
  reply.headers.emplace_back("Access-Control-Max-Age", "600");
}

}  // namespace copytaster::http
