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
    const Origin where = origin_of(view, begin, end);
    const bool is_new =
        found_.size() < few ? is_new_of_few(number, where) : is_new_of_many(number, where);
    if (is_new) found_.push_back({number, where});
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

    bool add(Origin origin) {
      const auto known = where.begin() + static_cast<std::ptrdiff_t>(count);
      if (count == places_max || std::find(where.begin(), known, origin) != known) return false;
      where[count++] = origin;
      return true;
    }
  };

  /// So many are looked through as they stand: most texts have fewer.
  static constexpr std::size_t few = 16;

  bool is_new_of_few(std::uint32_t number, Origin where) const {
    std::size_t places = 0;
    for (const Found& one : found_) {
      if (number_of(one) != number) continue;
      if (one.where == where) return false;
      ++places;
    }
    return places < places_max;
  }

  bool is_new_of_many(std::uint32_t number, Origin where) {
    if (places_.empty())
      for (const Found& one : found_) places_[number_of(one)].add(one.where);
    return places_[number].add(where);
  }

  std::vector<Found>& found_;
  std::size_t found_max_;
  std::unordered_map<std::uint32_t, Places> places_;
};

}  // namespace copytaster
