// Where Pistache's reactors call us: its parser and its writer are passed by.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <pistache/tcp.h>

#include "http/door.hpp"

namespace copytaster::http {

class Connection;

/// Copied once for each reactor, and from then on only on its thread; all copies share the door.
class Front final : public Pistache::Tcp::Handler {
 public:
  explicit Front(std::shared_ptr<Door> door) noexcept;

  std::shared_ptr<Pistache::Tcp::Handler> clone() const override { return copy(); }
  std::shared_ptr<Front> copy() const { return std::make_shared<Front>(door_); }

  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
  /// Of who was not welcome: the others are read by `Transport`.
  void onInput(const char*, std::size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
  void onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;

  /// Whose socket Pistache holds under this number. Null: nobody's who was welcome.
  Connection* connection_at(int socket) const;

 private:
  void welcome(int socket);

  std::shared_ptr<Door> door_;
  /// By the number of Pistache's socket: a connection ends with its client, however late Pistache
  /// lets go of its peer.
  std::vector<std::shared_ptr<Connection>> connections_;
};

}  // namespace copytaster::http
