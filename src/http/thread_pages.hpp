// Public pages of a thread, from the cache or fetched for all who wait.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/call.hpp"

namespace copytaster::http {

/// Makes the page: on a thread that may wait. None: there is no such article. What it throws is
/// answered to all who wait.
using MakePage = std::function<std::optional<Reply>()>;

/// Answers the call with the page of its article in this form; runs on the reactor. The form says
/// all that the page depends on besides the article and its comments.
void reply_with_page(const CallPtr& call, std::string form, MakePage make);

}  // namespace copytaster::http
