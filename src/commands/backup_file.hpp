#pragma once
// A backup is one file: an archive as pg_dump makes it (custom format), the manifest behind it as
// JSON, and a last line that says where the manifest begins and what it must be. pg_restore alone
// can read the archive in such a file, too.

#include <cstdint>
#include <functional>
#include <string>

#include "postgres/dump.hpp"

namespace copytaster::commands {

struct Manifest {
  postgres::Content content;
  std::string sha256;  ///< of the archive
  std::int64_t archive_bytes = 0;
};

/// Puts the manifest behind the archive that `file` holds, and all of it on disk.
void seal_backup(int file, const postgres::Content& content);

/// Reads the manifest; with `tell`, the whole archive as well, to see that it is unchanged. Throws
/// Refused with one line that names `path`.
Manifest read_manifest(int file, const std::string& path);
void verify_archive(int file, const std::string& path, const Manifest& manifest,
                    const std::function<void(std::int64_t done)>& tell);

}  // namespace copytaster::commands
