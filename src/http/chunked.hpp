// Decoder of the chunked transfer coding (RFC 9112 §7.1). Pure and incremental.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster::http {

/// Appends what it decodes to a body. Chunk extensions are skipped and trailers dropped, both
/// within limits: a sender that needs more than 4 KiB of them, or sizes of more than 16 digits, is
/// wrong. Line ends are CRLF alone.
class ChunkedBody {
 public:
  enum class State { more, done, wrong, too_large };

  void start(std::size_t body_bytes_max);
  /// Reads from the front of `bytes`, advances `taken` by what it read.
  State read(std::string_view bytes, std::size_t& taken, std::string& body);

 private:
  enum class Place {
    size,
    extension,
    size_end,
    bytes,
    bytes_cr,
    bytes_lf,
    trailer_start,
    trailer,
    trailer_lf,
    last_lf,
    done
  };

  State step(char c);
  State step_size(char c);
  State step_size_end(char c);
  State step_trailer(char c);
  State begin_chunk();

  Place place_ = Place::size;
  std::size_t body_max_ = 0;
  std::size_t body_so_far_ = 0;
  std::size_t size_ = 0;
  std::size_t digits_ = 0;
  std::size_t aside_ = 0;  // bytes of extensions and trailers
};

}  // namespace copytaster::http
