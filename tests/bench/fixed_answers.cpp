// The door alone, for script/bench: `/12k` and `/30k` from memory, as nginx gives them from a file.
//   fixed_answers PORT THREADS
// Runs until it is ended.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "http/exchange.hpp"
#include "http/server.hpp"

namespace copytaster::http {
namespace {

std::shared_ptr<const PreparedReply> answer_of(std::size_t bytes) {
  return prepare_for_many({200, {{"Content-Type", "application/json"}}, std::string(bytes, 'x')});
}

int serve(std::uint16_t port, int threads) {
  const auto small = answer_of(12 * 1024);
  const auto large = answer_of(30 * 1024);
  const auto missing = prepare({404, {}, {}});
  ServerOptions options;
  options.port = port;
  options.threads = threads;
  options.connections_per_address = 0;
  Server server(
      options,
      [&](const std::shared_ptr<Exchange>& exchange) {
        const std::string_view path = exchange->request().path;
        exchange->reply(path == "/12k" ? small : path == "/30k" ? large : missing);
      },
      [](const FramingError& error) {
        return Reply{error.status, {}, std::string(error.detail)};
      });
  server.start();
  std::cout << "ready" << std::endl;
  pause();
  return 0;
}

}  // namespace
}  // namespace copytaster::http

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: fixed_answers PORT THREADS\n";
    return 2;
  }
  return copytaster::http::serve(static_cast<std::uint16_t>(std::atoi(arguments[1])),
                                 std::atoi(arguments[2]));
}
