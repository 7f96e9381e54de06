#pragma once
// Readers of what other systems write, one for each format. They take bytes from wherever the
// caller has them, and hold a piece of the file and a few records, however long it is.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "copytaster/app/import_comments.hpp"

namespace copytaster::transfer {

/// Fills a part of the room, and says how much; 0 at the end.
using ReadMore = std::function<std::size_t(std::span<char>)>;

/// NDJSON: one object a line, of 1 MiB at most; a line that is none is refused by itself. WXR 1.x
/// and Disqus' XML: in UTF-8, without a document type and so without entities of its own, at most
/// 64 elements deep, no single text or piece of markup over 8 MiB; what is not well-formed ends the
/// reading there.
std::unique_ptr<ImportReader> open_import(ImportFormat format, ReadMore more);

}  // namespace copytaster::transfer
