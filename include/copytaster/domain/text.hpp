#pragma once
// Text as bytes of UTF-8: checking, comparing and writing it. Pure; no locale.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

bool contains_nul(std::string_view text);

/// Without the space, tab, line ends, NUL and vertical tab at both ends: what PHP's trim takes, so
/// that a WordPress form means the same here.
std::string_view trimmed(std::string_view text);

/// Valid UTF-8 is counted; a stray byte counts as one.
std::size_t code_points(std::string_view text);

/// CRLF becomes LF; nothing else changes.
std::string with_lf(std::string_view text);

/// Unicode's NFC: one spelling for what looks and was meant the same.
std::string composed(std::string_view text);

/// For comparing names: NFKC, case folded, default-ignorable characters dropped (Unicode's
/// NFKC_Casefold), white space trimmed and squeezed to one space.
std::string folded(std::string_view text);

/// & < > " ' become references: safe as an element's text and in a quoted attribute.
void append_html_escaped(std::string& out, std::string_view text);

/// Valid UTF-8 with U+FFFD for what XML 1.0 §2.2 forbids, so that one sees that something stood
/// there.
std::string xml_safe(std::string_view text);

/// A JSON string with its quotes (RFC 8259); `text` is valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// `"name":`, after a comma unless the object has just begun; the value is the caller's. Names are
/// ours and need no escapes.
void append_json_name(std::string& out, std::string_view name);

/// A whole member; none is null.
void append_json_member(std::string& out, std::string_view name,
                        std::optional<std::string_view> value);

}  // namespace copytaster
