// Public pages of a thread, from the cache or fetched for all who wait.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "copytaster/app/read_thread.hpp"
#include "http/call.hpp"
#include "http/page_cache.hpp"

namespace copytaster::http {

struct MadePage {
  Reply reply;
  std::optional<Instant> good_until = std::nullopt;  ///< as of CachedPage
};

/// Makes the page: on a thread that may wait. None: there is no such article. What it throws is
/// answered to all who wait, unless there is a page of before whose time is over.
using MakePage = std::function<std::optional<MadePage>()>;

/// The page of the call's article in this form, which says all that it depends on besides the
/// article, its comments and whose page asks. Where the path names no article: of all the site's.
PageKey page_key(const Call& call, std::string form);

/// False: there is none.
bool reply_with_kept_page(Call& call, const PageKey& key);
/// Made by `workers`, for all who wait for it.
void reply_with_made_page(const CallPtr& call, const PageKey& key, running::Workers& workers,
                          MakePage make);

/// Answers the call with its page; runs on the reactor.
template <class Make>
void reply_with_page(const CallPtr& call, std::string form, running::Workers& workers, Make make) {
  const PageKey key = page_key(*call, std::move(form));
  if (!reply_with_kept_page(*call, key))
    reply_with_made_page(call, key, workers, MakePage(std::move(make)));
}

/// What of its article's thread a call asks for, by the parameters of lists. None: it was answered
/// why not.
std::optional<ThreadQuery> thread_query(const CallPtr& call);

/// The form of a page of that kind by what is asked for.
std::string form_of(std::string_view kind, const ThreadQuery& query);

}  // namespace copytaster::http
