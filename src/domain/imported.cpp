#include "copytaster/domain/imported.hpp"

namespace copytaster {

std::optional<ImportFormat> parse_import_format(std::string_view text) {
  if (text == "ndjson") return ImportFormat::ndjson;
  if (text == "wxr") return ImportFormat::wxr;
  if (text == "disqus") return ImportFormat::disqus;
  return std::nullopt;
}

}  // namespace copytaster
