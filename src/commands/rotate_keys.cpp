// `keys rotate`: a new sealing key comes into use and the one before it out of use, while the
// service runs. Every step can be cut off; the next run finds where it was.

#include <signal.h>

#include <iostream>
#include <set>
#include <thread>

#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "commands/key_check.hpp"
#include "commands/progress.hpp"
#include "commands/rewrap.hpp"
#include "commands/run_file.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "postgres/file_lock.hpp"
#include "postgres/import_turn.hpp"
#include "security/core_dumps.hpp"

namespace copytaster::commands {
namespace {

using namespace std::chrono_literals;

std::string named(const std::set<std::uint32_t>& keys) {
  std::string text = keys.size() == 1 ? "key " : "keys ";
  for (const auto key : keys) text += (key == *keys.begin() ? "" : ", ") + std::to_string(key);
  return text;
}

/// What is said on the way, for eyes or for a script.
class Voice {
 public:
  explicit Voice(bool json) : json_(json) {}
  void say(const std::string& words, const nlohmann::ordered_json& line) const {
    if (json_)
      std::cout << line.dump() << std::endl;
    else
      std::cout << words << std::endl;
  }
  Progress progress(const std::string& what) const {
    return {what, "comments", json_ ? Progress::To::json : Progress::To::terminal};
  }

