// How many connections there are, in all and for each address. Pure counting; safe from any
// thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/client_address.hpp"

namespace copytaster::http {

struct SeatLimits {
  std::size_t all = 8192;
  std::size_t per_address = 256;        // per /32 and /64; 0 is no limit
  std::vector<AddressRange> uncounted;  // trusted proxies: limited by `all` only
};

class Seats {
 public:
  /// One connection's place; given back when destroyed. Must not outlive its `Seats`.
  class Seat {
   public:
    Seat(Seat&& other) noexcept;
    Seat& operator=(Seat&&) = delete;
    ~Seat();

   private:
    friend class Seats;
    Seat(Seats* seats, std::string prefix) : seats_(seats), prefix_(std::move(prefix)) {}
    Seats* seats_;
    std::string prefix_;  // empty: not counted per address
  };

  explicit Seats(SeatLimits limits) : limits_(std::move(limits)) {}

  /// Who sits already stays seated.
  void change(std::size_t per_address, std::vector<AddressRange> uncounted);
  /// Nothing when all seats, or all of this address, are taken.
  std::optional<Seat> take(const ClientAddress& address);
  std::size_t taken() const;

 private:
  void give_back(const std::string& prefix);

  mutable std::mutex mutex_;
  SeatLimits limits_;
  std::size_t taken_ = 0;
  std::unordered_map<std::string, std::size_t> by_prefix_;
};

}  // namespace copytaster::http
