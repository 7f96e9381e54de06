#include "transfer/mended_ampersands.hpp"

namespace copytaster::transfer {
namespace {

constexpr std::string_view begins = "<![CDATA[";
constexpr std::string_view ends = "]]>";

bool is_of_a_reference(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#';
}

}  // namespace

std::string_view MendedAmpersands::mend(std::string_view bytes) {
  out_.clear();
  for (const char c : bytes) take(c);
  return out_;
}

std::string_view MendedAmpersands::finish() {
  out_.clear();
  if (!open_.empty()) settle(false);
  return out_;
}

void MendedAmpersands::settle(bool is_reference) {
  out_ += is_reference ? "&" : "&amp;";
  out_.append(open_, 1);
  open_.clear();
}

void MendedAmpersands::take(char c) {
  if (!open_.empty()) {
    if (is_of_a_reference(c) && open_.size() < reference_bytes_max) {
      open_ += c;
      return;
    }
    settle(c == ';' && open_.size() > 1);
  }
  if (c == '&' && !in_cdata_) {
    open_ = c;
    matched_ = 0;
    return;
  }
  out_ += c;
  const std::string_view mark = in_cdata_ ? ends : begins;
  if (c == mark[matched_]) {
    if (++matched_ < mark.size()) return;
    in_cdata_ = !in_cdata_;
    matched_ = 0;
  } else if (c != ']' || !in_cdata_) {  // of "]]]>" the last two brackets count
    matched_ = c == mark[0] ? 1 : 0;
  }
}

}  // namespace copytaster::transfer
