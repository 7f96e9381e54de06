#include "http/server.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <pistache/listener.h>

#include "http/connection.hpp"
#include "http/front.hpp"
#include "http/transport.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t backlog = 1024;
constexpr rlim_t descriptors_for_others = 64;  // database, files, log: 32 are open at rest
constexpr rlim_t descriptors_per_thread = 4;
constexpr rlim_t connections_min = 8;
constexpr std::chrono::milliseconds look_again_after{20};
constexpr std::chrono::milliseconds farewell_max{2'000};

/// As many descriptors as the administrator allows.
rlim_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

/// Two descriptors each, Pistache's and ours. Nothing else keeps its accepting thread from spinning
/// when it is out of descriptors.
std::size_t connections_carried(rlim_t descriptors, int threads) {
  const rlim_t others =
      descriptors_for_others + descriptors_per_thread * static_cast<rlim_t>(threads);
  return std::max(connections_min, (descriptors - std::min(descriptors, others)) / 2);
}

/// Pistache makes its threads in one of its own, where a failure to make one ends the process
/// without a word. As many are made here first, all at once, so that it is said. glibc keeps their
/// stacks for the next.
void rehearse_threads(int count) {
  std::promise<void> over;
  const std::shared_future<void> wait = over.get_future().share();
  std::vector<std::jthread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  try {
    for (int i = 0; i < count; ++i) threads.emplace_back([wait] { wait.wait(); });
  } catch (...) {
    over.set_value();
    throw;
  }
  over.set_value();
}

std::string place_of(const ServerOptions& options) {
  const bool v6 = options.address.find(':') != std::string::npos;
  return (v6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(options.port);
}

bool listens_at(int descriptor, std::uint16_t port, const std::string& address) {
  int listening = 0;
  socklen_t size = sizeof listening;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0) return false;
  sockaddr_storage socket{};
  size = sizeof socket;
  if (listening == 0 || getsockname(descriptor, reinterpret_cast<sockaddr*>(&socket), &size) != 0) {
    return false;
  }
  const auto bound = ClientAddress::from_socket(socket);
  const auto wanted = ClientAddress::parse(address);
  return ClientAddress::port_of(socket) == port && (!wanted || bound == wanted);
}

}  // namespace

class Server::Listening {
 public:
  Listening(const ServerOptions& options, const std::shared_ptr<Door>& door)
      : address_(options.address), listener_(Pistache::Address(place_of(options))) {
    using Pistache::Tcp::Options;
    const Pistache::Flags<Options> flags(Options::NoDelay | Options::ReuseAddr |
                                         Options::CloseOnExec);
    listener_.init(static_cast<std::size_t>(options.threads), flags, "http",
                   static_cast<int>(backlog));
    listener_.setTransportFactory(
        [door] { return std::make_shared<Transport>(std::make_shared<Front>(door)); });
    listener_.bind();
    listener_.runThreaded();
    port_ = listener_.getPort();
  }

  std::uint16_t port() const { return port_; }

  /// Pistache cannot stop accepting alone. Its listening socket is replaced, under the same
  /// number, by one that never has a connection to accept: the kernel refuses new ones.
  void close_listening() const {
    const int limit = static_cast<int>(std::min<rlim_t>(descriptor_limit(), 1'000'000));
    for (int descriptor = 0; descriptor < limit; ++descriptor) {
      if (!listens_at(descriptor, port_, address_)) continue;
      const int deaf = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (deaf < 0) return;
      dup3(deaf, descriptor, O_CLOEXEC);
      close(deaf);
      return;
    }
  }

  void shutdown() { listener_.shutdown(); }

 private:
  static rlim_t descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }

  std::string address_;
  Pistache::Tcp::Listener listener_;
  std::uint16_t port_ = 0;
};

Server::Server(ServerOptions options, Dispatch dispatch, RefuseFraming refuse)
    : options_(std::move(options)) {
  const rlim_t descriptors = raise_descriptor_limit();
  const SeatLimits limits{
      std::min(options_.connections_max, connections_carried(descriptors, options_.threads)),
      options_.connections_per_address, options_.trusted_proxies};
  door_ = std::make_shared<Door>(options_.terms, std::move(dispatch), std::move(refuse), limits);
  door_->first_duplicate = static_cast<int>(std::min<rlim_t>(descriptors / 2, 1'000'000));
}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
  door_->flusher.stop();
}

void Server::start() {
  try {
    rehearse_threads(options_.threads + 1);  // one accepts
    listening_ = std::make_unique<Listening>(options_, door_);
  } catch (const std::exception& error) {
    throw std::runtime_error("cannot listen on " + place_of(options_) + ": " + error.what());
  }
}

std::uint16_t Server::port() const { return listening_ == nullptr ? 0 : listening_->port(); }

std::size_t Server::connections() const { return door_->seats.taken(); }

void Server::change_limits(std::size_t per_address, std::vector<AddressRange> trusted_proxies) {
  door_->seats.change(per_address, std::move(trusted_proxies));
}

void Server::stop(std::chrono::milliseconds drain) {
  if (listening_ == nullptr) return;
  listening_->close_listening();
  door_->closing = true;
  const auto deadline = std::chrono::steady_clock::now() + drain;
  const auto under_way = [this] {
    bool any = false;
    for (const auto& connection : door_->flusher.connections()) any |= connection->retire();
    return any;
  };
  while (under_way() && std::chrono::steady_clock::now() < deadline) {
    door_->flusher.wait_until_empty(look_again_after);
  }
  for (const auto& connection : door_->flusher.connections()) connection->cut_off();
  // Pistache closes its sockets when it has seen their end; it would not when it is shut down.
  const auto farewell = std::chrono::steady_clock::now() + farewell_max;
  while (door_->peers > 0 && std::chrono::steady_clock::now() < farewell) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  listening_->shutdown();
  listening_.reset();
}

}  // namespace copytaster::http
