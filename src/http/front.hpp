// Where Pistache's reactors call us: its parser and its writer are passed by.
#pragma once

#include <cstddef>
#include <memory>

#include <pistache/endpoint.h>

#include "http/door.hpp"

namespace copytaster::http {

/// Copied once for each reactor; all copies share the door.
class Front final : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(Front)

  explicit Front(std::shared_ptr<Door> door);

  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
  void onInput(const char* bytes, std::size_t size,
               const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
  void onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override;
  void onRequest(const Pistache::Http::Request& request,
                 Pistache::Http::ResponseWriter response) override;

 private:
  struct HeldByPeer;

  void welcome(Pistache::Tcp::Peer& peer);
  static std::shared_ptr<HeldByPeer> held_by(const Pistache::Tcp::Peer& peer);

  std::shared_ptr<Door> door_;
  /// Pistache asks each peer's parser for its age twice a second and dies without one. Nothing is
  /// ever fed to it, so all peers can share it.
  std::shared_ptr<Pistache::Http::RequestParser> never_fed_;
};

}  // namespace copytaster::http
