#include "security/token.hpp"

#include <iostream>

#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "postgres/token_store.hpp"

namespace copytaster::commands {

int create_token(const Settings& settings, const TokenWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::TokenRows tokens{stores.pool()};
  const std::string token = security::new_api_token();
  const NewToken row{
      stores.site(wanted.site), wanted.role,       wanted.name,
      wanted.see_email,         wanted.expires_at, security::hash_of_token(token).value()};
  tokens.create_token(row, stores.now());
  stores.close();
  std::cout << token << '\n';
  return 0;
}

}  // namespace copytaster::commands
