#include "http/record_stream.hpp"

#include <optional>

#include "http/guard.hpp"
#include "http/gzip_stream.hpp"
#include "http/header_lists.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

/// It lives in the line, or with the connection that has no room.
class Outflow : public std::enable_shared_from_this<Outflow> {
 public:
  Outflow(CallPtr call, std::unique_ptr<RecordSource> source)
      : call_(std::move(call)), source_(std::move(source)) {
    if (accepts_gzip(call_->request().header("Accept-Encoding").value_or(""))) gzip_.emplace();
    source_->begin(buffer_);
  }

  void begin(StreamHead head) {
    add_vary(head.headers, "Accept-Encoding");
    if (gzip_) head.headers.emplace_back("Content-Encoding", "gzip");
    if (call_->stream(std::move(head))) send_chunk();
  }

 private:
  /// Where it ends early the client sees that the stream was cut.
  void send_chunk() {
    bool more = true;
    while (more && buffer_.size() < chunk_bytes) more = source_->append_next(buffer_);
    if (!call_->stream_chunk(gzip_ ? gzip_->add(buffer_) : buffer_)) return;
    buffer_.clear();
    if (!more) {
      if (gzip_ && !call_->stream_chunk(gzip_->end())) return;
      call_->stream_end(source_->trailers());
    } else if (call_->stream_has_room([self = shared_from_this()] { self->stand_in_line(); })) {
      stand_in_line();
    }
  }
  void stand_in_line() {
    call_->services().exporting.go_on([self = shared_from_this()] {
      answer_faults(self->call_, [&self] { self->send_chunk(); });
    });
  }

  CallPtr call_;
  std::unique_ptr<RecordSource> source_;
  std::optional<GzipStream> gzip_;
  std::string buffer_;
};

}  // namespace

void stream_records(const CallPtr& call, StreamHead head, std::unique_ptr<RecordSource> source) {
  std::make_shared<Outflow>(call, std::move(source))->begin(std::move(head));
}

}  // namespace copytaster::http
