#include "postgres/connection_settings.hpp"

#include <map>
#include <memory>
#include <stdexcept>

#include <libpq-fe.h>

namespace copytaster::postgres {
namespace {

using Options = std::unique_ptr<PQconninfoOption[], decltype(&::PQconninfoFree)>;

std::map<std::string, std::string> parse(const std::string& given) {
  const Options options{::PQconninfoParse(given.c_str(), nullptr), ::PQconninfoFree};
  if (!options)
    throw std::invalid_argument(
        "the database setting is neither a postgresql:// URL nor a list of "
        "libpq's key=value pairs");
  std::map<std::string, std::string> values;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) values[option->keyword] = option->val;
  return values;
}

bool names_several_hosts(const std::map<std::string, std::string>& values) {
  for (const char* key : {"host", "hostaddr"}) {
    const auto found = values.find(key);
    if (found != values.end() && found->second.find(',') != std::string::npos) return true;
  }
  return false;
}

std::string completed(std::map<std::string, std::string> values) {
  values.try_emplace("connect_timeout", "2");
  values.try_emplace("tcp_user_timeout", "5000");
  values.try_emplace("application_name", "copytaster");
  if (names_several_hosts(values)) values.try_emplace("target_session_attrs", "read-write");
  values["client_encoding"] = "UTF8";

  std::string text;
  for (const auto& [key, value] : values) text += key + "=" + conninfo_value(value) + " ";
  text.pop_back();
  return text;
}

}  // namespace

std::string conninfo_value(std::string_view value) {
  std::string quoted = "'";
  for (const char character : value) {
    if (character == '\'' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + "'";
}

OpenConninfo without_password(const std::string& given) {
  std::map<std::string, std::string> values = parse(given);
  OpenConninfo open;
  if (const auto password = values.find("password"); password != values.end()) {
    open.environment.push_back("PGPASSWORD=" + password->second);
    values.erase(password);
  }
  open.conninfo = completed(std::move(values));
  return open;
}

std::string completed_conninfo(const std::string& given) { return completed(parse(given)); }

}  // namespace copytaster::postgres
