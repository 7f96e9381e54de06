#include "http/client_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "http/header_lists.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t hops_max = 32;
constexpr std::size_t v4_at = 12;
constexpr std::array<std::uint8_t, v4_at> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_number(std::string_view text, unsigned max) {
  unsigned number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() && number <= max;
}

/// Without brackets, port and zone. Empty when what is cut off is not what it should be.
std::string_view bare_address(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return {};
    const std::string_view after = text.substr(end + 1);
    const bool port_is_good =
        after.empty() || (after.front() == ':' && is_number(after.substr(1), 65535));
    text = port_is_good ? text.substr(1, end - 1) : std::string_view();
  } else if (std::ranges::count(text, ':') == 1) {
    const std::size_t colon = text.find(':');
    if (!is_number(text.substr(colon + 1), 65535)) return {};
    text = text.substr(0, colon);
  }
  return text.substr(0, text.find('%'));
}

}  // namespace

std::optional<ClientAddress> ClientAddress::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  const std::string_view bare = bare_address(text);
  if (bare.empty() || bare.size() >= terminated.size()) return std::nullopt;
  std::copy(bare.begin(), bare.end(), terminated.begin());

  ClientAddress address;
  if (inet_pton(AF_INET6, terminated.data(), address.bytes_.data()) == 1) return address;
  std::copy(v4_prefix.begin(), v4_prefix.end(), address.bytes_.begin());
  if (inet_pton(AF_INET, terminated.data(), address.bytes_.data() + v4_at) == 1) return address;
  return std::nullopt;
}

std::optional<ClientAddress> ClientAddress::from_socket(const sockaddr_storage& socket) {
  ClientAddress address;
  if (socket.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &socket, sizeof v6);
    std::memcpy(address.bytes_.data(), &v6.sin6_addr, address.bytes_.size());
    return address;
  }
  if (socket.ss_family != AF_INET) return std::nullopt;
  sockaddr_in v4{};
  std::memcpy(&v4, &socket, sizeof v4);
  std::copy(v4_prefix.begin(), v4_prefix.end(), address.bytes_.begin());
  std::memcpy(address.bytes_.data() + v4_at, &v4.sin_addr, sizeof v4.sin_addr);
  return address;
}

std::uint16_t ClientAddress::port_of(const sockaddr_storage& socket) {
  if (socket.ss_family != AF_INET && socket.ss_family != AF_INET6) return 0;
  sockaddr_in v4{};  // the port stands at the same place in both
  std::memcpy(&v4, &socket, sizeof v4);
  return ntohs(v4.sin_port);
}

bool ClientAddress::is_v4() const {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes_.begin());
}

std::string ClientAddress::limit_prefix() const {
  return is_v4() ? std::string(bytes_.begin() + v4_at, bytes_.end())
                 : std::string(bytes_.begin(), bytes_.begin() + 8);
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view before = text.substr(0, slash);
  // A port or brackets have no place in a range.
  if (before.find('[') != std::string_view::npos || std::ranges::count(before, ':') == 1) {
    return std::nullopt;
  }
  const auto base = ClientAddress::parse(before);
  if (!base) return std::nullopt;

  const unsigned width = base->is_v4() && before.find(':') == std::string_view::npos ? 32 : 128;
  unsigned bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view after = text.substr(slash + 1);
    if (!is_number(after, width)) return std::nullopt;
    std::from_chars(after.data(), after.data() + after.size(), bits);
  }
  const unsigned mapped_bits = bits + (128 - width);
  if (bits == 0 || (base->is_v4() && mapped_bits <= 96)) return std::nullopt;
  AddressRange range;
  range.base_ = *base;
  range.bits_ = mapped_bits;
  return range;
}

bool AddressRange::contains(const ClientAddress& address) const {
  if (base_.is_v4() != address.is_v4()) return false;
  const std::size_t whole = bits_ / 8;
  const auto& a = base_.bytes_;
  const auto& b = address.bytes_;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) {
    return false;
  }
  const unsigned shift = 8 - bits_ % 8;
  return shift == 8 || a[whole] >> shift == b[whole] >> shift;
}

Client client_of(const ClientAddress& peer, std::span<const std::string_view> forwarded_for,
                 std::span<const AddressRange> trusted) {
  const auto is_trusted = [trusted](const ClientAddress& address) {
    return std::ranges::any_of(
        trusted, [&address](const AddressRange& range) { return range.contains(address); });
  };
  if (!is_trusted(peer)) return {peer, !forwarded_for.empty()};

  ClientAddress nearest = peer;
  std::size_t hops = 0;
  for (auto header = forwarded_for.rbegin(); header != forwarded_for.rend(); ++header) {
    std::string_view rest = *header;
    while (!rest.empty()) {
      const std::size_t comma = rest.rfind(',');
      const std::size_t start = comma == std::string_view::npos ? 0 : comma + 1;
      const auto hop = ClientAddress::parse(trim_blanks(rest.substr(start)));
      if (!hop || ++hops > hops_max) return {nearest, false};
      nearest = *hop;
      if (!is_trusted(nearest)) return {nearest, false};
      rest = rest.substr(0, comma == std::string_view::npos ? 0 : comma);
    }
  }
  return {nearest, false};
}

}  // namespace copytaster::http
