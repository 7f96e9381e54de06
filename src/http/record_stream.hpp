// Answers with a body of many records, however many there are.
#pragma once

#include <memory>
#include <string>

#include "http/call.hpp"

namespace copytaster::http {

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  /// What stands before the first record.
  virtual void begin(std::string& /*out*/) {}
  /// Appends the next record; at the end whatever closes the body, and then it is false.
  virtual bool append_next(std::string& out) = 0;
  /// Once it has ended; the head has announced them.
  virtual HeaderList trailers() const { return {}; }
};

/// Sends a chunk at a time and at the client's pace: between two chunks it stands at the end of the
/// exporting line like everybody else, and no thread waits for its reader. Compressed where the
/// client takes that. A source that throws cuts the stream off, so that the client can tell.
void stream_records(const CallPtr& call, StreamHead head, std::unique_ptr<RecordSource> source);

}  // namespace copytaster::http
