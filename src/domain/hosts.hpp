#pragma once
// Hosts: how they are written, who registers them, and where a text names one.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

/// As programs write it: lower-case ASCII, two labels or more, by Unicode's IDNA (UTS #46). None:
/// no such host, or a network address.
std::optional<std::string> ascii_host(std::string_view host);
/// As people read it; `ascii` is a host of ascii_host's.
std::string readable_host(const std::string& ascii);

/// The host of an http or https URL as it stands there; else the text itself.
std::string_view host_in(std::string_view url);

/// Nobody registers "com" or "co.uk", and what ends otherwise than in a top-level domain is no host
/// (the public suffix list that libpsl carries, its part of the registries).
bool is_registered(const std::string& ascii);
/// What somebody has registered of a host, also with those who rent out names below their own; the
/// host itself where it is such a name.
std::string registered_part(const std::string& ascii);

/// Asks `is_it` of everything in a text that can be read as a host with a dot in it, folded and
/// without dots at its end, until it says yes; not of what stands before an "@". Beside a script
/// without capitals it is looked at with and without what is in that script, as there are no blanks
/// between words. May be longer than any host is.
bool any_host(std::string_view text, const std::function<bool(std::string_view host)>& is_it);

}  // namespace copytaster
