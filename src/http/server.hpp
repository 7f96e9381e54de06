// The listening door: Pistache accepts and polls, our own framing and writing do the rest
// (docs/decisions/0001-pistache.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/client_address.hpp"
#include "http/door.hpp"

namespace copytaster::http {

struct ServerOptions {
  std::string address = "127.0.0.1";  // "::1" without brackets
  std::uint16_t port = 0;             // 0: any free one, see Server::port
  int threads = 2;                    // reactors, 1–64
  /// Connections at once; lowered to what the descriptor limit carries (two for each). One more
  /// is closed at once.
  std::size_t connections_max = 8192;
  /// The same for one address (IPv6: one /64); 0 is no limit. Trusted proxies are not counted.
  std::size_t connections_per_address = 256;
  std::vector<AddressRange> trusted_proxies;
  DoorTerms terms;
};

class Server {
 public:
  Server(ServerOptions options, Dispatch dispatch, RefuseFraming refuse);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops without waiting, if still running

  /// Binds and serves on threads of its own. Throws std::runtime_error "cannot listen on
  /// ADDRESS:PORT: reason" when the address is taken or is not ours.
  void start();

  /// The bound port, once started.
  std::uint16_t port() const;

  /// Takes no new connections, closes idle ones, lets what is under way be answered (with
  /// `Connection: close`) until `drain` has passed, then cuts the rest. May be called twice.
  void stop(std::chrono::milliseconds drain);

  std::size_t connections() const;

  /// For connections that come from now on.
  void change_limits(std::size_t per_address, std::vector<AddressRange> trusted_proxies);

 private:
  class Listening;
  ServerOptions options_;
  std::shared_ptr<Door> door_;
  std::unique_ptr<Listening> listening_;
};

}  // namespace copytaster::http
