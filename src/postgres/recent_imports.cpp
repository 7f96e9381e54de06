#include "postgres/recent_imports.hpp"

#include <functional>
#include <utility>

namespace copytaster::postgres {

/// Four from one hash: of its two halves, as many sums as one likes.
RecentImports::Places RecentImports::places_of(std::string_view source_id) {
  constexpr std::size_t bits = words * 64;
  const std::uint64_t hash = std::hash<std::string_view>{}(source_id);
  const std::uint64_t step = (hash >> 32U) | 1U;
  Places places{};
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = (hash + i * step) % bits;
  return places;
}

void RecentImports::add(const std::string& source_id, const ImportedParent& stored) {
  for (const std::size_t place : places_of(source_id))
    bits_[place / 64] |= std::uint64_t{1} << (place % 64);
  if (newer_.size() >= generation_max) {
    older_ = std::exchange(newer_, {});
    newer_.reserve(generation_max);
  }
  newer_.insert_or_assign(source_id, stored);
}

bool RecentImports::may_have(std::string_view source_id) const {
  for (const std::size_t place : places_of(source_id)) {
    if ((bits_[place / 64] >> (place % 64) & 1U) == 0) return false;
  }
  return true;
}

const ImportedParent* RecentImports::find(const std::string& source_id) const {
  for (const auto* generation : {&newer_, &older_}) {
    const auto found = generation->find(source_id);
    if (found != generation->end()) return &found->second;
  }
  return nullptr;
}

}  // namespace copytaster::postgres
