// A thread as a fragment of markup, for a page that includes it (ESI, SSI, or a script that fetches
// it). Its links lead to the article's own page: a reply to ?reply=ID#respond, and more comments to
// ?cursor=…, which that page passes on to the next fragment.

#include "copytaster/app/read_thread.hpp"
#include "http/endpoints.hpp"
#include "http/thread_html.hpp"
#include "http/thread_pages.hpp"

namespace copytaster::http {
namespace {

/// Relative to where the fragment was fetched from, whatever stands in front of us.
std::string same_list(const ThreadQuery& query) {
  return std::string("?order=") + (query.order == Order::oldest ? "oldest" : "newest") +
         "&limit=" + std::to_string(query.limit) + "&";
}

/// Whoever may not reply is offered no link to it, so a page of an open article is good until that
/// closes.
MadePage fragment(const ThreadPage& page, const ThreadQuery& query, std::chrono::days close_after,
                  Instant now) {
  const Article& article = page.article;
  const bool open = article.is_open(now, close_after);
  const Markup html = thread_html(page, {article.url, same_list(query)}, open);
  return {{200, {{"Content-Type", "text/html; charset=utf-8"}}, html.html()},
          open ? article.ends_at(close_after) : std::nullopt};
}

}  // namespace

void get_thread_html(const CallPtr& call) {
  auto query = thread_query(call);
  if (!query) return;
  const Services& services = call->services();
  std::string form = form_of("html", *query);
  reply_with_page(call, std::move(form), call->services().desk,
                  [&services, query = std::move(*query),
                   close_after = call->site().policy.close_after]() -> std::optional<MadePage> {
                    const auto page = services.threads.read_thread(query);
                    if (!page) return std::nullopt;
                    return fragment(*page, query, close_after, services.clock.now());
                  });
}

}  // namespace copytaster::http
