#include "http/front.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include <pistache/peer.h>

#include "http/connection.hpp"

namespace copytaster::http {

Front::Front(std::shared_ptr<Door> door) noexcept : door_(std::move(door)) {}

void Front::onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  ++door_->peers;
  try {
    welcome(peer->fd());
  } catch (...) {
    // Out of memory: without this connection the others live on.
    shutdown(peer->fd(), SHUT_RDWR);
  }
}

/// A connection without a seat or a descriptor is shut at once; Pistache then sees its end.
void Front::welcome(int socket) {
  const auto place = static_cast<std::size_t>(socket);
  if (place >= connections_.size()) connections_.resize(std::max(place + 1, 2 * place));
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  // sockaddr_storage is made to be seen as a sockaddr.
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&name), &size) == 0) {
    if (const auto address = ClientAddress::from_socket(name)) {
      if (auto seat = door_->seats.take(*address)) {
        connections_[place] = Connection::open({socket, *address, std::move(*seat)}, door_);
        if (connections_[place] != nullptr) return;
      }
    }
  }
  shutdown(socket, SHUT_RDWR);
}

Connection* Front::connection_at(int socket) const {
  const auto place = static_cast<std::size_t>(socket);
  return place < connections_.size() ? connections_[place].get() : nullptr;
}

void Front::onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  --door_->peers;
  if (connection_at(peer->fd()) == nullptr) return;
  std::exchange(connections_[static_cast<std::size_t>(peer->fd())], nullptr)->input_ended();
}

}  // namespace copytaster::http
