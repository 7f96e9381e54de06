#pragma once
// What one import remembers of what it has stored itself, in bounded memory: nearly every question
// about it is answered without the database.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "copytaster/domain/ids.hpp"

namespace copytaster::postgres {

/// Where a comment stands that another one answers.
struct ImportedParent {
  CommentId id;
  ArticleId article;
  bool is_hidden = false;  ///< refused, and never shown
};

class RecentImports {
 public:
  RecentImports() : bits_(words) {}

  void add(const std::string& source_id, const ImportedParent& stored);
  /// False: it was surely not added. A Bloom filter of 16 MiB: with ten million numbers in it, one
  /// of two hundred others looks as if it were there.
  bool may_have(std::string_view source_id) const;
  /// The last hundred thousand at least; null: one of before, or none.
  const ImportedParent* find(const std::string& source_id) const;

 private:
  static constexpr std::size_t words = std::size_t{1} << 21U;
  static constexpr std::size_t generation_max = 100'000;
  using Places = std::array<std::size_t, 4>;
  static Places places_of(std::string_view source_id);

  std::vector<std::uint64_t> bits_;
  std::unordered_map<std::string, ImportedParent> newer_;
  std::unordered_map<std::string, ImportedParent> older_;
};

}  // namespace copytaster::postgres
