// Bytes into a socket as far as it takes them: never waits, never raises SIGPIPE.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <span>

#include "http/unsent.hpp"

namespace copytaster::http {

/// Bytes written, which may be fewer than given; 0 when the socket is full, -1 when the connection
/// is broken. Pages go out without a copy.
ssize_t send_now(int socket, std::span<iovec> pieces);
ssize_t send_now(int socket, const Outgoing& outgoing);

}  // namespace copytaster::http
