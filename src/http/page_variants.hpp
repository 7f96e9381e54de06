// A public answer as this client wants it: not again what it has (ETag, 304), gzip where accepted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// In quotes, of the body as it is.
std::string etag_of(std::string_view body);
/// None: not worth while.
std::optional<std::string> gzip_of(std::string_view body);
/// ETag, Vary and, unless it has one, the Cache-Control that asks again every time.
void add_page_headers(HeaderList& headers, const std::string& etag);

/// Adds ETag, Vary and Cache-Control to a 200; bodies above 1 KiB are compressed for who accepts.
Reply public_page(const Request& request, Reply reply);

}  // namespace copytaster::http
