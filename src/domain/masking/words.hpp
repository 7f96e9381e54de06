#pragma once
// What the masking knows of words: top-level domains, the names of "@" and "." in some languages,
// and which words announce an address.

#include <string_view>

namespace copytaster::masking {

/// A name in the root zone (by the public suffix list that libpsl carries), one that RFC 2606 or
/// RFC 6762 reserves, or one that companies use within. `label`: lower case.
bool is_top_level_domain(std::string_view label);

/// "gmail", "gmx": who writes "at" before it means an address.
bool is_mail_provider(std::string_view label);

/// A word that people say for "@" and hardly for anything else. "at" is not among them.
bool is_at_word(std::string_view word);
bool is_dot_word(std::string_view word);

/// Of letters and addresses in general.
bool announces_contact(std::string_view word);
/// Of electronic mail.
bool announces_mail(std::string_view word);

/// Common before "at" or behind it in sentences that hold no address.
bool is_ordinary_word(std::string_view word);

}  // namespace copytaster::masking
