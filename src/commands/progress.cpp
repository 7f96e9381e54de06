#include "commands/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

namespace copytaster::commands {
namespace {

std::string bar(std::int64_t done, std::int64_t total) {
  constexpr std::int64_t cells = 30;
  const auto filled = static_cast<std::size_t>(std::min(cells, done * cells / total));
  return "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "] " +
         std::to_string(std::min<std::int64_t>(100, done * 100 / total)) + " % ";
}

}  // namespace

Progress::Progress(std::string what, std::string unit, To to)
    : what_(std::move(what)), unit_(std::move(unit)), to_(to) {}

Progress::~Progress() {
  if (shown_ && to_ == To::terminal) std::cerr << "\r\033[K" << std::flush;
}

std::string Progress::amount(std::int64_t number) const {
  if (unit_ != "bytes") return std::to_string(number) + " " + unit_;
  constexpr std::int64_t megabyte = 1'000'000;
  return std::to_string(number / megabyte) + " MB";
}

void Progress::show(std::int64_t done, std::int64_t total) {
  constexpr auto every = std::chrono::milliseconds{200};
  constexpr auto every_line = std::chrono::seconds{1};
  const auto now = Clock::now();
  if (now < next_) return;
  if (to_ == To::json) {
    nlohmann::ordered_json line = {{"progress", what_}, {"done", done}};
    if (total > 0) line["total"] = total;
    std::cout << line.dump() << std::endl;
    next_ = now + every_line;
    return;
  }
  next_ = now + every;
  if (::isatty(STDERR_FILENO) == 0) return;
  const auto seconds = std::chrono::duration<double>{now - began_}.count();
  const auto each_second = static_cast<std::int64_t>(static_cast<double>(done) / seconds);
  std::cerr << '\r' << what_ << "  " << (total > 0 ? bar(done, total) : "") << amount(done) << ", "
            << amount(each_second) << "/s\033[K" << std::flush;
  shown_ = true;
}

}  // namespace copytaster::commands
