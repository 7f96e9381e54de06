// WordPress' door: its form works unchanged when its action points here. Texts and statuses as
// WordPress gives them, but for the 200s that it answers to faulty forms (docs/decisions/0006).

#include <algorithm>

#include "copytaster/domain/text.hpp"
#include "http/article_links.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/refusal_page.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

constexpr int found = 302;

std::string_view text_for_field(const FieldError& error) {
  if (error.problem == Problem::too_long) {
    switch (error.field) {
      case Field::author: return "Error: Your name is too long.";
      case Field::email: return "Error: Your email address is too long.";
      case Field::url: return "Error: Your URL is too long.";
      case Field::text: return "Error: Your comment is too long.";
      case Field::parent:
      case Field::appeal: break;
    }
  }
  switch (error.field) {
    case Field::author:
      return error.problem == Problem::required ? "Error: Please fill the required fields."
                                                : "Error: Please enter a valid name.";
    case Field::email:
      return error.problem == Problem::required ? "Error: Please fill the required fields."
                                                : "Error: Please enter a valid email address.";
    case Field::url: return "Error: Please enter a valid URL.";
    case Field::text:
      return error.problem == Problem::required ? "Error: Please type your comment text."
                                                : "Error: Please type a valid comment.";
    case Field::parent:
    case Field::appeal: break;
  }
  return "Sorry, replies to unapproved comments are not allowed.";
}

std::string_view text_for(const NotTaken& why) {
  switch (why.refusal) {
    case Refusal::closed: return "Sorry, comments are closed for this item.";
    case Refusal::duplicate:
      return "Duplicate comment detected; it looks as though you\u2019ve already said that!";
    case Refusal::too_fast: return "You are posting comments too quickly. Slow down.";
    case Refusal::fields: return text_for_field(why.errors.front());
    case Refusal::article: return "Sorry, this article does not take comments.";
    case Refusal::refused: return "Sorry, this comment was refused.";
    case Refusal::busy:
    case Refusal::fault: return "The comment could not be saved. Please try again later.";
    case Refusal::framing:
    case Refusal::not_found:
    case Refusal::site:
    case Refusal::method:
    case Refusal::unauthorized:
    case Refusal::role:
    case Refusal::login:
    case Refusal::totp:
    case Refusal::totp_required:
    case Refusal::attempts:
    case Refusal::csrf:
    case Refusal::own_origin:
    case Refusal::media_type:
    case Refusal::json:
    case Refusal::form:
    case Refusal::query:
    case Refusal::key:
    case Refusal::origin:
    case Refusal::too_late:
    case Refusal::undo_too_late:
    case Refusal::not_rejected:
    case Refusal::appealed:
    case Refusal::rules:
    case Refusal::others_judge:
    case Refusal::banned_already:
    case Refusal::too_many_bans:
    case Refusal::totp_on:
    case Refusal::totp_off:
    case Refusal::name_taken:
    case Refusal::last_admin:
    case Refusal::too_many:
    case Refusal::too_much:
    case Refusal::reports_too_fast:
    case Refusal::key_reused: break;
  }
  return detail_of(why.refusal);
}

/// A reply to what is not approved is WordPress' 403, not one field among others.
bool is_about_parent(const NotTaken& why) {
  return why.refusal == Refusal::fields && why.errors.front().field == Field::parent;
}

int status_for(const NotTaken& why, const Site& site) {
  if (is_about_parent(why)) return status_of(Refusal::closed);
  const bool wordpress_says_200 = why.refusal == Refusal::fields || why.refusal == Refusal::article;
  return site.wordpress_statuses && wordpress_says_200 ? 200 : status_of(why.refusal);
}

Reply refusal_answer(const Call& call, const NotTaken& why, const std::string& text) {
  const Language language = call.language();
  const int status = status_for(why, call.site());
  // WordPress answers an unknown article with nothing at all.
  if (why.refusal == Refusal::article && status == 200) return page_reply(status, "");
  const std::string words{say(text_for(why), language)};
  const Markup page = refusal_page("Comment Submission Failure", {words}, text, language);
  Reply reply = page_reply(status, page, language);
  if (why.retry_after_s > 0)
    reply.headers.emplace_back("Retry-After", std::to_string(why.retry_after_s));
  return reply;
}

