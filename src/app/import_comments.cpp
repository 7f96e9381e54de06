#include "copytaster/app/import_comments.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

/// Under which WordPress shows what nobody has put a name to.
constexpr std::string_view unnamed = "Anonymous";

std::string reason_of(const FieldError& error) {
  return "`" + std::string{name_of(error.field)} + "` " + reason_for(error);
}

Form form_of(ImportedComment& record) {
  Form form;
  form.author = std::move(record.author);
  form.email = record.email.empty() ? std::string{nobodys_email} : record.email;
  form.url = std::move(record.url);
  form.text = std::move(record.text);
  form.numbered_domains = !record.is_strict;
  if (record.is_strict) return form;
  if (trimmed(form.author).empty()) form.author = unnamed;
  const auto url = trimmed(form.url);
  if (!url.empty() && (url.size() > url_bytes_max || !checked_url(url))) form.url.clear();
  return form;
}

bool is_usable(const std::string& email) {
  return email.size() <= email_bytes_max && EmailAddress::parse(email).has_value();
}

bool is_uuid(std::string_view id) {
  constexpr std::size_t size = 36;
  if (id.size() != size) return false;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = id[i];
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? c != '-' : !is_hex) return false;
  }
  return true;
}

/// Numbers and names of other systems; what else may stand there, an address even, is not kept.
bool is_source_id(std::string_view id) {
  const auto is_visible = [](char c) { return c > ' ' && c <= '~' && c != '@'; };
  return !id.empty() && id.size() <= source_id_bytes_max &&
         std::all_of(id.begin(), id.end(), is_visible);
}

struct Times {
  Instant created;
  std::optional<Instant> edited;
  std::optional<Instant> decided;
};

std::variant<Times, std::string> times_of(const ImportedComment& record, Instant now) {
  Times times{};
  const auto read = [&](const std::string& text, std::optional<Instant>& time) {
    if (text.empty()) return true;
    time = parse_instant(text);
    return time && *time <= now + ahead_max;
  };
  std::optional<Instant> created;
  if (record.created_at.empty()) return std::string{"`created_at` is required"};
  if (!read(record.created_at, created))
    return std::string{"`created_at` is no time, or lies in the future"};
  times.created = *created;
  if (!read(record.edited_at, times.edited))
    return std::string{"`edited_at` is no time, or lies in the future"};
  if (!read(record.decided_at, times.decided))
    return std::string{"`decided_at` is no time, or lies in the future"};
  return times;
}

/// What it became there counts as decided. A refusal counts from now on, or what is older than
/// refused comments are kept would go at once, before anything could learn from it; of what was
/// approved our own exports say when, and for others the time it was written must do.
void settle(CheckedImport& checked, const ImportedComment& record, const Times& times,
            Instant now) {
  checked.created_at = times.created;
  checked.edited_at = times.edited;
  if (record.state == State::pending) return;
  const bool refused = record.state != State::approved;
  checked.decided_at = times.decided;
  if (refused) checked.decided_at = now;
  if (!checked.decided_at && !checked.from_export) checked.decided_at = times.created;
  checked.by_person = record.by_person && checked.decided_at.has_value();
  if (!refused)
    checked.published_at = std::max(times.created, times.decided.value_or(times.created));
  if (refused && record.was_shown) checked.published_at = times.created;
}

}  // namespace

std::optional<CommentId> own_number(std::string_view text) {
  constexpr std::size_t digits_max = 13;  // as many as the last one has
  if (text.empty() || text.size() > digits_max || text.front() == '0') return std::nullopt;
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number >= own_numbers_end)
    return std::nullopt;
  return CommentId{number};
}

std::optional<CommentId> CheckedImport::own_number() const {
  return from_export ? copytaster::own_number(source_id) : std::nullopt;
}

bool CheckedImport::counts() const { return state != State::pending && (by_person || from_export); }

void OwnNumbers::add(std::string_view text) {
  const auto number = own_number(text);
  if (!number) return;
  first = std::min(first, *number);
  last = std::max(last, *number);
}

bool is_plain_number(std::string_view source_id) {
  constexpr std::size_t digits_max = 20;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return is_uuid(source_id) || (!source_id.empty() && source_id.size() <= digits_max &&
                                std::all_of(source_id.begin(), source_id.end(), is_digit));
}

