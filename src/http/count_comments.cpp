// How many comments articles have, for a page that lists them.

#include <set>
#include <variant>

#include "copytaster/app/read_thread.hpp"
#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/thread_pages.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t articles_max = 100;
/// A browser that comes back to a front page within that time does not ask again.
constexpr auto fresh_for = "max-age=10";

/// Each once and in one order, so that the same articles are the same page.
std::variant<std::vector<ArticleKey>, NamedError> articles_in(const FormFields& query) {
  const auto list = parameter(query, "articles");
  if (!list) return NamedError{"articles", "is required"};
  std::set<ArticleKey> articles;
  for (std::size_t at = 0; at <= list->size();) {
    const auto end = std::min(list->find(',', at), list->size());
    const auto key = ArticleKey::parse(std::string_view{*list}.substr(at, end - at));
    if (!key) return NamedError{"articles", "is not a list of article keys, with commas between"};
    articles.insert(*key);
    at = end + 1;
  }
  if (articles.size() > articles_max)
    return NamedError{"articles", "names more than " + std::to_string(articles_max) + " articles"};
  return std::vector<ArticleKey>(articles.begin(), articles.end());
}

std::string form_of(const std::vector<ArticleKey>& articles) {
  std::string form = "counts";
  for (const ArticleKey& article : articles) form += " " + article.text();
  return form;
}

Reply counts_reply(const std::vector<ArticleKey>& articles,
                   const std::vector<std::int64_t>& counts) {
  std::string body = "{\"counts\":{";
  for (std::size_t i = 0; i < articles.size(); ++i) {
    append_json_name(body, articles[i].text());
    body += std::to_string(counts.at(i));
  }
  Reply reply = json_reply(200, body + "}}");
  reply.headers.emplace_back("Cache-Control", fresh_for);
  return reply;
}

}  // namespace

void get_comment_counts(const CallPtr& call) {
  const auto asked = articles_in(call->query());
  if (const auto* error = std::get_if<NamedError>(&asked))
    return call->reply(problem(Refusal::fields, std::vector{*error}));
  const auto& articles = std::get<std::vector<ArticleKey>>(asked);
  ThreadStore& threads = call->services().threads;
  const SiteId site = call->site().id;
  reply_with_page(call, form_of(articles), call->services().counting,
                  [&threads, site, articles]() -> std::optional<MadePage> {
                    return MadePage{counts_reply(articles, threads.count_comments(site, articles))};
                  });
}

}  // namespace copytaster::http
