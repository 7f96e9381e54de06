#include "http/chunked.hpp"

#include <algorithm>

namespace copytaster::http {
namespace {

constexpr std::size_t aside_bytes_max = 4 * 1024;
constexpr std::size_t size_digits_max = 16;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
}

}  // namespace

void ChunkedBody::start(std::size_t body_bytes_max) {
  *this = ChunkedBody();
  body_max_ = body_bytes_max;
}

ChunkedBody::State ChunkedBody::read(std::string_view bytes, std::size_t& taken,
                                     std::string& body) {
  while (taken < bytes.size()) {
    if (place_ == Place::bytes) {
      const std::size_t some = std::min(size_, bytes.size() - taken);
      body.append(bytes.substr(taken, some));
      taken += some;
      size_ -= some;
      if (size_ == 0) place_ = Place::bytes_cr;
      continue;
    }
    const State state = step(bytes[taken]);
    ++taken;
    if (state != State::more) return state;
  }
  return State::more;
}

ChunkedBody::State ChunkedBody::step(char c) {
  switch (place_) {
    case Place::size: return step_size(c);
    case Place::extension:
      if (c == '\r') return begin_chunk();
      return is_control(c) || ++aside_ > aside_bytes_max ? State::wrong : State::more;
    case Place::size_end: return step_size_end(c);
    case Place::bytes_cr: place_ = Place::bytes_lf; return c == '\r' ? State::more : State::wrong;
    case Place::bytes_lf:
      place_ = Place::size;
      digits_ = 0;
      return c == '\n' ? State::more : State::wrong;
    case Place::trailer_start:
    case Place::trailer:
    case Place::trailer_lf:
    case Place::last_lf: return step_trailer(c);
    case Place::bytes:
    case Place::done: break;
  }
  return State::wrong;
}

ChunkedBody::State ChunkedBody::step_size(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    size_ = size_ * 16 + static_cast<std::size_t>(digit);
    return ++digits_ > size_digits_max ? State::wrong : State::more;
  }
  if (digits_ == 0) return State::wrong;
  if (c == '\r') return begin_chunk();
  place_ = Place::extension;
  return c == ';' && ++aside_ <= aside_bytes_max ? State::more : State::wrong;
}

ChunkedBody::State ChunkedBody::begin_chunk() {
  place_ = Place::size_end;
  if (size_ > body_max_ - body_so_far_) return State::too_large;
  body_so_far_ += size_;
  return State::more;
}

ChunkedBody::State ChunkedBody::step_size_end(char c) {
  place_ = size_ > 0 ? Place::bytes : Place::trailer_start;
  return c == '\n' ? State::more : State::wrong;
}

ChunkedBody::State ChunkedBody::step_trailer(char c) {
  if (place_ == Place::last_lf) {
    place_ = Place::done;
    return c == '\n' ? State::done : State::wrong;
  }
  if (place_ == Place::trailer_lf) {
    place_ = Place::trailer_start;
    return c == '\n' ? State::more : State::wrong;
  }
  if (c == '\r') {
    place_ = place_ == Place::trailer_start ? Place::last_lf : Place::trailer_lf;
    return State::more;
  }
  place_ = Place::trailer;
  return is_control(c) || ++aside_ > aside_bytes_max ? State::wrong : State::more;
}

}  // namespace copytaster::http
