#include <iostream>

#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "postgres/article_store.hpp"

namespace copytaster::commands {

int put_article(const Settings& settings, const ArticleWanted& wanted) {
  const auto key = ArticleKey::parse(wanted.key);
  if (!key) throw Refused("an article's key is 1-200 of A-Z a-z 0-9 . _ ~ -");
  for (const auto& fault : faults_of(wanted.change))
    throw Refused("the article's " + std::string{fault.member} + " " + std::string{fault.reason});

  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ArticleRows articles{stores.pool()};
  const auto put =
      articles.put_article(stores.site(wanted.site), *key, wanted.change, stores.now());
  stores.close();
  std::cout << key->text() << (put == ArticlePut::created ? " created\n" : " changed\n");
  return 0;
}

}  // namespace copytaster::commands
