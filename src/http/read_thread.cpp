#include "copytaster/app/read_thread.hpp"

#include "copytaster/domain/text.hpp"
#include "http/comment_html.hpp"
#include "http/cross_origin.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/page_variants.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

void append_comment(std::string& out, const PublicComment& comment) {
  out += "{\"id\":" + std::to_string(comment.id.value) +
         ",\"parent\":" + (comment.parent ? std::to_string(comment.parent->value) : "null");
  if (comment.removed) {
    out += ",\"removed\":true";
    append_json_member(out, "created_at", rfc3339(comment.created_at));
    out += '}';
    return;
  }
  append_json_member(out, "author", comment.author);
  if (comment.url) append_json_member(out, "url", *comment.url);
  append_json_member(out, "text", comment.text);
  append_json_member(out, "html", comment_html(comment.text));
  append_json_member(out, "created_at", rfc3339(comment.created_at));
  if (comment.edited_at) append_json_member(out, "edited_at", rfc3339(*comment.edited_at));
  out += '}';
}

std::string thread_json(std::string_view article, const ThreadPage& page) {
  std::string body = "{\"article\":";
  append_json_string(body, article);
  body += ",\"total\":" + std::to_string(page.total) + ",\"items\":[";
  for (const PublicComment& comment : page.comments) {
    if (body.back() != '[') body += ',';
    append_comment(body, comment);
  }
  body += "]";
  append_json_member(body, "next", page.next ? std::optional{cursor_of(*page.next)} : std::nullopt);
  body += '}';
  return body;
}

}  // namespace

void get_thread(const CallPtr& call) {
  if (!ArticleKey::parse(call->article())) return call->reply(problem(Refusal::article));
  const auto parameters = list_parameters(call->query());
  if (const auto* errors = std::get_if<std::vector<NamedError>>(&parameters))
    return call->reply(problem(Refusal::fields, *errors));
  const auto& list = std::get<ListParameters>(parameters);
  const auto page = call->services().threads.read_thread(
      {call->site().id, std::string(call->article()), list.order, list.after, list.limit});
  if (!page) return call->reply(problem(Refusal::article));
  Reply reply = public_page(call->request(), json_reply(200, thread_json(call->article(), *page)));
  add_cross_origin(reply.headers, call->request(), call->site());
  call->reply(std::move(reply));
}

}  // namespace copytaster::http
