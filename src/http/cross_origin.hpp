// Whose pages may send comments, and what their browsers must be told (Fetch standard, CORS).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/framing.hpp"
#include "http/reply.hpp"
#include "http/site.hpp"

namespace copytaster::http {

/// Whether the origin is one of the site's; without any settings, our own address under either
/// scheme (TLS ends at a proxy).
bool is_own_origin(std::string_view origin, const Request& request, const Site& site);

/// A browser sends Origin with every POST; programs send none and are judged like any other.
bool comes_from_elsewhere(const Request& request, const Site& site);

/// The page that the request came from, when it is one of the site's: its URL without query, by
/// which an unknown article may be made known.
std::optional<std::string> own_page(const Request& request, const Site& site);

/// The asking page's origin, when it is the site's.
std::optional<std::string_view> own_origin(const Request& request, const Site& site);

/// Lets the asking page read the answer, when it is the site's.
void add_cross_origin(HeaderList& headers, const Request& request, const Site& site);
/// `methods`: a comma list of those that the path has.
void add_preflight(Reply& reply, const Request& request, const Site& site,
                   const std::string& methods);

}  // namespace copytaster::http
