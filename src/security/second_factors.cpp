#include "security/second_factors.hpp"

#include <oath.h>
#include <qrencode.h>
#include <sodium.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "security/credentials.hpp"
#include "security/hashing.hpp"

namespace copytaster::security {
namespace {

// RFC 6238 as every authenticator app knows it: SHA-1, six digits, half a minute. RFC 4226 §4 wants
// 160 random bits.
constexpr std::size_t secret_bytes = 20;
constexpr unsigned digits = 6;
constexpr std::int64_t step_s = 30;
constexpr std::int64_t steps_beside = 1;  ///< for a clock that is wrong, and for slow typing

std::string digits_in(std::string_view typed) {
  std::string text;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9' || text.size() == digits) return {};
    text += c;
  }
  return text.size() == digits ? text : std::string{};
}

std::string code_at(const std::string& secret, std::int64_t step) {
  std::array<char, digits + 1> code{};
  const int result =
      oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), digits,
                         false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  if (result != OATH_OK) throw std::runtime_error(oath_strerror(result));
  return code.data();
}

/// RFC 4648, without padding, as apps want it typed.
std::string base32(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = held << 8U | static_cast<unsigned char>(c);
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[held >> (bits - 5) & 31U];
  }
  return text;
}

using Drawn = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

/// The dark squares of a row, those side by side in one stroke.
void append_row(std::string& path, const QRcode& code, int y, int margin) {
  const auto is_dark = [&](int x) {
    return x < code.width && (code.data[y * code.width + x] & 1U);
  };
  for (int x = 0; x < code.width; ++x) {
    if (!is_dark(x)) continue;
    const int begin = x;
    while (is_dark(x)) ++x;
    path += "M" + std::to_string(begin + margin) + " " + std::to_string(y + margin) + "h" +
            std::to_string(x - begin) + "v1h-" + std::to_string(x - begin) + "z";
  }
}

}  // namespace

OathSecondFactors::OathSecondFactors(const SodiumVault& vault) : vault_(vault) {
  if (const int result = oath_init(); result != OATH_OK)
    throw std::runtime_error(oath_strerror(result));
}

SecondFactors::NewSecret OathSecondFactors::new_secret(ModeratorId moderator) const {
  std::string secret(secret_bytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  NewSecret made{vault_.seal_totp(moderator, secret), base32(secret)};
  sodium_memzero(secret.data(), secret.size());
  return made;
}

std::optional<std::int64_t> OathSecondFactors::step_of(const StoredTotp& totp,
                                                       std::string_view typed, Instant now) const {
  const std::string code = digits_in(typed);
  if (code.empty()) return std::nullopt;
  auto secret = vault_.open_totp(totp.moderator, totp.sealed);
  if (!secret) return std::nullopt;
  const std::int64_t current =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_s;
  std::optional<std::int64_t> found;
  for (std::int64_t step = current - steps_beside; step <= current + steps_beside; ++step) {
    if (step > totp.last_step && equal(code_at(*secret, step), code) && !found) found = step;
  }
  sodium_memzero(secret->data(), secret->size());
  return found;
}

std::vector<std::string> OathSecondFactors::new_recovery_codes() const {
  std::vector<std::string> codes;
  for (int i = 0; i < recovery_codes_count; ++i) codes.push_back(new_login_code());
  return codes;
}

std::optional<std::string> OathSecondFactors::hash_of_recovery_code(std::string_view typed) const {
  return security::hash_of_recovery_code(typed);
}

std::string OathSecondFactors::qr_svg(std::string_view text) const {
  constexpr int margin = 4;  // ISO/IEC 18004: the quiet zone, without which it is not found
  const std::string ended{text};
  const Drawn code{QRcode_encodeString(ended.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free};
  if (!code) throw std::runtime_error("the text fits no QR code");
  std::string path;
  for (int y = 0; y < code->width; ++y) append_row(path, *code, y, margin);
  const std::string side = std::to_string(code->width + 2 * margin);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
         "h-" + side + "z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

}  // namespace copytaster::security
