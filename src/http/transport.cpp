#include "http/transport.hpp"

#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <utility>

#include <pistache/peer.h>

#include "http/connection.hpp"

namespace copytaster::http {
namespace {

using Pistache::Polling::Event;
using Pistache::Polling::NotifyOn;

/// After so many full reads in a row a socket lets the others go first.
constexpr int full_reads_max = 8;

/// The set's entries are events and hide it, with what readers of edges must know: that the other
/// side has ended.
Event event_of(const Pistache::Aio::FdSet::Entry& entry) { return std::bit_cast<Event>(entry); }

}  // namespace

Transport::Transport(const std::shared_ptr<Front>& front)
    : Pistache::Tcp::Transport(front), front_(front) {}

std::shared_ptr<Pistache::Aio::Handler> Transport::clone() const {
  return std::make_shared<Transport>(front_->copy());
}

void Transport::onReady(const Pistache::Aio::FdSet& ready) {
  std::vector<Event> others;
  for (const auto& entry : ready) {
    const Event event = event_of(entry);
    const auto socket = static_cast<int>(event.tag.value());
    Connection* connection = front_->connection_at(socket);
    if (connection != nullptr && entry.isReadable())
      read(socket, *connection, event.flags.hasFlag(NotifyOn::Shutdown));
    else
      others.push_back(event);
  }
  if (!others.empty()) Pistache::Tcp::Transport::onReady(Pistache::Aio::FdSet(std::move(others)));
}

/// A short read has emptied the socket, and what comes later is told anew (epoll(7)); but an end
/// that was told together with the last bytes must be read now.
void Transport::read(int socket, Connection& connection, bool has_ended) {
  for (int reads = 0; reads < full_reads_max; ++reads) {
    const ssize_t size = recv(socket, bytes_.data(), bytes_.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return leave(socket);
    const auto count = static_cast<std::size_t>(size);
    connection.take({bytes_.data(), count});
    if (count < bytes_.size() && !has_ended) return;
  }
  reactor()->modifyFd(key(), socket, NotifyOn::Read | NotifyOn::Shutdown,
                      Pistache::Polling::Mode::Edge);  // tells at once what is there
}

void Transport::leave(int socket) {
  const auto peer = peers.at(socket);
  front_->onDisconnection(peer);
  removePeer(peer);
}

}  // namespace copytaster::http
