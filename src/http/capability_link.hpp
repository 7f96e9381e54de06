// Pages under a link that is itself the right to act: it must not wander.
#pragma once

#include "http/call.hpp"

namespace copytaster::http {

/// Into no search engine, and to no page that is linked from here.
void reply_unlisted(const CallPtr& call, Reply reply);

/// A page that sends no referrer sends its forms with the Origin "null". Whether that is ours the
/// browser says elsewhere, or nobody does: who knows the link needs no forged form.
bool is_sent_from_elsewhere(const Request& request);

}  // namespace copytaster::http
