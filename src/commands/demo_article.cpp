#include "commands/demo_article.hpp"

namespace copytaster::commands {
namespace {

constexpr auto demo_site = "main";
constexpr auto demo_key = "1";
constexpr auto demo_path = "demo/";
constexpr auto demo_title = "Council votes to keep the late ferry";

}  // namespace

void put_demo_article(const http::LiveSettings& live, const std::string& url,
                      postgres::ArticleRows& articles, Instant now) {
  const http::Site* site = live.site_named(demo_site);
  if (site == nullptr) return;
  const ArticleKey key = ArticleKey::parse(demo_key).value();
  const auto present = articles.find_article(site->id, key);
  if (present && !present->url.ends_with("/" + std::string{demo_path})) return;
  ArticleChange change;
  change.url = url + demo_path;
  if (present && present->url == change.url) return;
  change.title = demo_title;
  articles.put_article(site->id, key, change, now);
}

}  // namespace copytaster::commands
