// Audit entries as JSON, and what a walk along the chain found: the same over HTTP and on the
// command line.
#pragma once

#include <string>

#include "copytaster/app/seal_audit.hpp"
#include "copytaster/app/verify_audit.hpp"

namespace copytaster::http {

/// An object.
void append_entry(std::string& out, const ListedEntry& listed);
std::string verification_json(const AuditVerification& verification);

}  // namespace copytaster::http
