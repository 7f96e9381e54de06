#pragma once
// What old systems write as XML and is none: websites of commenters as they are, "?a=1&b=2",
// entities of HTML, and what a spammer's program put into a text. One stranger's byte must not end
// the reading of a whole site.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace copytaster::transfer {

/// A stream in which every "&" that begins none of XML's own references becomes "&amp;", but in
/// CDATA, and every character that XML forbids becomes U+FFFD. What is no UTF-8 stays, and ends it.
class MendedXml {
 public:
  /// The next bytes; what cannot be told yet comes with those behind it.
  std::string_view mend(std::string_view bytes);
  /// What is left at the end.
  std::string_view finish();
  /// How many characters were forbidden so far.
  std::int64_t replaced() const { return replaced_; }

 private:
  static constexpr std::size_t reference_bytes_max = 32;
  void take(char c);
  void put(char c);
  void follow_cdata(char c);
  void settle(bool is_reference);

  std::string out_;
  std::string open_;         ///< "&" and what stood behind it so far
  std::string tail_;         ///< the beginning of U+FFFE and U+FFFF
  std::size_t matched_ = 0;  ///< of what begins or ends CDATA
  bool in_cdata_ = false;
  std::int64_t replaced_ = 0;
};

}  // namespace copytaster::transfer
