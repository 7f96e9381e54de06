#include "copytaster/app/second_factor.hpp"

namespace copytaster {
namespace {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    }
  }
  return out;
}

}  // namespace

std::optional<UsedFactor> factor_in(const StoredTotp& totp, std::string_view typed, Instant now,
                                    const SecondFactors& factors) {
  if (const auto step = factors.step_of(totp, typed, now)) return UsedStep{*step};
  if (auto hash = factors.hash_of_recovery_code(typed)) return UsedRecoveryCode{std::move(*hash)};
  return std::nullopt;
}

std::string otpauth_uri(std::string_view name, std::string_view base32) {
  return "otpauth://totp/Copytaster:" + percent_encoded(name) + "?secret=" + std::string{base32} +
         "&issuer=Copytaster&algorithm=SHA1&digits=6&period=30";
}

}  // namespace copytaster
