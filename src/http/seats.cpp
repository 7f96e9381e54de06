#include "http/seats.hpp"

#include <algorithm>

namespace copytaster::http {

Seats::Seat::Seat(Seat&& other) noexcept
    : seats_(std::exchange(other.seats_, nullptr)), prefix_(std::move(other.prefix_)) {}

Seats::Seat::~Seat() {
  if (seats_ != nullptr) seats_->give_back(prefix_);
}

void Seats::change(std::size_t per_address, std::vector<AddressRange> uncounted) {
  const std::lock_guard lock(mutex_);
  limits_.per_address = per_address;
  limits_.uncounted.swap(uncounted);
}

std::optional<Seats::Seat> Seats::take(const ClientAddress& address) {
  const std::lock_guard lock(mutex_);
  const bool counted =
      limits_.per_address > 0 &&
      std::ranges::none_of(limits_.uncounted, [&address](const AddressRange& range) {
        return range.contains(address);
      });
  std::string prefix = counted ? address.limit_prefix() : std::string();
  if (taken_ >= limits_.all) return std::nullopt;
  if (counted) {
    std::size_t& of_this_address = by_prefix_[prefix];
    if (of_this_address >= limits_.per_address) return std::nullopt;
    ++of_this_address;
  }
  ++taken_;
  return Seat(this, std::move(prefix));
}

std::size_t Seats::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

void Seats::give_back(const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  --taken_;
  if (prefix.empty()) return;
  const auto found = by_prefix_.find(prefix);
  if (--found->second == 0) by_prefix_.erase(found);
}

}  // namespace copytaster::http