Reply answer(const Call& call, const Outcome& outcome, const std::string& text) {
  const auto* accepted = std::get_if<Accepted>(&outcome);
  if (accepted == nullptr) return refusal_answer(call, std::get<NotTaken>(outcome), text);
  const std::string id = std::to_string(accepted->id.value);
  if (accepted->state == State::approved)
    return redirect(found, comment_address(accepted->article_url, accepted->id));
  const std::string hash = call.services().vault.moderation_hash(call.site().id, accepted->id);
  return redirect(found,
                  with_query(accepted->article_url,
                             "unapproved=" + id + "&moderation-hash=" + hash + "#comment-" + id));
}

/// "7", never "07", "+7" or " 7": one article has one key.
bool is_canonical(std::string_view number) {
  constexpr std::size_t digits_max = 18;
  if (number.empty() || number.size() > digits_max || number.front() == '0') return false;
  return number.find_first_not_of("0123456789") == std::string_view::npos;
}

constexpr std::string_view names[] = {"comment", "author",          "email",
                                      "url",     "comment_post_ID", "comment_parent"};

/// What its form takes where its rules judge: what we take otherwise is safer (decisions/0024).
void read_as_wordpress(Form& form) {
  constexpr std::string_view scheme = "http://";
  form.numbered_domains = true;
  const bool is_bare = !form.url.empty() && form.url.find(':') == std::string::npos;
  if (is_bare && form.url.size() + scheme.size() <= url_bytes_max) form.url.insert(0, scheme);
}

/// None: a field stands twice or is no UTF-8.
std::optional<Incoming> read(const FormFields& fields) {
  for (const auto name : names) {
    if (fields.count(name) > 1 || !is_valid_utf8(fields.find(name).value_or("")))
      return std::nullopt;
  }
  // WordPress trims all four; the text as well, so that the same click stores the same text.
  const auto value = [&fields](std::string_view name) {
    return std::string(trimmed(fields.find(name).value_or("")));
  };
  Incoming incoming;
  incoming.door = Door::wordpress;
  incoming.form = {value("author"), value("email"), value("url"), value("comment"), {}, {}};
  const std::string parent = value("comment_parent");
  if (!parent.empty() && parent != "0") incoming.form.parent = number_or_zero(parent);
  const std::string article = value("comment_post_ID");
  if (is_canonical(article)) incoming.article = article;
  return incoming;
}

/// The order in which WordPress looks at its fields decides which one text is shown.
void order_as_wordpress(NotTaken& why) {
  const auto rank = [](const FieldError& error) {
    if (error.field == Field::parent) return 0;
    if (error.problem == Problem::required && error.field != Field::text) return 1;
    return error.problem == Problem::too_long ? 4 : error.field == Field::text ? 3 : 2;
  };
  std::stable_sort(why.errors.begin(), why.errors.end(),
                   [&rank](const FieldError& a, const FieldError& b) { return rank(a) < rank(b); });
}

}  // namespace

void post_wordpress_comment(const CallPtr& call) {
  if (call->has_no_site()) return call->reply(problem(Refusal::site));
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded"))
    return call->reply(problem(Refusal::media_type));
  auto parsed = parse_form(call->request().body);
  const auto* fields = std::get_if<FormFields>(&parsed);
  auto incoming = fields != nullptr ? read(*fields) : std::nullopt;
  if (!incoming) return call->reply(refusal_answer(*call, {Refusal::form, {}, 0}, ""));
  if (call->site().policy.rules_mode == RulesMode::wordpress) read_as_wordpress(incoming->form);
  const std::string text = incoming->form.text;
  submit(call, *incoming, [call, text](Outcome outcome, bool) {
    if (auto* why = std::get_if<NotTaken>(&outcome)) order_as_wordpress(*why);
    call->reply(answer(*call, outcome, text));
  });
}

}  // namespace copytaster::http
