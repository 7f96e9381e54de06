// A public answer as this client wants it: not again what it has (ETag, 304), gzip where accepted.
#pragma once

#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// Adds ETag, Vary and Cache-Control to a 200; bodies above 1 KiB are compressed for who accepts.
Reply public_page(const Request& request, Reply reply);

}  // namespace copytaster::http
