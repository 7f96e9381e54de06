// Who is at the other end, as limits and pseudonyms need it. There is no formatter on purpose: an
// address must not reach a log, an answer or an export.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr_storage;

namespace copytaster::http {

/// An IPv4 or IPv6 address. An IPv4 address written in IPv6 (::ffff:1.2.3.4) is the IPv4 address.
class ClientAddress {
 public:
  /// `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`; an IPv6 zone
  /// (%eth0) is dropped.
  static std::optional<ClientAddress> parse(std::string_view text);
  static std::optional<ClientAddress> from_socket(const sockaddr_storage& socket);
  static std::uint16_t port_of(const sockaddr_storage& socket);  // 0 when it has none

  bool is_v4() const;
  /// What limits and pseudonyms count: 4 bytes for IPv4, the /64 (8 bytes) for IPv6, as readers
  /// own a whole /64.
  std::string limit_prefix() const;

  friend bool operator==(const ClientAddress&, const ClientAddress&) = default;

 private:
  friend class AddressRange;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 as ::ffff:a.b.c.d
};

/// A block of addresses, as in `trusted_proxies`.
class AddressRange {
 public:
  /// CIDR notation or one address. A range of everything (/0) is refused: trusting everyone's
  /// X-Forwarded-For would let anyone choose their address.
  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(const ClientAddress& address) const;

 private:
  ClientAddress base_;
  unsigned bits_ = 128;  // of the 16 bytes
};

struct Client {
  ClientAddress address;
  bool forwarded_by_stranger = false;  // X-Forwarded-For came from a peer that is not trusted
};

/// The client behind `peer`: when the peer is trusted, the rightmost address of the (joined)
/// X-Forwarded-For headers that is not itself trusted. Stops at what is not an address, and after
/// 32 hops. A stranger's header never counts.
Client client_of(const ClientAddress& peer, std::span<const std::string_view> forwarded_for,
                 std::span<const AddressRange> trusted);

}  // namespace copytaster::http
