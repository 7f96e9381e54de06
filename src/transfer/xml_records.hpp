#pragma once
// From a stream of XML to records: what the readers of both XML formats share.

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "transfer/mended_xml.hpp"
#include "transfer/open_import.hpp"
#include "transfer/xml_stream.hpp"

namespace copytaster::transfer {

/// An element's text, while it is read. What is too long is not kept.
class FieldText {
 public:
  /// More than any field of a comment may hold, with its markup.
  static constexpr std::size_t bytes_max = 262'144;

  void begin() {
    text_.clear();
    is_whole_ = true;
  }
  void add(std::string_view piece) {
    is_whole_ = is_whole_ && text_.size() + piece.size() <= bytes_max;
    if (is_whole_) text_ += piece;
  }
  bool is_whole() const { return is_whole_; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool is_whole_ = true;
};

/// What one format's elements mean.
class RecordElements : public XmlListener {
 public:
  /// Records that are ready.
  std::deque<ImportedRecord> ready;
  /// Where it hears from; set before anything is heard.
  XmlStream* stream = nullptr;
};

template <class Elements>
class XmlRecords final : public ImportReader {
 public:
  explicit XmlRecords(ReadMore more)
      : more_(std::move(more)), stream_(elements_), chunk_(chunk_bytes, '\0') {
    elements_.stream = &stream_;
  }

  std::optional<ImportedRecord> next() override {
    while (elements_.ready.empty() && !ended_) read_on();
    if (elements_.ready.empty()) return std::nullopt;
    ImportedRecord record = std::move(elements_.ready.front());
    elements_.ready.pop_front();
    return record;
  }
  std::int64_t bytes_read() const override { return bytes_read_; }
  std::int64_t mended() const override { return mending_.replaced(); }

 private:
  static constexpr std::size_t chunk_bytes = 65'536;

  void read_on() {
    const std::size_t bytes = more_(chunk_);
    bytes_read_ += static_cast<std::int64_t>(bytes);
    const std::string_view piece =
        bytes > 0 ? mending_.mend({chunk_.data(), bytes}) : mending_.finish();
    bool whole = piece.empty() || stream_.feed(piece);
    if (bytes == 0) whole = whole && stream_.finish();
    ended_ = bytes == 0 || !whole;
    if (stream_.fault()) elements_.ready.emplace_back(*stream_.fault());
  }

  ReadMore more_;
  Elements elements_;
  XmlStream stream_;
  MendedXml mending_;
  std::string chunk_;
  std::int64_t bytes_read_ = 0;
  bool ended_ = false;
};

}  // namespace copytaster::transfer
