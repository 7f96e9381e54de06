// What a socket did not take yet, in order. Pure but for the iovec it speaks.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace copytaster::http {

constexpr int no_pages = -1;

/// What goes out at once: first `lead`, copied where it must wait; then `bytes` from `from` to
/// `to`, kept alive and never copied.
struct Outgoing {
  std::string_view lead;
  std::shared_ptr<const std::string> bytes;
  std::size_t from = 0;
  std::size_t to = 0;
  int pages = no_pages;  // a descriptor that holds all of `bytes`, if there is one

  std::string_view shared() const {
    return bytes == nullptr ? std::string_view() : std::string_view(*bytes).substr(from, to - from);
  }
  std::size_t size() const { return lead.size() + shared().size(); }
};

iovec piece_of(std::string_view bytes);

class Unsent {
 public:
  bool empty() const { return pieces_.empty(); }
  std::size_t bytes() const { return bytes_; }

  /// All of `outgoing` but its first `written` bytes.
  void add(const Outgoing& outgoing, std::size_t written);
  /// Fills `pieces` from the front; returns how many.
  std::size_t gather(std::span<iovec> pieces) const;
  /// Forgets the first `size` bytes: they are sent.
  void drop(std::size_t size);
  void clear();

 private:
  struct Piece {
    std::string own;
    std::shared_ptr<const std::string> shared;
    std::size_t from = 0;
    std::size_t to = 0;
    std::string_view rest() const;
  };

  std::list<Piece> pieces_;
  std::size_t bytes_ = 0;
};

}  // namespace copytaster::http
