#pragma once
// What another system's file says, record by record, as far as it could be read. Nothing of it has
// been checked: `ImportCheck` (app/import_comments.hpp) makes of it what may be stored.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

enum class ImportFormat { ndjson, wxr, disqus };
std::optional<ImportFormat> parse_import_format(std::string_view text);

/// Where a record begins: its line, and in XML its column; both from 1 on.
struct FilePlace {
  std::int64_t line = 0;
  std::int64_t column = 0;  ///< 0: none
  bool operator==(const FilePlace&) const = default;
};

/// The page that a record belongs to.
struct ImportedArticle {
  std::string source_id;  ///< the number or name it had there
  std::string key;        ///< by which it may be known here
  std::string url;
  std::string title;
  std::string section;
  bool is_open = true;
  std::optional<Instant> created_at;
  /// Not our own key: the same page may be known here by another one.
  bool found_by_url = false;
};

struct ImportedComment {
  FilePlace place;
  std::string source_id;
  std::string parent;  ///< the source id of what it answers; empty: the article itself
  std::shared_ptr<const ImportedArticle> article;
  std::string author;
  std::string email;  ///< empty: not told
  std::string url;
  std::string text;
  State state = State::pending;
  /// In RFC 3339; empty: not told.
  std::string created_at;
  std::string edited_at;
  std::string decided_at;
  std::int64_t version = 0;  ///< 0: not from an export of ours
  bool was_shown = false;    ///< before it was refused: its replies need its place
  bool by_person = true;     ///< its state tells what somebody wanted
  bool is_strict = true;  ///< else what is no website or address is left out, and all have a name
};

/// What is not brought in, and why; the reason never holds what was read.
struct RefusedRecord {
  FilePlace place;
  std::string source_id;  ///< empty: it could not be read
  std::string reason;
  bool is_skipped = false;  ///< no comment that could have been: a pingback, a removal
};

/// Nothing behind it can be read.
struct BrokenFile {
  FilePlace place;
  std::string reason;
};

using ImportedRecord = std::variant<ImportedComment, RefusedRecord, BrokenFile>;

}  // namespace copytaster
