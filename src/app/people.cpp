#include "copytaster/app/people.hpp"

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at) {
  append_json_member(out, name, at ? std::optional{rfc3339(*at)} : std::nullopt);
}

void append_number(std::string& out, std::string_view name, std::int64_t number) {
  append_json_name(out, name);
  out += std::to_string(number);
}

/// The address as she wrote it, and her words where masking had changed them: null where they are
/// no longer held, or their key is gone.
void append_contact(std::string& out, const std::optional<Contact>& contact) {
  append_json_member(out, "email", contact ? std::optional{contact->email.reveal()} : std::nullopt);
  append_json_name(out, "original");
  out += '{';
  if (contact && contact->author) append_json_member(out, "author", *contact->author);
  if (contact && contact->url) append_json_member(out, "url", *contact->url);
  if (contact && contact->text) append_json_member(out, "text", *contact->text);
  out += '}';
}

void append_revision(std::string& out, const HeldRevision& revision) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_number(out, "version", revision.version.value);
  append_json_member(out, "text", revision.text);
  append_instant(out, "until", revision.until);
  append_json_name(out, "verdict");
  out += revision.verdict_json + "}";
}

void append_held(std::string& out, const HeldComment& held, const std::optional<Contact>& contact) {
  const PublicComment& comment = held.comment;
  if (out.back() != '[') out += ',';
  out += '{';
  append_number(out, "id", comment.id.value);
  append_number(out, "version", held.version.value);
  append_json_member(out, "state", name_of(held.state));
  append_json_member(out, "article", held.article);
  append_json_member(out, "article_url", held.article_url);
  append_json_name(out, "parent");
  out += comment.parent ? std::to_string(comment.parent->value) : "null";
  append_json_member(out, "author", comment.author);
  append_json_member(out, "url", comment.url);
  append_json_member(out, "text", comment.text);
  append_contact(out, contact);
  append_instant(out, "created_at", comment.created_at);
  append_instant(out, "edited_at", comment.edited_at);
  append_instant(out, "decided_at", held.decided_at);
  append_instant(out, "published_at", held.published_at);
  append_json_name(out, "verdict");
  out += held.verdict_json;
  append_json_name(out, "revisions");
  out += '[';
  for (const HeldRevision& revision : held.revisions) append_revision(out, revision);
  out += ']';
  if (held.appeal) {
    append_json_name(out, "appeal");
    out += '{';
    append_json_member(out, "text", held.appeal->text);
    append_instant(out, "at", held.appeal->at);
    out += '}';
  }
  out += '}';
}

void append_history(std::string& out, const HeldHistory& history) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_number(out, "approved", history.approved);
  append_number(out, "rejected", history.rejected);
  append_number(out, "spam", history.spam);
  append_instant(out, "last_approved_at", history.last_approved_at);
  append_instant(out, "last_refused_at", history.last_refused_at);
  out += '}';
}

void append_ban(std::string& out, const KeptBan& kept) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_number(out, "id", kept.id.value);
  append_json_member(out, "kind", name_of(kind_of(kept.ban.whom)));
  append_json_member(out, "value", told(kept.ban.whom));
  append_instant(out, "until", kept.ban.until);
  append_json_member(out, "reason",
                     kept.reason.empty() ? std::nullopt : std::optional{kept.reason});
  append_instant(out, "made_at", kept.made_at);
  out += '}';
}

PersonRequest request_for(const PersonAsked& asked, const Vault& vault) {
  return {asked.site, vault.author_index(asked.site, asked.email), asked.by};
}

}  // namespace

std::optional<std::string> export_person(const PersonAsked& asked, Instant now,
                                         const PersonTools& tools, std::size_t bytes_max) {
  std::string out = "{\"site\":";
  append_json_string(out, asked.site_name);
  out += ",\"items\":[";
  const auto take = [&](std::span<const HeldComment> comments) {
    for (const HeldComment& held : comments)
      append_held(out, held, tools.vault.open(held.sealed, asked.site, held.comment.id));
    return out.size() <= bytes_max;
  };
  const auto record = tools.store.read_person(request_for(asked, tools.vault), now, take);
  if (!record) return std::nullopt;
  out += "],\"history\":[";
  for (const HeldHistory& history : record->histories) append_history(out, history);
  out += "],\"bans\":[";
  for (const KeptBan& ban : record->bans) append_ban(out, ban);
  return out + "]}";
}

std::size_t erase_person(const PersonAsked& asked, Instant now, const PersonTools& tools) {
  return tools.store.erase_person(request_for(asked, tools.vault), now);
}

}  // namespace copytaster
