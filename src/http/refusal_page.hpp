// The page that a form without a script comes back to when its comment was not taken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {

/// `why`: a paragraph each, in the language; the title is English. The reader's words come back to
/// her: she must not type them again.
Markup refusal_page(std::string_view title, const std::vector<std::string>& why,
                    std::string_view text, Language language);

/// The same for a refusal that has words of its own.
Reply refusal_reply(Refusal refusal, Language language);
/// With what is wrong in which field, and when to come again.
Reply refusal_reply(const NotTaken& why, std::string_view text, Language language);

}  // namespace copytaster::http
