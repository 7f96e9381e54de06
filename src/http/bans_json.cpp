#include "http/bans_json.hpp"

#include "copytaster/domain/text.hpp"

namespace copytaster::http {
namespace {

void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at) {
  append_json_member(out, name, at ? std::optional{rfc3339(*at)} : std::nullopt);
}

}  // namespace

std::string ban_json(const KeptBan& kept) {
  std::string out = "{\"id\":" + std::to_string(kept.id.value);
  append_json_member(out, "kind", name_of(kind_of(kept.ban.whom)));
  append_json_member(out, "value", told(kept.ban.whom));
  append_json_name(out, "comment");
  out += kept.comment ? std::to_string(kept.comment->value) : "null";
  append_instant(out, "until", kept.ban.until);
  append_json_member(out, "reason",
                     kept.reason.empty() ? std::nullopt : std::optional{kept.reason});
  append_json_member(out, "made_by",
                     kept.made_by.empty() ? std::nullopt : std::optional{kept.made_by});
  append_json_member(out, "made_at", rfc3339(kept.made_at));
  return out + "}";
}

}  // namespace copytaster::http
