#include "domain/text/quoted_values.hpp"

#include <cstddef>
#include <utility>

namespace copytaster::text {
namespace {

bool is_letter(char32_t c) { return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z'; }

class Quoting {
 public:
  explicit Quoting(const Glyphs& glyphs) : glyphs_(glyphs) { out_.reserve(glyphs.size()); }

  Glyphs result() {
    bool in_tag = false;
    while (at_ < glyphs_.size()) {
      const char32_t c = glyphs_[at_].c;
      const bool opens = c == '<' && at_ + 1 < glyphs_.size() && is_letter(glyphs_[at_ + 1].c);
      if (opens || c == '>') in_tag = opens;
      out_.push_back(glyphs_[at_++]);
      if (in_tag && c == '=' && at_ < glyphs_.size()) value();
    }
    return std::move(out_);
  }

 private:
  void value() {
    const char32_t first = glyphs_[at_].c;
    if (first == '"' || first == '\'') {
      quote(at_++);
      while (at_ < glyphs_.size() && glyphs_[at_].c != first) out_.push_back(glyphs_[at_++]);
      if (at_ < glyphs_.size()) quote(at_++);
    } else if (first > ' ' && first != '>') {
      quote(at_);
      while (at_ < glyphs_.size() && glyphs_[at_].c > ' ' && glyphs_[at_].c != '>')
        out_.push_back(glyphs_[at_++]);
      quote(at_ - 1);
    }
  }

  void quote(std::size_t at) { out_.push_back({'"', glyphs_[at].begin, glyphs_[at].end}); }

  const Glyphs& glyphs_;
  Glyphs out_;
  std::size_t at_ = 0;
};

}  // namespace

Glyphs with_quoted_values(const Glyphs& glyphs) { return Quoting{glyphs}.result(); }

}  // namespace copytaster::text
