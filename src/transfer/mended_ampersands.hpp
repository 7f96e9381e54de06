#pragma once
// WordPress writes the websites of commenters as they are, "?a=1&b=2", which is no XML: its own
// export could not be read without this.

#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster::transfer {

/// A stream in which every "&" that begins no reference becomes "&amp;". What stands in CDATA
/// stays, and so does what looks like a reference, whether XML knows it or not.
class MendedAmpersands {
 public:
  /// The next bytes; what cannot be told yet comes with those behind it.
  std::string_view mend(std::string_view bytes);
  /// What is left at the end.
  std::string_view finish();

 private:
  static constexpr std::size_t reference_bytes_max = 32;
  void take(char c);
  void settle(bool is_reference);

  std::string out_;
  std::string open_;         ///< "&" and what stood behind it so far
  std::size_t matched_ = 0;  ///< of what begins or ends CDATA
  bool in_cdata_ = false;
};

}  // namespace copytaster::transfer
