#include "copytaster/app/read_thread.hpp"

#include "copytaster/domain/text.hpp"
#include "http/comment_html.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"
#include "http/thread_pages.hpp"

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
  auto query = thread_query(call);
  if (!query) return;
  ThreadStore& threads = call->services().threads;
  std::string form = form_of("json", *query);
  reply_with_page(call, std::move(form), call->services().desk,
                  [&threads, query = std::move(*query)]() -> std::optional<MadePage> {
                    const auto page = threads.read_thread(query);
                    if (!page) return std::nullopt;
                    return MadePage{json_reply(200, thread_json(query.article, *page))};
                  });
}

}  // namespace copytaster::http
