#pragma once

#include "copytaster/app/comment_record.hpp"
#include "http/call.hpp"

namespace copytaster::http {

/// The comment that the path names, as far as it is the caller's to see.
RecordAsked comment_asked(const Call& call);

}  // namespace copytaster::http
