#pragma once
// XML as it comes in, told element by element: the only place that knows libxml2. No document type,
// no entities but the five that XML itself has, nothing fetched; every length and depth has a
// limit.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "copytaster/domain/imported.hpp"

namespace copytaster::transfer {

struct XmlName {
  std::string_view space;  ///< the namespace's URI; empty: none
  std::string_view local;
};

/// Of the element that was just opened.
class XmlAttributes {
 public:
  virtual ~XmlAttributes() = default;
  /// By its local name, whatever its namespace; empty: it has none.
  virtual std::string_view value(std::string_view local) const = 0;
};

/// What hears of a document's parts. It must not throw: libxml2's C stands in between.
class XmlListener {
 public:
  virtual ~XmlListener() = default;
  virtual void open(const XmlName& name, const XmlAttributes& attributes) = 0;
  /// In pieces, as they come.
  virtual void text(std::string_view piece) = 0;
  virtual void close(const XmlName& name) = 0;
};

class XmlStream {
 public:
  static constexpr std::size_t depth_max = 64;
  static constexpr std::size_t names_max = 10'000;
  static constexpr std::size_t piece_bytes_max = std::size_t{8} << 20U;

  /// `listener` outlives it.
  explicit XmlStream(XmlListener& listener);
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;

  /// False: the document is broken, or the listener wants no more; nothing more is taken.
  bool feed(std::string_view bytes);
  /// At the end of the bytes: the document must be whole.
  bool finish();
  /// Where it is: of an element that was just opened, its beginning or end tag.
  FilePlace place() const;
  const std::optional<BrokenFile>& fault() const;
  /// For a listener that cannot go on.
  void refuse(const std::string& reason);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace copytaster::transfer
