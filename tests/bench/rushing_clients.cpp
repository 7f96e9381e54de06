// Clients that send comments at a given rate whatever comes back, for script/bench: who is refused
// does not wait. An answer is awaited before a connection is used again, so what finds none free is
// counted as held up and goes when one is.
//   rushing_clients PORT COMMENTS_A_SECOND SECONDS CONNECTIONS
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Client {
  int socket = -1;
  std::string received;
  Clock::time_point sent;
};

/// What came back: how many of each status, and how long they took.
struct Answers {
  std::map<int, std::vector<float>> took_ms;
  std::size_t refused_without_wait = 0;

  void add(const Client& client, int status) {
    const std::chrono::duration<float, std::milli> took = Clock::now() - client.sent;
    took_ms[status].push_back(took.count());
    if (status == 503 && client.received.find("\r\nRetry-After: ") == std::string::npos)
      ++refused_without_wait;
  }
};

int connected(std::uint16_t port) {
  const int one = 1;
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return socket;
}

/// Each a comment of its own, from a reader of her own.
std::string request(std::uint32_t number) {
  static const std::string run = std::to_string(::getpid());
  static const std::string words = [] {
    std::string text;
    for (int i = 0; i < 22; ++i) text += "a word to say ";
    return text;
  }();
  const std::string n = run + "-" + std::to_string(number);
  const std::string body = "{\"author\":\"Reader\",\"email\":\"r" + n +
                           "@reader.example\",\"text\":\"" + words + n + "\"}";
  const auto byte = [number](unsigned shift) { return std::to_string((number >> shift) & 255U); };
  return "POST /api/v1/sites/main/articles/1/comments HTTP/1.1\r\nHost: localhost\r\n"
         "Content-Type: application/json\r\nIdempotency-Key: " +
         n + "\r\nX-Forwarded-For: 11." + byte(16) + "." + byte(8) + "." + byte(0) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The status, when the whole answer is there; else 0.
int status_of(const std::string& received) {
  const auto end = received.find("\r\n\r\n");
  const auto length = received.find("\r\nContent-Length: ");
  if (end == std::string::npos || length == std::string::npos) return 0;
  const auto body = static_cast<std::size_t>(std::atol(received.c_str() + length + 18));
  return received.size() < end + 4 + body ? 0 : std::atoi(received.c_str() + 9);
}

class Rush {
 public:
  Rush(std::uint16_t port, std::size_t count) : clients_(count), port_(port) {
    for (std::size_t i = 0; i < count; ++i) open(i);
  }

  void run(double rate, double seconds) {
    const auto start = Clock::now();
    for (double now = 0; now < seconds;) {
      now = std::chrono::duration<double>(Clock::now() - start).count();
      const auto due = static_cast<std::uint32_t>(rate * now);
      while (sent_ < due && !free_.empty()) send_next();
      held_up_ = std::max(held_up_, due - sent_);
      receive();
    }
  }

  void print(double seconds) {
    for (auto& [status, took] : answers_.took_ms) {
      std::sort(took.begin(), took.end());
      std::cout << status << " " << static_cast<double>(took.size()) / seconds << " "
                << took[took.size() * 99 / 100] << "\n";
    }
    std::cout << "without-wait " << answers_.refused_without_wait << "\nheld-up " << held_up_
              << "\nbroken " << broken_ << "\n";
  }

 private:
  void open(std::size_t i) {
    clients_[i].socket = connected(port_);
    clients_[i].received.clear();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    free_.push_back(i);
  }

  void send_next() {
    Client& client = clients_[free_.back()];
    free_.pop_back();
    const std::string text = request(sent_++);
    client.received.clear();
    client.sent = Clock::now();
    ::send(client.socket, text.data(), text.size(), MSG_NOSIGNAL);
  }

  void receive() {
    std::vector<epoll_event> events(512);
    const int count =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), free_.empty() ? 1 : 0);
    for (int i = 0; i < count; ++i) receive(events[static_cast<std::size_t>(i)].data.u64);
  }

  void receive(std::size_t i) {
    Client& client = clients_[i];
    char bytes[4096];
    const auto got = ::recv(client.socket, bytes, sizeof bytes, 0);
    if (got <= 0) {
      ++broken_;
      ::close(client.socket);
      return open(i);
    }
    client.received.append(bytes, static_cast<std::size_t>(got));
    const int status = status_of(client.received);
    if (status == 0) return;
    answers_.add(client, status);
    free_.push_back(i);
  }

  int epoll_ = ::epoll_create1(0);
  std::vector<Client> clients_;
  std::vector<std::size_t> free_;
  Answers answers_;
  std::uint16_t port_;
  std::uint32_t sent_ = 0;
  std::uint32_t held_up_ = 0;
  std::size_t broken_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: rushing_clients PORT COMMENTS_A_SECOND SECONDS CONNECTIONS\n";
    return 2;
  }
  try {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const double seconds = std::atof(arguments[3]);
    Rush rush(static_cast<std::uint16_t>(std::atoi(arguments[1])),
              static_cast<std::size_t>(std::atol(arguments[4])));
    rush.run(std::atof(arguments[2]), seconds);
    rush.print(seconds);
  } catch (const std::exception& error) {
    std::cerr << "rushing_clients: " << error.what() << "\n";
    return 1;
  }
}
