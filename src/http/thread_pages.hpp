// Public pages of a thread, from the cache or fetched for all who wait.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "copytaster/app/read_thread.hpp"
#include "http/call.hpp"

namespace copytaster::http {

struct MadePage {
  Reply reply;
  std::optional<Instant> good_until = std::nullopt;  ///< as of CachedPage
};

/// Makes the page: on a thread that may wait. None: there is no such article. What it throws is
/// answered to all who wait, unless there is a page of before whose time is over.
using MakePage = std::function<std::optional<MadePage>()>;

/// Answers the call with the page of its article in this form; runs on the reactor. The form says
/// all that the page depends on besides the article and its comments. A call whose path names no
/// article gets a page of all the site's. `workers` make it.
void reply_with_page(const CallPtr& call, std::string form, running::Workers& workers,
                     MakePage make);

/// What of its article's thread a call asks for, by the parameters of lists. None: it was answered
/// why not.
std::optional<ThreadQuery> thread_query(const CallPtr& call);

/// The page's form by that.
std::string form_of(const ThreadQuery& query);

}  // namespace copytaster::http
