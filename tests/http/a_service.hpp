// The whole service on a free port, with a database of its own: the API as its clients meet it.
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "commands/rule_files.hpp"
#include "commands/service.hpp"
#include "postgres/site_store.hpp"
#include "postgres/token_store.hpp"
#include "security/token.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::http::testing {

using nlohmann::json;

struct Ask {
  std::string method = "GET";
  std::string target;
  std::string headers = {};  // whole lines
  std::string body = {};
};

/// One service for all tests of a suite; each test has articles of its own.
class AService {
 public:
  explicit AService(std::vector<std::string> trusted_proxies = {"127.0.0.1/32"})
      : settings_(settings_for(directory_.path() / "service", std::move(trusted_proxies))) {
    std::filesystem::create_directory(settings_.data);
    start();
  }
  ~AService() { service_->stop(); }
  AService(const AService&) = delete;
  AService& operator=(const AService&) = delete;

  /// In good order, as on SIGTERM.
  void stop() { service_->stop(); }
  /// On another port, with the same database.
  void start() {
    service_ = std::make_unique<commands::Service>(
        settings_,
        commands::Ground{database_.service_conninfo(), words("blockedword\n"),
                         std::make_shared<rule_files::TomlRuleReader>(commands::rule_reader())});
    spdlog::set_level(spdlog::level::off);
    service_->start();
    port_ = port_of(*service_);
  }
  static std::uint16_t port_of(const commands::Service& instance) {
    const std::string url = instance.url();
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }
  /// A second instance with the same database and keys, on a port of its own.
  std::unique_ptr<commands::Service> another(
      std::shared_ptr<const RuleReader> reader,
      const std::function<void(Settings&)>& change = [](Settings&) noexcept {}) const {
    Settings settings = settings_;
    change(settings);
    auto instance = std::make_unique<commands::Service>(
        settings,
        commands::Ground{database_.service_conninfo(), words("blockedword\n"), std::move(reader)});
    spdlog::set_level(spdlog::level::off);
    instance->start();
    return instance;
  }
  const test::TestDatabase& database() const { return database_; }

  std::uint16_t port() const { return port_; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  Answer ask(const Ask& wanted) const { return ask_at(port_, wanted); }
  /// The same of another instance.
  Answer ask_at(std::uint16_t port, const Ask& wanted) const {
    RawClient client{port};
    std::string request = wanted.method + " " + wanted.target + " HTTP/1.1\r\nHost: " + host() +
                          "\r\nConnection: close\r\n" + wanted.headers;
    if (wanted.method != "GET" && wanted.method != "HEAD")
      request += "Content-Length: " + std::to_string(wanted.body.size()) + "\r\n";
    return client.ask(request + "\r\n" + wanted.body, wanted.method == "HEAD");
  }

  /// As on SIGHUP, with the settings as `change` leaves them.
  std::vector<std::string> reload(const std::function<void(Settings&)>& change,
                                  const std::string& blocked_words = "blockedword\n") {
    return reload_with(words(blocked_words), change);
  }
  std::vector<std::string> reload_with(const FoundRules& found,
                                       const std::function<void(Settings&)>& change) {
    Settings next = settings_;
    change(next);
    return service_->reload(next, found);
  }
  /// The shipped files, with a list of our own.
  static FoundRules words(const std::string& blocked) {
    FoundRules found = commands::found_rules("");
    found.files["words/blocked.txt"] = blocked;
    found.source = RuleSource::files;
    return found;
  }

  std::string token(Role role, const std::string& site = "main",
                    std::optional<Instant> expires_at = std::nullopt, bool see_email = false) {
    postgres::Pool pool{{database_.service_conninfo(), 1}};
    std::string token = security::new_api_token();
    postgres::TokenRows{pool}.create_token(
        {postgres::ensure_sites(pool, {site}).at(site), role, std::string(name_of(role)), see_email,
         expires_at, security::hash_of_token(token).value()},
        postgres::database_now(pool));
    return token;
  }

 private:
  static Settings settings_for(const std::filesystem::path& data,
                               std::vector<std::string> trusted_proxies) {
    Settings settings;
    settings.http.port = 0;
    settings.sites["main"] = {};
    settings.sites["other"] = {};
    settings.data = data.string();
    settings.intake.flood = {60, 100};
    settings.http.trusted_proxies = std::move(trusted_proxies);
    return settings;
  }

  test::TestDirectory directory_;
  test::TestDatabase database_;
  Settings settings_;
  std::unique_ptr<commands::Service> service_;
  std::uint16_t port_ = 0;
};

class ApiTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { service_ = std::make_unique<AService>(); }
  static void TearDownTestSuite() { service_.reset(); }