std::string kept_number(const std::string& source_id, SiteId site, const Vault& vault) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (source_id.empty() || is_plain_number(source_id)) return source_id;
  const std::array<std::string_view, 2> parts{"imported", source_id};
  std::string text = "#";
  for (const std::uint8_t byte : vault.content_hash(site, parts).digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::shared_ptr<const WantedArticle> ImportCheck::article_of(const ImportedComment& record) {
  if (record.article == last_) return last_wanted_;
  last_ = record.article;
  last_wanted_.reset();
  if (!last_) return last_wanted_;
  if (auto wanted = wanted_article(*last_, with_))
    last_wanted_ = std::make_shared<const WantedArticle>(std::move(*wanted));
  return last_wanted_;
}

ImportCheck::Outcome ImportCheck::checked(ImportedComment& record) {
  if (!is_source_id(record.source_id)) return "has no number that it could be known by";
  if (!record.parent.empty() && !is_source_id(record.parent))
    return "`parent` is not the number of a comment";
  if (record.parent == record.source_id) return "answers itself";
  if (record.state == State::withdrawn) return "was withdrawn by its author";
  const auto article = article_of(record);
  if (!article) return "its article has no key that it could be known by";
  if (record.version >= versions_end) return "`version` is too large";
  auto times = times_of(record, with_.now);
  if (auto* reason = std::get_if<std::string>(&times)) return std::move(*reason);

  CheckedImport checked;
  checked.place = record.place;
  checked.source_id = kept_number(record.source_id, with_.site, with_.vault);
  checked.parent = kept_number(record.parent, with_.site, with_.vault);
  checked.article = article;
  checked.state = record.state;
  checked.from_export = record.version > 0;
  checked.version = std::max<std::int64_t>(1, record.version);
  settle(checked, record, std::get<Times>(times), with_.now);

  if (!record.is_strict && !is_usable(record.email)) record.email.clear();
  const bool has_email = !record.email.empty();
  auto outcome = check_form(form_of(record));
  if (const auto* errors = std::get_if<std::vector<FieldError>>(&outcome))
    return reason_of(errors->front());
  const auto& submission = std::get<Submission>(outcome);
  checked.author = submission.author();
  if (has_email) checked.email = submission.email();
  checked.url = submission.url();
  checked.text = submission.text();
  return checked;
}

std::variant<CheckedImport, RefusedRecord> ImportCheck::check(ImportedComment&& record) {
  ImportedComment own = std::move(record);
  auto outcome = checked(own);
  if (auto* good = std::get_if<CheckedImport>(&outcome)) return std::move(*good);
  return RefusedRecord{own.place, std::move(own.source_id),
                       std::get<std::string>(std::move(outcome)), own.state == State::withdrawn};
}

namespace {

std::string bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Where no address was told, one that is nobody's stands with what masking took out.
std::string sealed(const CheckedImport& checked, const PublicWords& words, CommentId id,
                   const std::pair<SiteId, const Vault&>& tools) {
  if (!checked.email && words.addresses() == 0) return {};
  Contact contact{checked.email ? *checked.email : *EmailAddress::parse(nobodys_email), {}, {}, {}};
  if (words.author_hidden) contact.author = checked.author;
  if (words.url_hidden) contact.url = checked.url;
  if (words.text.changed()) contact.text = checked.text;
  return tools.second.seal(contact, tools.first, id).bytes;
}

}  // namespace

ReadyImport ready(CheckedImport checked, CommentId id, SiteId site, const Vault& vault) {
  ReadyImport one;
  one.id = id;
  PublicWords words = public_words(checked.author, checked.url, checked.text);
  if (checked.email) {
    one.author_index = bytes_of(vault.author_index(site, *checked.email).digest);
    one.name_index = bytes_of(vault.name_index(site, folded(checked.author)).digest);
  }
  one.sealed = sealed(checked, words, id, {site, vault});
  Verdict verdict;
  verdict.state = checked.state;
  verdict.addresses = static_cast<int>(words.addresses());
  one.verdict = verdict_json(verdict, {});
  checked.email.reset();
  checked.author = std::move(words.author);
  checked.url = std::move(words.url);
  checked.text = std::move(words.text.text);
  one.checked = std::move(checked);
  return one;
}

std::string refused_line(const RefusedRecord& refused) {
  std::string line = "{\"line\":" + std::to_string(refused.place.line);
  if (refused.place.column > 0) line += ",\"column\":" + std::to_string(refused.place.column);
  append_json_name(line, "source_id");
  if (!is_plain_number(refused.source_id))  // it could be an address
    line += "null";
  else
    append_json_string(line, refused.source_id);
  append_json_member(line, "reason", refused.reason);
  if (refused.is_skipped) line += ",\"skipped\":true";
  line += "}\n";
  return line;
}

}  // namespace copytaster
