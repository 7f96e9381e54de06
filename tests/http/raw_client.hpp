// A client that speaks bytes, so that tests can be as rude as the internet is.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace copytaster::http::testing {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::map<std::string, std::string> trailers;
};

/// Every wait ends after `patience` with an exception that says what was waited for.
class RawClient {
 public:
  static constexpr std::chrono::seconds patience{20};

  explicit RawClient(std::uint16_t port, int segment_bytes = 0, int receive_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (segment_bytes > 0) set(IPPROTO_TCP, TCP_MAXSEG, segment_bytes);
    if (receive_bytes > 0) set(SOL_SOCKET, SO_RCVBUF, receive_bytes);
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(socket_);
      throw std::runtime_error("cannot connect");
    }
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), read_(std::move(other.read_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(RawClient&& other) noexcept {
    std::swap(socket_, other.socket_);
    std::swap(read_, other.read_);
    return *this;
  }
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  /// False when the server has closed.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void end_of_input() const { ::shutdown(socket_, SHUT_WR); }

  /// Leaves with a reset, as a browser that is closed does.
  void abort() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
  }

  /// The next whole answer. `head_only`: as to a HEAD request.
  Answer read_answer(bool head_only = false) {
    Answer answer;
    read_fields(answer, true);
    if (head_only || answer.status < 200 || answer.status == 204 || answer.status == 304) {
      return answer;
    }
    if (answer.headers.contains("content-length")) {
      answer.body = take(std::stoul(answer.headers["content-length"]));
    } else if (answer.headers["transfer-encoding"] == "chunked") {
      read_chunks(answer);
    } else {
      answer.body = read_to_end();
    }
    return answer;
  }

  Answer ask(std::string_view request, bool head_only = false) {
    send(request);
    return read_answer(head_only);
  }

  /// Everything until the server closes. Throws when it resets instead.
  std::string read_to_end() {
    while (more("the end of the connection")) {
    }
    return std::exchange(read_, std::string());
  }

  /// At least that many bytes, as they come.
  std::string take(std::size_t size) {
    while (read_.size() < size) {
      if (!more("more bytes")) throw std::runtime_error("closed in the middle of an answer");
    }
    std::string bytes = read_.substr(0, size);
    read_.erase(0, size);
    return bytes;
  }

  std::string take_line() {
    std::size_t end = read_.find("\r\n");
    while (end == std::string::npos) {
      if (!more("a line")) throw std::runtime_error("closed in the middle of a line");
      end = read_.find("\r\n");
    }
    std::string line = read_.substr(0, end);
    read_.erase(0, end + 2);
    return line;
  }

  /// Whether the server closes, without a byte more.
  bool closes() {
    try {
      return read_.empty() && !more("the end of the connection");
    } catch (const std::runtime_error& error) {
      return std::string_view(error.what()) == "reset";
    }
  }

  /// Whether there is nothing to read right now.
  bool quiet() const {
    pollfd one{socket_, POLLIN, 0};
    return read_.empty() && ::poll(&one, 1, 0) == 0;
  }

 private:
  void set(int level, int name, int value) const {
    ::setsockopt(socket_, level, name, &value, sizeof value);
  }

  /// False at the end of the connection.
  bool more(const char* awaited) {
    pollfd one{socket_, POLLIN, 0};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(patience).count();
    if (::poll(&one, 1, static_cast<int>(ms)) == 0) {
      throw std::runtime_error(std::string("waited in vain for ") + awaited);
    }
    char bytes[16 * 1024];
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size < 0) throw std::runtime_error("reset");
    read_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  void read_fields(Answer& answer, bool head) {
    if (head) {
      const std::string line = take_line();
      if (!line.starts_with("HTTP/1.1 ")) throw std::runtime_error("no status line: " + line);
      answer.status = std::atoi(line.c_str() + 9);
    }
    auto& fields = head ? answer.headers : answer.trailers;
    for (std::string line = take_line(); !line.empty(); line = take_line()) {
      const std::size_t colon = line.find(": ");
      std::string name = line.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      fields[name] = line.substr(colon + 2);
    }
  }

  void read_chunks(Answer& answer) {
    while (true) {
      const std::size_t size = std::stoul(take_line(), nullptr, 16);
      if (size == 0) break;
      answer.body += take(size);
      if (take(2) != "\r\n") throw std::runtime_error("a chunk without its end");
    }
    read_fields(answer, false);
  }

  int socket_;
  std::string read_;
};

}  // namespace copytaster::http::testing