  static AService& service() { return *service_; }
  static Answer ask(const Ask& wanted) { return service_->ask(wanted); }
  static std::string bearer(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  static std::string put_article(const std::string& key, const json& more = json::object()) {
    json change{{"url", "http://" + service_->host() + "/" + key}};
    change.update(more);
    const Answer answer = ask({"PUT", "/api/v1/sites/main/articles/" + key,
                               json_type + bearer(service_->token(Role::editor)), change.dump()});
    EXPECT_TRUE(answer.status == 200 || answer.status == 201) << answer.body;
    return key;
  }

  static std::string comments_of(const std::string& article) {
    return "/api/v1/sites/main/articles/" + article + "/comments";
  }

  /// A comment that is right in everything, from a reader of her own.
  static json comment(const std::string& text) {
    return {{"author", "Ann"}, {"email", fresh_email()}, {"text", text}};
  }
  static Answer submit(const std::string& article, const json& comment,
                       const std::string& headers = "") {
    return ask(
        {"POST", comments_of(article), json_type + fresh_reader() + headers, comment.dump()});
  }

  /// As the desk sees it, with its verdict.
  static json as_moderated(std::int64_t id) {
    const std::string queue = "/api/v1/sites/main/moderation/queue?limit=100&order=newest&state=";
    const std::string token = bearer(service_->token(Role::editor));
    for (const auto* state : {"pending", "spam", "approved", "rejected"}) {
      const json page = json::parse(ask({"GET", queue + state, token}).body);
      for (const json& comment : page.at("items"))
        if (comment["id"] == id) return comment;
    }
    ADD_FAILURE() << "there is no comment " << id;
    return json::object();
  }

  static std::string fresh_email() { return "r" + std::to_string(++readers_) + "@example.com"; }
  static std::string fresh_reader() {
    const int reader = ++readers_;
    return "X-Forwarded-For: 10." + std::to_string(reader / 62'500) + "." +
           std::to_string(reader / 250 % 250) + "." + std::to_string(reader % 250) + "\r\n";
  }

  static inline const std::string json_type = "Content-Type: application/json\r\n";
  static inline const std::string form_type = "Content-Type: application/x-www-form-urlencoded\r\n";

 private:
  static inline std::unique_ptr<AService> service_;
  static inline std::atomic<int> readers_ = 0;
};

/// A path of a route's pattern.
inline std::string filled(std::string_view pattern) {
  std::string target{pattern};
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"{site}", "main"},
                                    {"{article}", "1"},
                                    {"{id}", "1"},
                                    {"{token}", "nonsense"},
                                    {"{version}", "1"},
                                    {"{file}", "demo.css"}}) {
    if (const auto at = target.find(name); at != std::string::npos)
      target.replace(at, name.size(), value);
  }
  return target;
}

/// A problem's name: "fields" of "/problems/fields".
inline std::string problem_of(const Answer& answer) {
  const json body = json::parse(answer.body, nullptr, false);
  if (!body.is_object() || !body.contains("type")) return "no problem: " + answer.body;
  return body["type"].get<std::string>().substr(std::string("/problems/").size());
}

}  // namespace copytaster::http::testing
