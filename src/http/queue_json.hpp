#pragma once

#include <span>
#include <string>

#include "copytaster/app/list_queue.hpp"

namespace copytaster::http {

/// `"items":[…]`, each as a moderator sees it.
void append_queued_items(std::string& out, std::span<const QueuedComment> comments);
/// The members of one of them, without braces.
void append_queued_members(std::string& out, const QueuedComment& queued);
/// `,"claim":{by,until}`
void append_claim(std::string& out, const Claim& claim);

}  // namespace copytaster::http
