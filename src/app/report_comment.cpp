#include "copytaster/app/report_comment.hpp"

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

std::optional<Problem> problem_of_reason(const ReportRequest& request, std::string_view reason) {
  if (request.unreadable) return request.unreadable;
  if (contains_nul(request.reason)) return Problem::nul_character;
  if (reason.size() > report_reason_bytes_max) return Problem::too_long;
  return std::nullopt;
}

ContentHash reporter_of(const ReportRequest& request, const Pseudonym& reader, const Vault& vault) {
  const std::string bytes(reader.digest.begin(), reader.digest.end());
  const std::string comment = std::to_string(request.comment.value);
  const std::string_view parts[] = {"report", bytes, comment};
  return vault.content_hash(request.site, parts);
}

}  // namespace

ReportOutcome report_comment(const ReportRequest& request, Instant now, const ReportTools& tools) {
  const std::string lines = with_lf(request.reason);
  const std::string_view reason = trimmed(lines);
  if (const auto problem = problem_of_reason(request, reason)) return FaultyReason{*problem};
  if (!request.reader) return NoPseudonym{};
  if (const int wait = tools.lately.admit_report(*request.reader, now); wait > 0)
    return ReportsTooFast{wait};
  if (!tools.store.is_shown(request.site, request.comment)) return NotShown{};

  const Report report{request.site, request.comment,
                      reporter_of(request, *request.reader, tools.vault),
                      mask_addresses(reason).text};
  if (!tools.store.add_report(report, now)) return NotShown{};
  return Reported{};
}

}  // namespace copytaster
