#include "http/front.hpp"

#include <sys/socket.h>

#include <string_view>
#include <utility>

#include <pistache/peer.h>

#include "http/connection.hpp"

namespace copytaster::http {
namespace {

constexpr auto connection_key = "connection";

}  // namespace

/// What a peer keeps: Pistache lets go of its peers late and on any thread, but a connection ends
/// with its client.
struct Front::HeldByPeer {
  std::shared_ptr<Connection> connection;
};

std::shared_ptr<Front::HeldByPeer> Front::held_by(const Pistache::Tcp::Peer& peer) {
  return std::static_pointer_cast<HeldByPeer>(peer.tryGetData(connection_key));
}

Front::Front(std::shared_ptr<Door> door)
    : door_(std::move(door)), never_fed_(std::make_shared<Pistache::Http::RequestParser>(1)) {}

void Front::onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  ++door_->peers;
  peer->putData(ParserData, never_fed_);
  peer->setIdle(true);  // never a 408 from Pistache into our answers
  try {
    welcome(*peer);
  } catch (...) {
    // Out of memory: without this connection the others live on.
    shutdown(peer->fd(), SHUT_RDWR);
  }
}

/// A connection without a seat or a descriptor is shut at once; Pistache then sees its end.
void Front::welcome(Pistache::Tcp::Peer& peer) {
  sockaddr_storage socket{};
  socklen_t size = sizeof socket;
  // sockaddr_storage is made to be seen as a sockaddr.
  if (getpeername(peer.fd(), reinterpret_cast<sockaddr*>(&socket), &size) == 0) {
    if (const auto address = ClientAddress::from_socket(socket)) {
      if (auto seat = door_->seats.take(*address)) {
        if (auto connection = Connection::open({peer.fd(), *address, std::move(*seat)}, door_)) {
          peer.putData(connection_key, std::make_shared<HeldByPeer>(std::move(connection)));
          return;
        }
      }
    }
  }
  shutdown(peer.fd(), SHUT_RDWR);
}

void Front::onInput(const char* bytes, std::size_t size,
                    const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  const auto held = held_by(*peer);
  if (held == nullptr) return;
  try {
    held->connection->take({bytes, size});
  } catch (...) {
    held->connection->cut_off();  // out of memory, in the middle of this client's bytes
  }
}

void Front::onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  --door_->peers;
  if (const auto held = held_by(*peer)) std::exchange(held->connection, nullptr)->input_ended();
}

void Front::onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) {
  // Only Pistache's own parser would call this, and it gets no bytes.
}

}  // namespace copytaster::http
