// How a reactor reads from its sockets.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include <pistache/transport.h>

#include "http/front.hpp"

namespace copytaster::http {

/// Pistache's transport, but for the reading: for each request it clears 4 KiB, looks a peer up
/// three times and asks the socket a second time whether there is more (docs/decisions/0001). One
/// for each reactor, on its thread.
class Transport final : public Pistache::Tcp::Transport {
 public:
  explicit Transport(const std::shared_ptr<Front>& front);

  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void onReady(const Pistache::Aio::FdSet& ready) override;

 private:
  void read(int socket, Connection& connection, bool has_ended);
  void leave(int socket);

  const std::shared_ptr<Front> front_;
  std::array<char, std::size_t{16} * 1024> bytes_;
};

}  // namespace copytaster::http
