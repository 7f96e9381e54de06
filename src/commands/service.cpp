#include "commands/service.hpp"

#include <algorithm>
#include <thread>

#include <spdlog/spdlog.h>

#include "commands/demo_article.hpp"
#include "commands/key_check.hpp"
#include "commands/reload.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "copytaster/app/prepare_pseudonyms.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"
#include "postgres/queue_room.hpp"
#include "postgres/site_store.hpp"
#include "security/token.hpp"

namespace copytaster::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_max = 8s;
constexpr auto looks_at_database_every = 5s;
constexpr auto looks_for_room_every = 2s;
constexpr auto purges_every = 10min;
constexpr auto looks_at_everything_every = 24h;
constexpr auto prepares_pseudonyms_every = 1min;
constexpr auto seals_every = 1s;
constexpr auto follows_every = 200ms;
constexpr auto watches_every = 1s;
constexpr int exports_at_once = 2;
constexpr std::size_t analyses_waiting_max = 4096;
constexpr std::size_t questions_waiting_max = 1024;
constexpr std::size_t counts_waiting_max = 64;
constexpr std::size_t exports_waiting_max = 16;
constexpr int passwords_at_once = 2;
constexpr std::size_t passwords_waiting_max = 32;
constexpr std::size_t sets_waiting_max = 16;

postgres::PoolSettings pool_of(int connections, const std::string& conninfo) {
  postgres::PoolSettings pool;
  pool.conninfo = conninfo;
  pool.connections_max = static_cast<std::size_t>(connections);
  return pool;
}

running::IntakeLimits intake_limits(const IntakeSettings& intake) {
  running::IntakeLimits limits;
  limits.waiting_bytes_max = intake.waiting_bytes_max;
  limits.batch_max = intake.batch_max;
  limits.batch_bytes_max = intake.batch_bytes_max;
  limits.writers = intake.writers;
  return limits;
}

/// Reading a text needs a processor, nothing else.
int analysis_threads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// What the writers leave, and whoever follows the changes.
int desk_connections(const Settings& settings) {
  return std::max(1, settings.database.connections - settings.intake.writers - 1);
}

/// One of them is left to whoever counts for readers, where there is more than one.
int desk_threads(const Settings& settings) { return std::max(1, desk_connections(settings) - 1); }

std::vector<http::Site> sites_of(const Settings& settings, postgres::Pool& pool) {
  std::vector<std::string> names;
  for (const auto& [name, site] : settings.sites) names.push_back(name);
  const auto ids = postgres::ensure_sites(pool, names);
  std::vector<http::Site> sites;
  for (const auto& [name, site] : settings.sites)
    sites.push_back({ids.at(name), name, site.hosts, site.origins, site.create_articles,
                     site.policy, site.wordpress_statuses, site.edit_window, site.show_reasons});
  return sites;
}

std::vector<http::AddressRange> proxies_of(const HttpSettings& settings) {
  std::vector<http::AddressRange> ranges;
  for (const auto& text : settings.trusted_proxies) {
    const auto range = http::AddressRange::parse(text);
    if (!range) throw Refused("http.trusted_proxies: '" + text + "' is no address or network");
    ranges.push_back(*range);
  }
  return ranges;
}

http::LiveSettings live_settings(const Settings& settings, postgres::Pool& pool) {
  auto proxies = proxies_of(settings.http);
  return {sites_of(settings, pool), std::move(proxies),          settings.desk.sessions,
          settings.learning.policy, settings.desk.totp_required, settings.desk.claim};
}

/// One line that says where to look first.
std::string line_for(const RulesUnreadable& unreadable, const std::vector<http::Site>& sites) {
  const auto site = std::ranges::find(sites, unreadable.site, &http::Site::id);
  return "site " + (site == sites.end() ? "?" : site->name) + ": version " +
         std::to_string(unreadable.version.number) +
         " of its rules cannot be read by this program: " +
         copytaster::line_for(unreadable.errors.front());
}

http::ServerOptions server_options(const HttpSettings& settings) {
  http::ServerOptions options;
  options.address = settings.host;
  options.port = static_cast<std::uint16_t>(settings.port);
  options.threads = settings.threads;
  options.connections_max = static_cast<std::size_t>(settings.connections);
  options.connections_per_address = static_cast<std::size_t>(settings.connections_per_address);
  options.trusted_proxies = proxies_of(settings);
  options.terms.framing.body_bytes_max_of = http::body_bytes_max_of;
  return options;
}

