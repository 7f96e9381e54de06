#pragma once
// The settings: one TOML file, each key with an environment twin that wins. Read once; a wrong
// value, an unknown key or an unknown COPYTASTER_ name stops the start and says what is allowed.
// config/copytaster.toml is the manual: every key with its unit and its default.

#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/models.hpp"
#include "copytaster/app/sign_in.hpp"
#include "copytaster/domain/flood.hpp"
#include "copytaster/domain/policy.hpp"

namespace copytaster {

/// One line for the operator: key, value, what is allowed.
struct SettingsError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct HttpSettings {
  std::string host = "127.0.0.1";
  int port = 8080;
  int threads = 2;
  std::vector<std::string> trusted_proxies;
  int connections = 16'384;
  int connections_per_address = 1000;
};

struct DatabaseSettings {
  std::string url;    ///< empty: the embedded cluster
  std::string owner;  ///< the login that migrates; empty: the service's own
  int connections = 12;
};

struct SiteSettings {
  std::vector<std::string> hosts;
  std::vector<std::string> origins;
  bool create_articles = true;  ///< "from_origin"
  SitePolicy policy;
  bool wordpress_statuses = false;
  std::chrono::seconds edit_window{300};
  bool show_reasons = false;
};

struct IntakeSettings {
  FloodLimits flood;
  std::size_t batch_max = 200;
  std::size_t batch_bytes_max = 1'048'576;
  std::size_t waiting_bytes_max = 33'554'432;
  int writers = 1;
  std::size_t pending_max = 200'000;
  std::size_t disk_free_bytes_min = 268'435'456;
};

struct PrivacySettings {
  std::string key_file;  ///< empty: `keys` in the data directory
  int pseudonym_days = 7;
  int rejected_days = 30;
  int contact_days = 0;  ///< 0: as long as the comment
};

struct RulesSettings {
  std::string directory;  ///< with rules.d/*.toml and words/*.txt; empty: the shipped set
};

struct LearningSettings {
  LearningPolicy policy;
};

struct DeskSettings {
  SessionLimits sessions;
  bool totp_required = false;
  std::chrono::seconds claim{300};
};

struct LogSettings {
  std::string file;  ///< empty: standard error
  std::string level = "info";
};

struct Settings {
  HttpSettings http;
  DatabaseSettings database;
  std::map<std::string, SiteSettings> sites;  ///< never empty: without any there is `main`
  IntakeSettings intake;
  PrivacySettings privacy;
  RulesSettings rules;
  LearningSettings learning;
  DeskSettings desk;
  LogSettings log;
  std::string data;  ///< the data directory
};

using Environment = std::map<std::string, std::string>;

/// The names that begin with COPYTASTER_.
Environment read_environment(const char* const* variables);

/// Reads the file that COPYTASTER_CONFIG names (none: the defaults), then the environment.
/// `data_default`: the data directory when COPYTASTER_DATA says nothing. Throws SettingsError.
Settings load_settings(const Environment& environment, std::string_view data_default);

}  // namespace copytaster
