#pragma once
// The rules, one per file. To add one: a file here, a name in RuleId, a line in
// standard_rules.cpp, a test beside the others.

#include "copytaster/domain/rules.hpp"

namespace copytaster::rules {

std::optional<Hit> honeypot(const Reading& reading, const Facts& facts, const Policy& policy);
std::optional<Hit> blocked_words(const Reading& reading, const Facts& facts, const Policy& policy);
std::optional<Hit> too_many_links(const Reading& reading, const Facts& facts, const Policy& policy);
std::optional<Hit> duplicate(const Reading& reading, const Facts& facts, const Policy& policy);
std::optional<Hit> address_in_text(const Reading& reading, const Facts& facts,
                                   const Policy& policy);
std::optional<Hit> first_time_author(const Reading& reading, const Facts& facts,
                                     const Policy& policy);

}  // namespace copytaster::rules
