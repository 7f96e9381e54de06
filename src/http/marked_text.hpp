// A waiting comment's words with those marked that caused a hit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/page.hpp"

namespace copytaster::http {

/// One reason why a comment waits, as its stored verdict tells it.
struct ShownHit {
  std::string explanation;
  std::vector<std::pair<std::size_t, std::size_t>> spans;  ///< in the text, half-open, code points
};

/// Empty where the verdict cannot be read.
std::vector<ShownHit> hits_in(const std::string& verdict_json,
                              Language language = Language::english);

/// Escaped; spans may overlap, come in any order and reach beyond the text.
Markup marked_text(std::string_view text, const std::vector<ShownHit>& hits);

}  // namespace copytaster::http
