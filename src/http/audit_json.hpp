// What a walk along the chain found, as JSON: the same over HTTP and on the command line.
#pragma once

#include <string>

#include "copytaster/app/verify_audit.hpp"

namespace copytaster::http {

std::string verification_json(const AuditVerification& verification);

}  // namespace copytaster::http
