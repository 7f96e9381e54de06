#pragma once
// NDJSON as our own export writes it, and as others may: members that we do not know do no harm.

#include <memory>
#include <string>

#include "transfer/open_import.hpp"

namespace copytaster::transfer {

class NdjsonReader final : public ImportReader {
 public:
  explicit NdjsonReader(ReadMore more);
  ~NdjsonReader() override;
  NdjsonReader(const NdjsonReader&) = delete;
  NdjsonReader& operator=(const NdjsonReader&) = delete;

  std::optional<ImportedRecord> next() override;
  std::int64_t bytes_read() const override { return bytes_read_; }

 private:
  class Parser;
  enum class Line { none, whole, too_long };
  Line next_line();

  ReadMore more_;
  std::unique_ptr<Parser> parser_;
  std::string chunk_;
  std::size_t begin_ = 0;  ///< what is left of the chunk
  std::size_t end_ = 0;
  std::string line_;
  std::int64_t number_ = 0;
  std::int64_t bytes_read_ = 0;
};

}  // namespace copytaster::transfer
