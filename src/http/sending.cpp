#include "http/sending.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace copytaster::http {
namespace {

bool is_full(int error) { return error == EAGAIN || error == ENOBUFS; }

ssize_t send_bytes(int socket, std::string_view bytes, int flags) {
  ssize_t written = -1;
  do {
    written = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT | flags);
  } while (written < 0 && errno == EINTR);
  if (written < 0 && is_full(errno)) return 0;
  return written;
}

ssize_t send_with_pages(int socket, const Outgoing& outgoing) {
  const ssize_t written = send_bytes(socket, outgoing.lead, MSG_MORE);
  if (written < 0 || static_cast<std::size_t>(written) < outgoing.lead.size()) return written;
  auto from = static_cast<off_t>(outgoing.from);
  const ssize_t more = sendfile(socket, outgoing.pages, &from, outgoing.to - outgoing.from);
  if (more >= 0) return written + more;
  return is_full(errno) || errno == EINTR ? written : -1;
}

}  // namespace

ssize_t send_now(int socket, std::span<iovec> pieces) {
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  ssize_t written = -1;
  do {
    written = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (written < 0 && errno == EINTR);
  if (written < 0 && is_full(errno)) return 0;
  return written;
}

ssize_t send_now(int socket, const Outgoing& outgoing) {
  if (outgoing.pages != no_pages) return send_with_pages(socket, outgoing);
  if (outgoing.shared().empty()) return send_bytes(socket, outgoing.lead, 0);
  std::array<iovec, 2> pieces{piece_of(outgoing.lead), piece_of(outgoing.shared())};
  return send_now(socket, std::span<iovec>(pieces));
}

}  // namespace copytaster::http
