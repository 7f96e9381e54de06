// A real server on a free port, and small answers for it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/exchange.hpp"
#include "http/server.hpp"

namespace copytaster::http::testing {

inline Reply text_reply(std::string body, int status = 200) {
  return {status, {{"Content-Type", "text/plain"}}, std::move(body)};
}

inline Reply plain_refusal(const FramingError& error) {
  return text_reply(std::string(error.detail), error.status);
}

inline std::unique_ptr<Server> a_server(Dispatch dispatch, ServerOptions options = {}) {
  auto server = std::make_unique<Server>(std::move(options), std::move(dispatch), plain_refusal);
  server->start();
  return server;
}

/// Answers with method, path and body, so that a mix-up shows.
inline void echo(const std::shared_ptr<Exchange>& exchange) {
  const Request& request = exchange->request();
  exchange->reply(text_reply(std::string(name_of(request.method)) + " " +
                             std::string(request.path) + " " + request.body));
}

inline std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: news.example\r\n" + more + "\r\n";
}

inline std::string post(const std::string& target, const std::string& body,
                        const std::string& more = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: news.example\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline void wait_for(const std::string& what, const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("waited in vain for " + what);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

/// Answers on a thread of its own, later.
class LateAnswers {
 public:
  LateAnswers() : thread_([this] { run(); }) {}
  LateAnswers(const LateAnswers&) = delete;
  LateAnswers& operator=(const LateAnswers&) = delete;
  ~LateAnswers() {
    stop_ = true;
    thread_.join();
  }
  void take(std::shared_ptr<Exchange> exchange) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(exchange));
  }
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }
  void hold(bool held) { held_ = held; }

 private:
  void run() {
    while (!stop_) {
      std::vector<std::shared_ptr<Exchange>> batch;
      {
        const std::lock_guard lock(mutex_);
        if (!held_) batch.swap(waiting_);
      }
      for (const auto& exchange : batch) echo(exchange);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Exchange>> waiting_;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> held_ = false;
  std::thread thread_;
};

}  // namespace copytaster::http::testing
