#pragma once
// A text as a file, and all that a reader makes of it.

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "transfer/open_import.hpp"

namespace copytaster::transfer::testing {

/// In pieces of so many bytes.
inline ReadMore from(std::string text, std::size_t piece = 65'536) {
  return [text = std::move(text), piece, at = std::size_t{0}](std::span<char> room) mutable {
    const std::size_t bytes = std::min({piece, room.size(), text.size() - at});
    std::memcpy(room.data(), text.data() + at, bytes);
    at += bytes;
    return bytes;
  };
}

struct Read {
  std::vector<ImportedComment> comments;
  std::vector<RefusedRecord> refused;
  std::vector<BrokenFile> broken;
};

inline Read all_of(ImportReader& reader) {
  Read read;
  while (auto record = reader.next()) {
    if (auto* comment = std::get_if<ImportedComment>(&*record))
      read.comments.push_back(std::move(*comment));
    else if (auto* refused = std::get_if<RefusedRecord>(&*record))
      read.refused.push_back(std::move(*refused));
    else
      read.broken.push_back(std::get<BrokenFile>(std::move(*record)));
  }
  EXPECT_FALSE(reader.next()) << "nothing follows the end";
  return read;
}

inline Read read_all(ImportFormat format, const std::string& text, std::size_t piece = 65'536) {
  return all_of(*open_import(format, from(text, piece)));
}

}  // namespace copytaster::transfer::testing
