#include "transfer/xml_stream.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <unordered_set>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include "copytaster/domain/text.hpp"

namespace copytaster::transfer {
namespace {

std::string_view text_of(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

/// In our words: libxml2's quote the document.
std::string reason_of(int code) {
  switch (code) {
    case XML_ERR_INVALID_CHAR:
    case XML_ERR_INVALID_ENCODING:
    case XML_ERR_UNKNOWN_ENCODING:
    case XML_ERR_UNSUPPORTED_ENCODING:
      return "holds bytes that are no UTF-8, or a character that XML forbids";
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
    case XML_ERR_NAME_REQUIRED: return "holds an entity or a name that is none";
    case XML_ERR_TAG_NAME_MISMATCH: return "closes another element than the one that is open";
    case XML_ERR_DOCUMENT_EMPTY: return "is no XML";
    case XML_ERR_DOCUMENT_END:
    case XML_ERR_TAG_NOT_FINISHED:
    case XML_ERR_CDATA_NOT_FINISHED: return "ends before its elements are closed";
    default: return "is not well-formed XML (libxml2's error " + std::to_string(code) + ")";
  }
}

/// Five pointers each: local name, prefix, namespace, where the value begins and ends.
class Attributes final : public XmlAttributes {
 public:
  Attributes(const xmlChar** all, int count) : all_(all), count_(count) {}
  std::string_view value(std::string_view local) const override {
    for (int i = 0; i < count_; ++i) {
      const xmlChar** one = all_ + std::ptrdiff_t{5} * i;
      if (text_of(one[0]) != local) continue;
      return {reinterpret_cast<const char*>(one[3]), static_cast<std::size_t>(one[4] - one[3])};
    }
    return {};
  }

 private:
  const xmlChar** all_;
  int count_;
};

}  // namespace

class XmlStream::Parser {
 public:
  explicit Parser(XmlListener& listener) : listener_(listener) {
    static const xmlSAXHandler sax = handler();
    xmlSAXHandler own = sax;
    context_ = ::xmlCreatePushParserCtxt(&own, this, nullptr, 0, nullptr);
    if (context_ == nullptr) throw std::bad_alloc();
    ::xmlCtxtUseOptions(
        context_, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  }
  ~Parser() { ::xmlFreeParserCtxt(context_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool feed(std::string_view bytes) {
    constexpr std::size_t step = 65'536;
    while (!fault_ && !bytes.empty()) {
      const auto piece = bytes.substr(0, step);
      bytes.remove_prefix(piece.size());
      fed_ += static_cast<std::int64_t>(piece.size());
      ::xmlParseChunk(context_, piece.data(), static_cast<int>(piece.size()), 0);
      if (!fault_ && fed_ - ::xmlByteConsumed(context_) > std::int64_t{piece_bytes_max})
        refuse("holds a text or a piece of markup of more than 8 MiB");
    }
    return !fault_;
  }
  bool finish() {
    if (fault_) return false;
    ::xmlParseChunk(context_, nullptr, 0, 1);
    return !fault_;
  }
  FilePlace place() const {
    const xmlParserInput* input = context_->input;
    if (input == nullptr) return {};
    return {input->line, input->col};
  }
  void refuse(const std::string& reason) {
    if (fault_) return;
    fault_ = BrokenFile{place(), reason};
    ::xmlStopParser(context_);
  }
  const std::optional<BrokenFile>& fault() const { return fault_; }

 private:
  static Parser& self(void* context) { return *static_cast<Parser*>(context); }

  static xmlSAXHandler handler() {
    xmlSAXHandler sax{};
    sax.initialized = XML_SAX2_MAGIC;
    sax.internalSubset = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
      self(context).refuse("has a document type, which no export has");
    };
    sax.startElementNs = [](void* context, const xmlChar* local, const xmlChar* prefix,
                            const xmlChar* space, int spaces, const xmlChar** declared, int count,
                            int, const xmlChar** attributes) {
      self(context).count_names({&local, 1});
      self(context).count_names({&prefix, 1});
      self(context).count_names({declared, static_cast<std::size_t>(2 * spaces)});
      for (int i = 0; i < count; ++i) self(context).count_names({attributes + 5L * i, 2});
      self(context).open({text_of(space), text_of(local)}, Attributes{attributes, count});
    };
    sax.endElementNs = [](void* context, const xmlChar* local, const xmlChar*,
                          const xmlChar* space) {
      self(context).close({text_of(space), text_of(local)});
    };
    sax.characters = [](void* context, const xmlChar* text, int length) {
      self(context).text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
    };
    sax.processingInstruction = [](void* context, const xmlChar* target, const xmlChar*) {
      self(context).count_names({&target, 1});
    };
    sax.ignorableWhitespace = sax.characters;
    sax.cdataBlock = sax.characters;
    sax.serror = [](void* context, xmlErrorPtr error) { self(context).note(*error); };
    return sax;
  }

  /// libxml2 keeps each name once, and for good: one that is new has an address of its own.
  void count_names(std::span<const xmlChar* const> names) {
    for (const xmlChar* name : names) {
      if (!fault_ && names_.insert(name).second && names_.size() > names_max)
        refuse("holds more than 10,000 different names");
    }
  }

  void open(const XmlName& name, const Attributes& attributes) {
    if (fault_) return;
    if (++depth_ > depth_max) return refuse("is more than 64 elements deep");
    listener_.open(name, attributes);
  }
  void close(const XmlName& name) {
    if (fault_) return;
    --depth_;
    listener_.close(name);
  }
  /// Pieces end between characters. In CDATA libxml2 lets halves of surrogates pass.
  void text(std::string_view piece) {
    if (fault_) return;
    if (!is_valid_utf8(piece)) return refuse(reason_of(XML_ERR_INVALID_CHAR));
    listener_.text(piece);
  }

  /// The first that ends it counts; libxml2 goes on for a while and finds more.
  void note(const xmlError& error) {
    if (fault_ || error.level < XML_ERR_FATAL) return;
    fault_ = BrokenFile{{error.line > 0 ? error.line : place().line, std::max(1, error.int2)},
                        reason_of(error.code)};
    ::xmlStopParser(context_);
  }

  XmlListener& listener_;
  xmlParserCtxtPtr context_ = nullptr;
  std::optional<BrokenFile> fault_;
  std::int64_t fed_ = 0;
  std::size_t depth_ = 0;
  std::unordered_set<const xmlChar*> names_;
};

XmlStream::XmlStream(XmlListener& listener) : parser_(std::make_unique<Parser>(listener)) {}
XmlStream::~XmlStream() = default;
bool XmlStream::feed(std::string_view bytes) { return parser_->feed(bytes); }
bool XmlStream::finish() { return parser_->finish(); }
FilePlace XmlStream::place() const { return parser_->place(); }
const std::optional<BrokenFile>& XmlStream::fault() const { return parser_->fault(); }
void XmlStream::refuse(const std::string& reason) { parser_->refuse(reason); }

}  // namespace copytaster::transfer
