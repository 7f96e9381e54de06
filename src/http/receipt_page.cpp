// A receipt as people use it: a plain page under the link that they got. GET shows, POST acts.

#include "copytaster/app/faults.hpp"
#include "copytaster/domain/text.hpp"
#include "http/capability_link.hpp"
#include "http/comment_html.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/page.hpp"
#include "http/receipts.hpp"
#include "http/refusal_page.hpp"
#include "http/thread_html.hpp"

namespace copytaster::http {
namespace {

constexpr int see_other = 303;
constexpr int busy_retry_s = 2;

void refuse(const CallPtr& call, const NotTaken& why, const std::string& text = "") {
  reply_unlisted(call, refusal_reply(why, text, call->language()));
}

std::string path_of(const Call& call) {
  return "/receipt/" + call.site().name + "/" + std::string(call.id()) + "/" +
         std::string(call.token());
}

std::string_view words_for(State state, Language language) {
  switch (state) {
    case State::pending:
    case State::spam: return say("It is waiting for a moderator.", language);
    case State::approved: return say("It is published.", language);
    case State::rejected: return say("A moderator has decided not to publish it.", language);
    case State::withdrawn: return say("It is withdrawn. Readers do not see it.", language);
  }
  return "";
}

Markup reason_html(const Receipt& receipt, Language language) {
  if (!receipt.reason) return {};
  const std::string reason{receipt.reason_code ? say(*receipt.reason, language) : *receipt.reason};
  return fill("<p>[[The reason given: {{reason}}]]</p>\n", {{"reason", reason}}, language);
}

Markup text_html(const Receipt& receipt) {
  if (receipt.text.empty()) return {};
  return fill("<div class=\"comment-text\">{{{text}}}</div>\n",
              {{"text", Markup::vouched(comment_html(receipt.text))}});
}

Markup edit_form(const Call& call, const Receipt& receipt) {
  return fill(web_file("receipt_edit.html"),
              {{"action", path_of(call)},
               {"text", receipt.text},
               {"until_at", rfc3339(*receipt.can_edit_until)},
               {"until", in_words(*receipt.can_edit_until, call.language())}},
              call.language());
}

/// What became of her appeal; the comment's state says the rest.
Markup appeal_html(const Receipt& receipt, Language language) {
  if (!receipt.appeal) return {};
  const std::string words{
      receipt.appeal->is_answered
          ? say("Somebody else has looked at it again: it stays rejected.", language)
          : say("Somebody else will look at it again.", language)};
  return fill("<p>[[You appealed on <time datetime=\"{{at}}\">{{when}}</time>.]] {{words}}</p>\n",
              {{"at", rfc3339(receipt.appeal->at)},
               {"when", in_words(receipt.appeal->at, language)},
               {"words", words}},
              language);
}

Markup appeal_form(const Call& call, const Receipt& receipt) {
  if (!receipt.can_appeal) return {};
  return fill(web_file("receipt_appeal.html"), {{"action", path_of(call)}}, call.language());
}

Markup withdraw_form(const Call& call, const Receipt& receipt) {
  if (receipt.state == State::withdrawn) return {};
  return fill(web_file("receipt_withdraw.html"), {{"action", path_of(call)}}, call.language());
}

/// What has just been done, as the address says it: words of ours alone.
Markup done_notice(const Call& call) {
  const auto done = call.query().find("done");
  if (done != "edit" && done != "appeal") return {};
  return fill(
      done == "edit"
          ? "<div class=\"receipt\"><p role=\"status\">[[Your change is saved.]]</p></div>\n"
          : "<div class=\"receipt\"><p role=\"status\">[[Your appeal is sent.]]</p></div>\n",
      {}, call.language());
}

Markup receipt_page(const Call& call, const Receipt& receipt) {
  const Language language = call.language();
  std::string where = receipt.article_url;
  if (receipt.state == State::approved) where += "#comment-" + std::to_string(receipt.id.value);
  const Markup body =
      fill(web_file("receipt.html"),
           {{"notice", done_notice(call)},
            {"created_at", rfc3339(receipt.created_at)},
            {"created", in_words(receipt.created_at, language)},
            {"state", std::string(words_for(receipt.state, language))},
            {"reason", reason_html(receipt, language)},
            {"appealed", appeal_html(receipt, language)},
            {"text", receipt.can_edit_until ? edit_form(call, receipt) : text_html(receipt)},
            {"appeal", appeal_form(call, receipt)},
            {"withdraw", withdraw_form(call, receipt)},
            {"article", where}},
           language);
  return plain_page("Your comment", body, language);
}

/// Fields that stand twice or are no UTF-8 are none.
std::optional<std::string> field(const FormFields& fields, std::string_view name) {
  const auto value = fields.find(name);
  if (!value || fields.count(name) > 1 || !is_valid_utf8(*value)) return std::nullopt;
  return std::string(*value);
}

/// Text that came along and was not taken goes back with the answer.
void act(const CallPtr& call, const std::string& act, const std::optional<std::string>& text) {
  const auto answer = act == "edit"     ? edit(*call, call->token(), {*text})
                      : act == "appeal" ? appeal(*call, call->token(), {*text})
                                        : withdraw(*call, call->token());
  if (const auto* why = std::get_if<NotTaken>(&answer))
    return refuse(call, *why, why->refusal == Refusal::not_found ? "" : text.value_or(""));
  reply_unlisted(call,
                 redirect(see_other, path_of(*call) + (act == "withdraw" ? "" : "?done=" + act)));
}

/// A person gets a page, with the words that were not taken; the guard still learns of the fault.
template <class Work>
void answer_busy(const CallPtr& call, const std::string& text, const Work& work) {
  try {
    work();
  } catch (const StoreUnavailable&) {
    refuse(call, {Refusal::busy, {}, busy_retry_s}, text);
    throw;
  }
}

void post_form(const CallPtr& call, const FormFields* fields) {
  const auto refuse_holder = [&call](Refusal refusal) {
    refuse(call, refusal_for_holder(*call, call->token(), refusal));
  };
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded"))
    return refuse_holder(Refusal::media_type);
  if (fields == nullptr) return refuse_holder(Refusal::form);
  const auto wanted = field(*fields, "act");
  const auto text = field(*fields, "text");
  const bool has_words = (wanted == "edit" || wanted == "appeal") && text;
  if (wanted != "withdraw" && !has_words) return refuse_holder(Refusal::form);
  if (is_sent_from_elsewhere(call->request())) return refuse_holder(Refusal::origin);
  act(call, *wanted, text);
}

}  // namespace

void get_receipt_page(const CallPtr& call) {
  answer_busy(call, "", [&call] {
    const auto answer = show(*call, call->token());
    if (const auto* why = std::get_if<NotTaken>(&answer)) return refuse(call, *why);
    const Markup page = receipt_page(*call, std::get<Receipt>(answer));
    reply_unlisted(call, page_reply(200, page, call->language()));
  });
}

void post_receipt_page(const CallPtr& call) {
  const auto form = parse_form(call->request().body);
  const auto* fields = std::get_if<FormFields>(&form);
  const auto text = fields == nullptr ? std::nullopt : field(*fields, "text");
  answer_busy(call, text.value_or(""), [&] { post_form(call, fields); });
}

}  // namespace copytaster::http
