// Clients that hold connections and take nothing, for script/bench.
//   stalled_clients PORT idle|header|reader COUNT [REQUEST]
// idle: connects and says nothing. header: sends a byte of its head each second, and connects again
// when it is turned away. reader: sends REQUEST several times over and reads not a byte. Prints
// "holding" when all are there, and holds until it is killed.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "../http/raw_client.hpp"

namespace copytaster::http::testing {
namespace {

constexpr int segment_bytes = 1400;
constexpr int receive_bytes = 4096;
constexpr int requests_of_a_reader = 20;

void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

RawClient slow_head(std::uint16_t port) {
  RawClient client(port);
  client.send("GET / HTTP/1.1\r\nX-Slow: ");
  return client;
}

std::vector<RawClient> arrive(std::uint16_t port, std::string_view kind, int count,
                              const std::string& request) {
  std::vector<RawClient> clients;
  for (int i = 0; i < count; ++i) {
    if (kind == "reader") {
      clients.emplace_back(port, segment_bytes, receive_bytes);
      for (int n = 0; n < requests_of_a_reader; ++n) clients.back().send(request);
    } else if (kind == "header") {
      clients.push_back(slow_head(port));
    } else {
      clients.emplace_back(port);
    }
  }
  return clients;
}

[[noreturn]] void hold(std::uint16_t port, std::string_view kind, std::vector<RawClient>& clients) {
  for (;; std::this_thread::sleep_for(std::chrono::seconds(1))) {
    if (kind != "header") continue;
    for (auto& client : clients)
      if (!client.quiet() || !client.send("x")) client = slow_head(port);
  }
}

[[noreturn]] void run(std::uint16_t port, std::string_view kind, int count,
                      const std::string& request) {
  raise_descriptor_limit();
  auto clients = arrive(port, kind, count, request);
  std::cout << "holding" << std::endl;
  hold(port, kind, clients);
}

}  // namespace
}  // namespace copytaster::http::testing

int main(int count, char** arguments) {
  if (count < 4) {
    std::cerr << "usage: stalled_clients PORT idle|header|reader COUNT [REQUEST]\n";
    return 2;
  }
  try {
    copytaster::http::testing::run(static_cast<std::uint16_t>(std::atoi(arguments[1])),
                                   arguments[2], std::atoi(arguments[3]),
                                   count > 4 ? arguments[4] : "");
  } catch (const std::exception& error) {
    std::cerr << "stalled_clients: " << error.what() << "\n";
    return 1;
  }
}
