#include "transfer/open_import.hpp"

#include <utility>

#include "transfer/disqus_reader.hpp"
#include "transfer/ndjson_reader.hpp"
#include "transfer/wxr_reader.hpp"
#include "transfer/xml_records.hpp"

namespace copytaster::transfer {

std::unique_ptr<ImportReader> open_import(ImportFormat format, ReadMore more) {
  switch (format) {
    case ImportFormat::ndjson: return std::make_unique<NdjsonReader>(std::move(more));
    case ImportFormat::wxr: return std::make_unique<XmlRecords<WxrElements>>(std::move(more));
    case ImportFormat::disqus: return std::make_unique<XmlRecords<DisqusElements>>(std::move(more));
  }
  return nullptr;
}

}  // namespace copytaster::transfer
