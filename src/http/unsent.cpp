#include "http/unsent.hpp"

#include <algorithm>

namespace copytaster::http {
namespace {

/// Small pieces of a stream are joined up to this size.
constexpr std::size_t joined_bytes_max = 64 * 1024;

}  // namespace

iovec piece_of(std::string_view bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};  // sendmsg only reads
}

std::string_view Unsent::Piece::rest() const {
  return std::string_view(shared != nullptr ? *shared : own).substr(from, to - from);
}

void Unsent::add(const Outgoing& outgoing, std::size_t written) {
  const std::size_t of_lead = std::min(written, outgoing.lead.size());
  const std::size_t of_shared = written - of_lead;
  const std::string_view lead = outgoing.lead.substr(of_lead);
  bytes_ += outgoing.size() - written;
  if (!lead.empty()) {
    const bool joins = !pieces_.empty() && pieces_.back().shared == nullptr &&
                       pieces_.back().own.size() + lead.size() <= joined_bytes_max;
    if (!joins) pieces_.emplace_back();
    pieces_.back().own.append(lead);
    pieces_.back().to = pieces_.back().own.size();
  }
  if (outgoing.from + of_shared < outgoing.to) {
    pieces_.push_back({{}, outgoing.bytes, outgoing.from + of_shared, outgoing.to});
  }
}

std::size_t Unsent::gather(std::span<iovec> pieces) const {
  std::size_t count = 0;
  for (const Piece& piece : pieces_) {
    if (count == pieces.size()) break;
    pieces[count++] = piece_of(piece.rest());
  }
  return count;
}

void Unsent::drop(std::size_t size) {
  bytes_ -= size;
  while (size > 0) {
    Piece& front = pieces_.front();
    const std::size_t some = std::min(size, front.to - front.from);
    front.from += some;
    size -= some;
    if (front.from == front.to) pieces_.pop_front();
  }
}

void Unsent::clear() {
  pieces_.clear();
  bytes_ = 0;
}

}  // namespace copytaster::http
