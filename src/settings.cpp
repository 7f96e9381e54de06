#include "settings.hpp"

#include <algorithm>
#include <charconv>

#include "settings_source.hpp"

namespace copytaster {
namespace {

constexpr Range any_count{1, 1'000'000};

void read_seconds(SettingsSource& source, std::string_view path, std::chrono::seconds& value,
                  Range range) {
  int count = static_cast<int>(value.count());
  source.number(path, count, range);
  value = std::chrono::seconds{count};
}

bool is_site_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

/// "127.0.0.1:8080" or "[::1]:8080".
void read_listen(SettingsSource& source, HttpSettings& http) {
  std::string listen = http.host + ":" + std::to_string(http.port);
  source.alias("COPYTASTER_LISTEN", "http.listen");
  source.text("http.listen", listen);
  constexpr std::string_view allowed = "ADDRESS:PORT or [IPv6]:PORT, the port from 0 to 65535";
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0) source.refuse("http.listen", listen, allowed);
  const auto* end = listen.data() + listen.size();
  const auto [stopped, error] = std::from_chars(listen.data() + colon + 1, end, http.port);
  if (error != std::errc{} || stopped != end || http.port < 0 || http.port > 65'535)
    source.refuse("http.listen", listen, allowed);
  http.host = listen.substr(0, colon);
  if (http.host.starts_with('[') && http.host.ends_with(']'))
    http.host = http.host.substr(1, http.host.size() - 2);
}

HttpSettings read_http(SettingsSource& source) {
  HttpSettings http;
  read_listen(source, http);
  source.number("http.threads", http.threads, {1, 64});
  source.list("http.trusted_proxies", http.trusted_proxies);
  source.number("http.connections", http.connections, any_count);
  source.number("http.connections_per_address", http.connections_per_address, any_count);
  return http;
}

DatabaseSettings read_database(SettingsSource& source) {
  DatabaseSettings database;
  source.alias("COPYTASTER_DATABASE", "database.url");
  source.text("database.url", database.url);
  source.text("database.owner", database.owner);
  source.number("database.connections", database.connections, {3, 100});
  return database;
}

Premoderation read_mode(SettingsSource& source, const std::string& path) {
  std::string mode{name_of(Premoderation::all)};
  source.text(path, mode);
  const auto parsed = parse_premoderation(mode);
  if (!parsed) source.refuse(path, mode, "none, first, all or rules");
  return *parsed;
}

RulesMode read_rules_mode(SettingsSource& source, const std::string& path) {
  std::string mode{name_of(RulesMode::copytaster)};
  source.text(path, mode);
  const auto parsed = parse_rules_mode(mode);
  if (!parsed) source.refuse(path, mode, "copytaster or wordpress");
  return *parsed;
}

void read_sections(SettingsSource& source, const std::string& path, SitePolicy& policy) {
  std::vector<std::string> pairs;
  source.list(path, pairs);
  for (const auto& pair : pairs) {
    const auto colon = pair.rfind(':');
    const auto mode =
        colon == std::string::npos ? std::nullopt : parse_premoderation(pair.substr(colon + 1));
    if (!mode)
      source.refuse(path, pair, "a list of SECTION:MODE, the mode none, first, all, rules");
    policy.sections[pair.substr(0, colon)] = *mode;
  }
}

/// An origin is scheme, host and port, as browsers send it: no path, no slash at the end.
void check_origins(SettingsSource& source, const std::string& path,
                   const std::vector<std::string>& origins) {
  for (const auto& origin : origins) {
    const bool scheme = origin.starts_with("http://") || origin.starts_with("https://");
    const auto host = origin.find("://") + 3;
    if (!scheme || host >= origin.size() ||
        origin.find_first_of("/?#@ ", host) != std::string::npos)
      source.refuse(path, origin, "origins such as https://news.example");
  }
}

SiteSettings read_site(SettingsSource& source, const std::string& name) {
  const std::string at = "sites." + name + ".";
  SiteSettings site;
  source.list(at + "hosts", site.hosts);
  source.list(at + "origins", site.origins);
  check_origins(source, at + "origins", site.origins);
  std::string create = "from_origin";
  source.text(at + "create_articles", create);
  if (create != "from_origin" && create != "never")
    source.refuse(at + "create_articles", create, "from_origin or never");
  site.create_articles = create == "from_origin";
  site.policy.site.premoderation = read_mode(source, at + "premoderation");
  read_sections(source, at + "section_premoderation", site.policy);
  source.number(at + "links_max", site.policy.site.links_max, {0, 1000});
  int close_after_days = 0;
  source.number(at + "close_after_days", close_after_days, {0, 36'500});
  site.policy.close_after = std::chrono::days{close_after_days};
  site.policy.rules_mode = read_rules_mode(source, at + "rules_mode");
  source.flag(at + "wordpress_statuses", site.wordpress_statuses);
  read_seconds(source, at + "edit_window_s", site.edit_window, {0, 86'400});
  source.flag(at + "show_reasons", site.show_reasons);
  return site;
}

std::map<std::string, SiteSettings> read_sites(SettingsSource& source) {
  std::map<std::string, SiteSettings> sites;
  auto names = source.site_names();
  if (names.empty()) names.insert("main");
  for (const auto& name : names) {
    if (!is_site_name(name))
      throw SettingsError("sites." + name + ": a site's name is 1–32 of a–z and 0–9");
    sites.emplace(name, read_site(source, name));
  }
  return sites;
}

IntakeSettings read_intake(SettingsSource& source) {
  IntakeSettings intake;
  source.number("intake.per_minute", intake.flood.per_minute, {1, 100'000});
  source.number("intake.burst", intake.flood.burst, {1, 100'000});
  source.number("intake.batch_max", intake.batch_max, {1, 1000});
  source.number("intake.batch_bytes_max", intake.batch_bytes_max, {131'072, 67'108'864});
  source.number("intake.waiting_bytes_max", intake.waiting_bytes_max,
                {1'048'576, std::int64_t{1} << 34});
  source.number("intake.writers", intake.writers, {1, 8});
  source.number("intake.pending_max", intake.pending_max, {1, 100'000'000});
  source.number("intake.disk_free_bytes_min", intake.disk_free_bytes_min, {0, 1'099'511'627'776});
  return intake;
}

PrivacySettings read_privacy(SettingsSource& source) {
  PrivacySettings privacy;
  source.text("privacy.key_file", privacy.key_file);
  source.number("privacy.pseudonym_days", privacy.pseudonym_days, {1, 30});
  source.number("privacy.rejected_days", privacy.rejected_days, {1, 3650});
  source.number("privacy.contact_days", privacy.contact_days, {0, 3650});
  return privacy;
}

LearningSettings read_learning(SettingsSource& source) {
  LearningSettings learning;
  std::string mode{name_of(learning.policy.mode)};
  source.text("learning.mode", mode);
  const auto parsed = parse_learning_mode(mode);
  if (!parsed) source.refuse("learning.mode", mode, "off, shadow or on");
  learning.policy.mode = *parsed;
  constexpr double thousand = 1'000;
  int held = 5;
  source.number("learning.wanted_held_per_1000", held, {1, 200});
  learning.policy.wanted_held_max = held / thousand;
  return learning;
}

DeskSettings read_desk(SettingsSource& source) {
  DeskSettings desk;
  read_seconds(source, "desk.session_idle_s", desk.sessions.idle, {60, 86'400});
  read_seconds(source, "desk.session_max_s", desk.sessions.whole, {60, 2'592'000});
  std::string totp = "optional";
  source.text("desk.totp", totp);
  if (totp != "optional" && totp != "required")
    source.refuse("desk.totp", totp, "optional or required");
  desk.totp_required = totp == "required";
  read_seconds(source, "desk.claim_s", desk.claim, {30, 3600});
  return desk;
}

LogSettings read_log(SettingsSource& source) {
  LogSettings log;
  source.text("log.file", log.file);
  source.text("log.level", log.level);
  constexpr std::string_view levels[] = {"debug", "info", "warn", "error"};
  if (std::find(std::begin(levels), std::end(levels), log.level) == std::end(levels))
    source.refuse("log.level", log.level, "debug, info, warn or error");
  return log;
}

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

}  // namespace

Environment read_environment(const char* const* variables) {
  Environment environment;
  for (; *variables != nullptr; ++variables) {
    const std::string_view variable{*variables};
    const auto equals = variable.find('=');
    if (!variable.starts_with("COPYTASTER_") || equals == std::string_view::npos) continue;
    environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return environment;
}

Settings load_settings(const Environment& environment, std::string_view data_default) {
  SettingsSource source{environment, value_of(environment, "COPYTASTER_CONFIG")};
  source.alias("COPYTASTER_CONFIG", "");
  source.alias("COPYTASTER_DATA", "");

  Settings settings;
  settings.http = read_http(source);
  settings.database = read_database(source);
  settings.sites = read_sites(source);
  settings.intake = read_intake(source);
  settings.privacy = read_privacy(source);
  source.text("rules.directory", settings.rules.directory);
  settings.learning = read_learning(source);
  settings.desk = read_desk(source);
  settings.log = read_log(source);
  source.refuse_unknown();

  settings.data = value_of(environment, "COPYTASTER_DATA");
  if (settings.data.empty()) settings.data = data_default;
  if (settings.privacy.key_file.empty()) settings.privacy.key_file = settings.data + "/keys";
  return settings;
}

}  // namespace copytaster