 private:
  bool json_;
};

/// The file's keys and what the database says of them.
struct Standing {
  security::Keys keys;
  std::set<std::uint32_t> in_use;   ///< not retired
  std::set<std::uint32_t> retired;  ///< but still in the file
  std::uint32_t highest = 0;        ///< ever used here: a number means one key for ever
};

Standing look(const Settings& settings, postgres::Pool& pool) {
  Standing standing{fitting_keys(settings, pool), {}, {}, 0};
  for (const auto& key : postgres::recorded_keys(pool)) {
    standing.highest = std::max(standing.highest, key.id);
    if (!key.retired)
      standing.in_use.insert(key.id);
    else if (standing.keys.find(key.id) != nullptr)
      standing.retired.insert(key.id);
  }
  return standing;
}

/// A change that was cut off goes on with its key, and one that only left its old keys in the file
/// is only finished; else a new key is made.
security::Keys begin_change(const Settings& settings, postgres::Pool& pool, bool retire,
                            const Voice& voice) {
  Standing standing = look(settings, pool);
  const bool cut_off = standing.in_use.size() > 1;
  if (cut_off || (retire && !standing.retired.empty())) {
    const auto newest = standing.keys.newest();
    voice.say("going on with key " + std::to_string(newest),
              {{"step", "key"}, {"key", newest}, {"made", false}});
    return std::move(standing.keys);
  }
  const std::string path = key_file_path(settings);
  const std::uint32_t next = std::max(standing.highest, standing.keys.newest()) + 1;
  security::add_key(path, next);
  try {
    auto keys = fitting_keys(settings, pool);
    voice.say("key " + std::to_string(next) + " is in " + path,
              {{"step", "key"}, {"key", next}, {"made", true}});
    return keys;
  } catch (const Refused&) {
    security::remove_key(path, next);  // another machine was quicker; nothing is sealed with ours
    throw;
  }
}

/// The service beside us reads its key file again and says which key it seals with.
void tell_service(const Settings& settings, std::uint32_t newest, const Voice& voice) {
  constexpr auto patience = 10s;
  const auto service = running_service(settings.data);
  if (!service) return;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  if (sealing_key_of(settings.data, *service) != newest && ::kill(*service, SIGHUP) != 0)
    throw Refused("the service (process " + std::to_string(*service) + ") cannot be told");
  while (sealing_key_of(settings.data, *service) != newest) {
    if (running_service(settings.data) != service) return;  // a new one reads the file by itself
    if (std::chrono::steady_clock::now() > deadline)
      throw Refused("the service (process " + std::to_string(*service) + ") has not taken key " +
                    std::to_string(newest) + " over: its log says why; then run this again");
    std::this_thread::sleep_for(20ms);
  }
  voice.say("the service seals with key " + std::to_string(newest),
            {{"step", "service"}, {"pid", *service}, {"key", newest}});
}

void tell_pass(const Pass& pass, int number, const Voice& voice) {
  std::string words = "pass " + std::to_string(number) + ": ";
  nlohmann::ordered_json sealed = nlohmann::ordered_json::object();
  for (const auto& [key, rows] : pass.sealed) {
    words += std::to_string(rows) + " under key " + std::to_string(key) + ", ";
    sealed[std::to_string(key)] = rows;
  }
  voice.say(
      words + std::to_string(pass.rewrapped) + " re-wrapped",
      {{"step", "pass"}, {"pass", number}, {"sealed", sealed}, {"rewrapped", pass.rewrapped}});
}

void refuse_unopened(const Pass& pass) {
  for (const auto& [key, rows] : pass.unopened)
    throw Refused(std::to_string(rows) + " comments under key " + std::to_string(key) +
                  " do not open: the key file lacks that key, or they are damaged; no key was "
                  "retired");
}

/// Until two passes in a row meet nothing under another key. Between these two lies more than one
/// attempt of the service to write may last (it waits 1 s for a connection and 4 s for an answer),
/// so what it sealed just before it changed is met as well.
void rewrap_until_clean(postgres::Pool& pool, const security::SodiumVault& vault,
                        const Voice& voice) {
  constexpr int passes_max = 8;
  constexpr auto longer_than_an_attempt = 8s;
  const auto total = postgres::comments_estimate(pool);
  bool was_clean = false;
  for (int number = 1; number <= passes_max; ++number) {
    Pass pass;
    {
      Progress progress = voice.progress("re-wrapping");
      pass = rewrap_all(pool, vault, [&](std::size_t met) {
        progress.show(static_cast<std::int64_t>(met), total);
      });
    }
    tell_pass(pass, number, voice);
    refuse_unopened(pass);
    const bool is_clean = pass.under_other_keys(vault.newest_key()) == 0;
    if (is_clean && was_clean) return;
    was_clean = is_clean;
    std::this_thread::sleep_for(is_clean ? longer_than_an_attempt : 500ms);
  }
  throw Refused(
      "comments keep coming in under an older key: an instance still seals with it; give it the "
      "new key file, send it SIGHUP, and run this again");
}

void rewrap_pseudonyms(postgres::Pool& pool, const security::SodiumVault& vault,
                       const Voice& voice) {
  const auto rewrapped = rewrap_pseudonym_keys(pool, vault);
  voice.say(std::to_string(rewrapped) + " keys of pseudonyms re-wrapped",
            {{"step", "pseudonyms"}, {"rewrapped", rewrapped}});
}

void rewrap_totp(postgres::Pool& pool, const security::SodiumVault& vault, const Voice& voice) {
  const auto rewrapped = rewrap_second_factors(pool, vault);
  if (rewrapped > 0)
    voice.say(std::to_string(rewrapped) + " second factors re-wrapped",
              {{"step", "totp"}, {"rewrapped", rewrapped}});
}

/// The keys before the newest: no comment is sealed with them, which two passes have just shown.
void retire_older(const Settings& settings, postgres::Pool& pool, bool from_file,
                  const Voice& voice) {
  const Standing standing = look(settings, pool);
  const std::uint32_t newest = standing.keys.newest();
  std::set<std::uint32_t> done;
  for (const auto& [id, key] : standing.keys.sealing()) {
    if (id == newest) continue;
    if (!postgres::retire_key(pool, id))
      throw Refused("a key of pseudonyms or a second factor under key " + std::to_string(id) +
                    " does not open, or was just made by an instance that has not read the new key "
                    "file; key " +
                    std::to_string(id) + " was not retired");
    if (from_file) security::remove_key(key_file_path(settings), id);
    done.insert(id);
  }
  if (!done.empty())
    voice.say(named(done) + " unused and retired" +
                  (from_file ? ", removed from the key file; keep a copy for as long as you keep "
                               "backups from before"
                             : "; --retire also removes from the key file"),
              {{"step", "retired"}, {"keys", done}, {"removed", from_file}});
}

}  // namespace

int rotate_keys(const Settings& settings, const RotateWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  security::forbid_core_dumps();
  postgres::FileLock lock{settings.data + "/keys.lock"};
  if (!lock.try_lock(postgres::FileLock::Kind::exclusive))
    throw Refused("another `keys rotate` is under way");
  Stores stores{settings};
  if (postgres::any_import_under_way(stores.pool()))
    throw Refused("an `import` is under way: run this again when it has ended");
  const Voice voice{wanted.json};

  auto keys = begin_change(settings, stores.pool(), wanted.retire, voice);
  const std::uint32_t newest = keys.newest();
  wait_for_imports(stores.pool());
  tell_service(settings, newest, voice);
  const security::SodiumVault vault{std::move(keys), settings.privacy.pseudonym_days};
  rewrap_until_clean(stores.pool(), vault, voice);
  rewrap_pseudonyms(stores.pool(), vault, voice);
  rewrap_totp(stores.pool(), vault, voice);
  retire_older(settings, stores.pool(), wanted.retire, voice);
  // What left the file must leave the service's memory, too.
  if (const auto service = running_service(settings.data); service && wanted.retire)
    ::kill(*service, SIGHUP);
  stores.close();
  return 0;
}

}  // namespace copytaster::commands
