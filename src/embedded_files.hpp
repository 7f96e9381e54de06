#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace copytaster {

/// A file that travels inside the binary, because the service, once it has dropped from root to a
/// system user, may not be able to read the clone it was built in.
struct EmbeddedFile {
  std::string_view path;   ///< as in the repository: "sql/migrations/0001_first.sql"
  std::string_view bytes;  ///< exactly as on disk when the binary was built
};

/// Every embedded file, ordered by path. Lives as long as the program.
std::span<const EmbeddedFile> embedded_files();

/// The bytes of one of them.
std::optional<std::string_view> embedded_file(std::string_view path);

}  // namespace copytaster
