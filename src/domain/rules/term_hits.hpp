#pragma once
// What is found of terms or patterns in several readings of one text, each place once and not too
// many.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "domain/text/views.hpp"

namespace copytaster {

/// `Found` has a number first and `where`.
template <class Found, std::size_t places_max>
class Hits {
 public:
  Hits(std::vector<Found>& found, std::size_t found_max) : found_(found), found_max_(found_max) {
    found_.clear();
  }

  void add(std::uint32_t number, const View& view, std::size_t begin, std::size_t end) {
    if (found_.size() >= found_max_) return;
    Places& places = places_[number];
    if (places.count == places_max) return;
    const Origin where = origin_of(view, begin, end);
    const auto known = places.where.begin() + static_cast<std::ptrdiff_t>(places.count);
    if (std::find(places.where.begin(), known, where) != known) return;
    places.where[places.count++] = where;
    found_.push_back({number, where});
  }

  void put_in_order() {
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      return a.where != b.where ? a.where < b.where : number_of(a) < number_of(b);
    });
  }

 private:
  static std::uint32_t number_of(const Found& found) {
    const auto& [number, where] = found;
    return number;
  }

  struct Places {
    std::array<Origin, places_max> where;
    std::size_t count = 0;
  };

  std::vector<Found>& found_;
  std::size_t found_max_;
  std::unordered_map<std::uint32_t, Places> places_;
};

}  // namespace copytaster
