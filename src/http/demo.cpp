// The demo: an article page as a newsroom would publish it, with its thread and the form. It works
// without a script; web/demo.js only makes it smoother.

#include <algorithm>

#include "http/asset.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/page.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"
#include "http/thread_html.hpp"

namespace copytaster::http {
namespace {

constexpr auto demo_site = "main";
constexpr auto demo_article = "1";
constexpr auto demo_path = "/demo/";
constexpr auto form_action = "/api/v1/sites/main/articles/1/comments";

/// What the reader is told after our form has sent her back here.
Markup receipt(const FormFields& query) {
  const auto state = query.find("state").value_or("");
  if (!query.find("comment")) return {};
  if (state == "approved") return Markup::vouched("<p>Thank you. Your comment is published.</p>");
  if (state != "pending") return {};
  return Markup::vouched(
      "<p>Thank you. Your comment is waiting for a moderator. It appears here once it is "
      "approved.</p>");
}

/// The comment that ?reply= names, when this page shows it.
const PublicComment* replied_to(const FormFields& query, const ThreadPage& page) {
  const auto id = number_or_zero(query.find("reply").value_or(""));
  const auto found = std::find_if(page.comments.begin(), page.comments.end(),
                                  [id](const PublicComment& one) { return one.id.value == id; });
  return found == page.comments.end() || found->removed ? nullptr : &*found;
}

Markup replying_to(const PublicComment* comment) {
  if (comment == nullptr) return {};
  return fill(
      "In reply to <a href=\"#comment-{{id}}\">{{name}}</a> · "
      "<a id=\"cancel-reply\" href=\"/demo/#respond\">Cancel reply</a>",
      {{"id", std::to_string(comment->id.value)}, {"name", comment->author}});
}

/// The form, empty: what was wrong with a filled one is said on a page of its own.
Markup reply_form(const Call& call, const Site& site, const ThreadPage& page) {
  const PublicComment* parent = replied_to(call.query(), page);
  Fillings fillings{
      {"action", form_action},
      {"nonce", call.services().vault.form_nonce(site.id, demo_article, call.now())},
      {"parent", parent != nullptr ? std::to_string(parent->id.value) : std::string{}},
      {"replying_to", replying_to(parent)},
      {"receipt", receipt(call.query())}};
  for (const char* empty :
       {"error", "text", "author", "url", "text_error", "author_error", "email_error", "url_error"})
    fillings.emplace(empty, std::string{});
  for (const char* state : {"text_state", "author_state", "email_state", "url_state"})
    fillings.emplace(state, Markup{});
  Markup html = Markup::vouched("<div id=\"respond-home\"></div>\n");
  html += fill(web_file("reply_form.html"), fillings);
  return html;
}

}  // namespace

void get_demo(const CallPtr& call) {
  const Site* site = call->live()->site_named(demo_site);
  if (site == nullptr) return call->reply(problem(Refusal::not_found));
  ThreadQuery query{site->id, demo_article, Order::oldest, std::nullopt, list_limit_max};
  query.after = place_of(call->query().find("cursor").value_or(""));
  const auto page = call->services().threads.read_thread(query);
  if (!page) return call->reply(problem(Refusal::not_found));

  const bool open = page->article.is_open(call->now(), site->policy.close_after);
  const Markup form =
      open ? reply_form(*call, *site, *page)
           : Markup::vouched("<p class=\"thread-closed\">Comments are closed.</p>\n");
  const Markup html =
      fill(web_file("demo.html"), {{"title", page->title},
                                   {"count", count_in_words(page->total)},
                                   {"thread", thread_html(*page, {demo_path, ""}, open)},
                                   {"reply_form", form}});
  call->reply(page_reply(200, html.html()));
}

void get_demo_file(const CallPtr& call) {
  call->reply(asset_reply(call->request(), std::string(call->file())));
}

/// Who types the bare address into a browser wants to see something.
void get_home(const CallPtr& call) {
  if (call->live()->site_named(demo_site) == nullptr)
    return call->reply(problem(Refusal::not_found));
  call->reply(redirect(302, demo_path));
}

}  // namespace copytaster::http