/// Who listens everywhere is reached here on loopback.
std::string host_in_url(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

Service::Service(const Settings& settings, Ground ground)
    : settings_(settings),
      pool_(pool_of(desk_connections(settings), ground.conninfo)),
      writing_pool_(pool_of(settings.intake.writers, ground.conninfo)),
      rule_reader_(std::move(ground.reader)),
      exports_(ground.conninfo),
      people_(ground.conninfo),
      audit_reports_(pool_, ground.conninfo),
      vault_(fitting_or_first_keys(settings, pool_), settings.privacy.pseudonym_days),
      audit_chain_(vault_.audit_key()),
      factors_(vault_),
      lately_(settings.intake.flood),
      following_pool_(pool_of(1, ground.conninfo)),
      analysis_("analysis", analysis_threads(), analyses_waiting_max),
      intake_(intake_limits(settings.intake), {intake_rows_, vault_, clock_, lately_,
                                               [this](std::function<void()> answers) {
                                                 return analysis_.go_first(std::move(answers));
                                               }}),
      intake_room_(settings, pool_, intake_),
      desk_("desk", desk_threads(settings), questions_waiting_max),
      counting_("counting", 1, counts_waiting_max),
      exporting_("export", exports_at_once, exports_waiting_max),
      passwords_("passwords", passwords_at_once, passwords_waiting_max),
      compiling_("compiling", 1, sets_waiting_max),
      rules_follower_({rule_versions_, *rule_reader_}, rules_, compiling_),
      rejected_days_(settings.privacy.rejected_days),
      contact_days_(settings.privacy.contact_days),
      live_(live_settings(settings, pool_)),
      learning_room_({pool_, rules_, clock_, live_}),
      services_{live_,
                vault_,
                audit_chain_,
                clock_,
                articles_,
                {decisions_, audit_chain_, grouped_decisions_},
                audit_,
                audit_reports_,
                comment_records_,
                queue_,
                claims_,
                reports_,
                threads_,
                exports_,
                people_,
                receipts_,
                tokens_,
                sessions_,
                second_factors_,
                moderators_,
                invitations_,
                rule_versions_,
                judged_comments_,
                rule_hits_,
                kept_bans_,
                pages_,
                desk_events_,
                [this] { follow_changes(); },
                [this](std::span<const Change> own) { tell_changes(own); },
                intake_,
                lately_,
                analysis_,
                desk_,
                counting_,
                exporting_,
                passwords_,
                compiling_,
                rules_,
                *rule_reader_,
                bans_,
                learning_room_.models(),
                credentials_,
                factors_,
                attempts_,
                security::hash_of_token,
                forwarded_by_stranger_,
                [this] { return not_ready(); }},
      guard_(services_),
      server_(
          server_options(settings.http),
          [this](const std::shared_ptr<http::Exchange>& exchange) { guard_.take(exchange); },
          http::framing_problem) {
  settle();
  follow_all_bans(*live_.get());
  for (const auto& [site, rules] : start_rules(live_.get()->sites, ground.rules))
    rules_.put(site, rules);
  add_jobs();
}

std::map<SiteId, SiteRules> Service::start_rules(const std::vector<http::Site>& sites,
                                                 const FoundRules& found) {
  std::map<SiteId, SiteRules> all;
  for (const RulesMode mode : {RulesMode::copytaster, RulesMode::wordpress}) {
    std::vector<SiteId> ids;
    for (const http::Site& site : sites) {
      if (site.policy.rules_mode == mode) ids.push_back(site.id);
    }
    if (ids.empty()) continue;
    auto started =
        rules_at_start(ids, found_for(mode, found), clock_.now(), {rule_versions_, *rule_reader_});
    if (const auto* errors = std::get_if<RuleErrors>(&started))
      throw Refused("rules: " + copytaster::line_for(errors->front()));
    if (const auto* unreadable = std::get_if<RulesUnreadable>(&started))
      throw Refused(line_for(*unreadable, sites));
    all.merge(std::get<std::map<SiteId, SiteRules>>(started));
  }
  return all;
}

/// Who has decided something must find it. If nobody can say what has changed, all of it may have.
void Service::follow_changes() {
  try {
    changes_follower_.look();
  } catch (const std::exception& fault) {
    spdlog::warn("pages of threads are made anew: {}", fault.what());
    everything_changed();
  }
}

void Service::tell_changes(std::span<const Change> own) {
  try {
    changes_follower_.tell(own);
  } catch (const std::exception& fault) {
    spdlog::warn("pages of threads are made anew: {}", fault.what());
    everything_changed();
  }
}

void Service::everything_changed() {
  pages_.drop_all();
  rules_follower_.look_soon();
  learning_room_.follow_soon();
}

/// Where it throws, those that hold stay until the next look, which is told of the same again.
void Service::follow_all_bans(const http::LiveSettings& live) {
  for (const http::Site& site : live.sites)
    running::follow_bans(site.id, followed_bans_, clock_.now(), bans_);
}

void Service::take_note(const Change& change) {
  if (change.is_of_site) {
    rules_follower_.look_soon();
    learning_room_.follow_soon();
    return running::follow_bans(change.site, followed_bans_, clock_.now(), bans_);
  }
  pages_.drop(change.site, change.article);
  if (!change.comment) return;
  tell_desk(change.site, *change.comment);
  desk_watch_.changed(change.site);
}

void Service::settle() {
  postgres::settle_epoch(pool_);
  clock_.follow(postgres::database_now(pool_));
  lately_.refill(intake_rows_.said_lately(LatelyMemory::said_max, clock_.now()));
  lately_.refill(intake_rows_.heard_lately(LikenessMemory::utterances_max, clock_.now()));
  prepare_pseudonyms(vault_, pseudonym_keys_, clock_.now());
}

postgres::PurgeTools Service::purge_tools() {
  return {pool_, clock_.now(), [this]() noexcept { return !stopping_; }};
}

void Service::add_jobs() {
  jobs_.every(looks_at_database_every, "look at the database", [this] {
    try {
      clock_.follow(postgres::database_now(pool_));
      database_answers_ = true;
    } catch (...) {
      database_answers_ = false;
      throw;
    }
  });
  jobs_.every(looks_at_database_every, "look at the rules",
              [this] { rules_follower_.look_soon(); });
  jobs_.every(looks_for_room_every, "look for room", [this] { intake_room_.look(); });
  jobs_.every(prepares_pseudonyms_every, "prepare the keys of pseudonyms",
              [this] { prepare_pseudonyms(vault_, pseudonym_keys_, clock_.now()); });
  purger_.every(purges_every, "purge", [this] {
    const auto purged = postgres::purge(purge_tools(), rejected_days_);
    if (purged.comments > 0) spdlog::info("purge: {} comments", purged.comments);
    postgres::follow_sections(pool_);
    postgres::purge_sessions(pool_, live_.get()->sessions, clock_.now());
    if (purged.keys > 0) spdlog::info("purge: the keys of {} periods of pseudonyms", purged.keys);
  });
  purger_.every(looks_at_everything_every, "daily purge", [this] {
    const auto purged = postgres::purge_daily(purge_tools(), contact_days_);
    if (purged.contacts > 0) spdlog::info("purge: {} sealed contacts", purged.contacts);
    if (purged.tokens > 0) spdlog::info("purge: {} API tokens", purged.tokens);
  });
  follower_.every(follows_every, "follow changes", [this] { changes_follower_.look(); });
  watcher_.every(watches_every, "watch the queues", [this] { watch_queues(); });
  sealer_.every(seals_every, "seal the audit", [this] { seal(); });
}

void Service::start() {
  learning_room_.start();
  server_.start();
  put_demo_article(*live_.get(), url(), articles_, clock_.now());
  jobs_.start();
  purger_.start();
  sealer_.start();
  follower_.start();
  watcher_.start();
}

std::vector<std::string> Service::reload(const Settings& next, const FoundRules& found) {
  auto live = live_settings(next, pool_);
  auto keys = fitting_keys(settings_, pool_);  // another place waits for a restart
  auto waiting = waits_for_restart(settings_, next);
  put_demo_article(live, url(), articles_, clock_.now());
  const auto rules = start_rules(live.sites, found);
  follow_all_bans(live);
  server_.change_limits(static_cast<std::size_t>(next.http.connections_per_address),
                        live.trusted_proxies);
  lately_.change(next.intake.flood);
  intake_room_.change(next.intake);
  rejected_days_ = next.privacy.rejected_days;
  contact_days_ = next.privacy.contact_days;
  for (const auto& [site, of_site] : rules) rules_.put(site, of_site);
  live_.put(std::move(live));
  pages_.drop_all();            // some say whether comments are open
  rules_follower_.look_soon();  // what was activated meanwhile
  learning_room_.follow_soon();
  vault_.use(std::move(keys));
  return waiting;
}

std::string Service::url() const {
  return "http://" + host_in_url(settings_.http.host) + ":" + std::to_string(server_.port()) + "/";
}

std::optional<std::string> Service::not_ready() const {
  if (stopping_) return "is stopping";
  if (!database_answers_) return "waits for the database";
  return intake_room_.why_full();
}

void Service::stop() {
  if (stopping_.exchange(true)) return;
  learning_room_.stop();
  jobs_.stop();
  follower_.stop();
  watcher_.stop();
  purger_.stop();
  desk_events_.end_all();
  server_.stop(drain_max);
  // Nobody is there any more to be answered: what no thread has begun need not be done.
  analysis_.abandon();
  intake_.stop();
  sealer_.stop();
  seal_the_last();
  pool_.close();
  desk_.abandon();
  counting_.abandon();
  exporting_.abandon();
  passwords_.abandon();
  compiling_.abandon();
}

/// Hardly anybody decides any more: what the last second has left need not lie unsealed until the
/// next start.
void Service::seal_the_last() {
  try {
    seal();
  } catch (const std::exception& fault) {
    spdlog::warn("audit: the last decisions are sealed at the next start: {}", fault.what());
  }
}

}  // namespace copytaster::commands
