#include <charconv>

#include "copytaster/app/export_comments.hpp"

namespace copytaster {
namespace {

/// Takes one number and the separator behind it off the front.
template <class Number>
bool take(std::string_view& text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
  if (text.starts_with('-')) text.remove_prefix(1);
  return true;
}

}  // namespace

std::string ExportCursor::text() const {
  return std::to_string(epoch) + "-" + std::to_string(change) + "-" + std::to_string(id.value);
}

std::optional<ExportCursor> ExportCursor::parse(std::string_view text) {
  constexpr std::size_t cursor_bytes_max = 64;
  if (text.size() > cursor_bytes_max) return std::nullopt;
  ExportCursor cursor;
  std::string_view rest = text;
  if (!take(rest, cursor.epoch) || !take(rest, cursor.change) || !take(rest, cursor.id.value))
    return std::nullopt;
  // Written back it must be the same, or something stood between the numbers.
  if (cursor.epoch < 1 || cursor.id.value < 0 || cursor.text() != text) return std::nullopt;
  return cursor;
}

}  // namespace copytaster
