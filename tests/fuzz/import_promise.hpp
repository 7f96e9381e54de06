// Files of other systems: however the bytes come, the same records are read, and what they hold is
// text. What a page's markup becomes is text as well, and what was escaped comes back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/text.hpp"
#include "transfer/open_import.hpp"
#include "transfer/plain_text.hpp"

namespace copytaster::http::testing {

/// One line for each record; where a file breaks depends on its pieces, that it breaks does not.
inline std::vector<std::string> records_of(ImportFormat format, std::string_view file,
                                           std::size_t piece) {
  const auto reader = transfer::open_import(format, [=](std::span<char> room) mutable {
    const std::size_t bytes = std::min({piece, room.size(), file.size()});
    std::memcpy(room.data(), file.data(), bytes);
    file.remove_prefix(bytes);
    return bytes;
  });
  std::vector<std::string> said;
  while (const auto record = reader->next()) {
    if (const auto* comment = std::get_if<ImportedComment>(&*record))
      said.push_back(comment->source_id + '|' + comment->parent + '|' + comment->author + '|' +
                     comment->email + '|' + comment->url + '|' + comment->text + '|' +
                     comment->created_at + '|' + std::string{name_of(comment->state)} + '|' +
                     (comment->article ? comment->article->key + comment->article->url : ""));
    else if (const auto* refused = std::get_if<RefusedRecord>(&*record))
      said.push_back(refused->source_id + " refused: " + refused->reason);
    else
      said.emplace_back("broken");
  }
  return said;
}

inline const char* import_promise(std::string_view file) {
  for (const auto format : {ImportFormat::ndjson, ImportFormat::wxr, ImportFormat::disqus}) {
    const auto whole = records_of(format, file, file.size() + 1);
    for (const std::string& one : whole) {
      if (!is_valid_utf8(one)) return "a record is no text";
    }
    for (const std::size_t piece : {std::size_t{1}, 1 + file.size() % 17}) {
      if (records_of(format, file, piece) != whole) return "in pieces, it says something else";
    }
  }
  if (!is_valid_utf8(file)) return nullptr;
  if (!is_valid_utf8(transfer::plain_text(file))) return "markup becomes no text";
  std::string escaped;
  append_html_escaped(escaped, file);
  return transfer::plain_text(escaped) == file ? nullptr : "what was escaped does not come back";
}

}  // namespace copytaster::http::testing
