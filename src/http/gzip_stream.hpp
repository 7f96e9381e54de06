// gzip for an answer of unknown length, piece by piece (zlib: libdeflate takes whole bodies only).
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace copytaster::http {

/// About 256 KB of memory, however much goes through. Throws std::bad_alloc.
class GzipStream {
 public:
  GzipStream();

  /// What comes out of `bytes`; often nothing, until there is enough to compress well.
  std::string add(std::string_view bytes);
  /// The rest; nothing may be added any more.
  std::string end();

 private:
  std::string pass(std::string_view bytes, int flush);

  struct Closer {
    void operator()(z_stream_s* stream) const;
  };
  std::unique_ptr<z_stream_s, Closer> stream_;
};

}  // namespace copytaster::http
