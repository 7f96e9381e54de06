#include "postgres/import_turn.hpp"

#include <pthread.h>

#include <array>

#include <pqxx/pqxx>

#include "copytaster/app/faults.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto renewed_every = std::chrono::seconds{1};

// Whoever is in a transaction of its turn holds the row, and is not waited for here.
constexpr auto take_sql = R"sql(
  WITH over AS (
    SELECT site_id FROM import_turn
     WHERE site_id = $1::int AND at < clock_timestamp() - interval '3 seconds'
       FOR UPDATE SKIP LOCKED
  ), left_over AS (
    UPDATE import_turn t SET holder = gen_random_uuid(), at = clock_timestamp()
      FROM over WHERE t.site_id = over.site_id
    RETURNING t.holder
  ), free AS (
    INSERT INTO import_turn (site_id, holder, at)
    VALUES ($1::int, gen_random_uuid(), clock_timestamp())
        ON CONFLICT DO NOTHING
    RETURNING holder)
  SELECT holder FROM left_over UNION ALL SELECT holder FROM free
)sql";

constexpr auto require_sql = R"sql(
  SELECT FROM import_turn WHERE site_id = $1::int AND holder = $2::uuid FOR KEY SHARE
)sql";

constexpr auto renew_sql = R"sql(
  UPDATE import_turn SET at = clock_timestamp() WHERE site_id = $1::int AND holder = $2::uuid
)sql";

constexpr auto end_sql = R"sql(
  DELETE FROM import_turn WHERE site_id = $1::int AND holder = $2::uuid
)sql";

}  // namespace

ImportTurn::ImportTurn(Pool& pool, WritingLink& link, SiteId site,
                       std::chrono::milliseconds patience)
    : pool_(pool), link_(link), site_(std::to_string(site.value)) {
  take(patience);
  renewing_ = std::thread{[this] { renew_until_the_end(); }};
}

ImportTurn::~ImportTurn() {
  {
    const std::lock_guard lock{mutex_};
    ends_ = true;
  }
  changed_.notify_all();
  renewing_.join();
  link_.attempt(end_sql, std::array{site_, holder_});
}

void ImportTurn::take(std::chrono::milliseconds patience) {
  constexpr auto pause_sql = "SELECT pg_sleep(0.05)";
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto taken = link_.run(take_sql, std::array{site_});
    if (::PQntuples(taken.get()) > 0) {
      holder_ = field_of(taken, 0, 0);
      return;
    }
    if (std::chrono::steady_clock::now() > end)
      throw StoreBusy("another import into this site is under way");
    link_.run(pause_sql);
  }
}

void ImportTurn::require() {
  if (::PQntuples(link_.run(require_sql, std::array{site_, holder_}).get()) > 0) return;
  link_.run("ROLLBACK");
  throw StoreBusy("another import into this site has begun meanwhile");
}

/// One that fails is made up for by the next, or by `require`.
void ImportTurn::renew() {
  try {
    pool_.with([&](pqxx::connection& connection) {
      pqxx::nontransaction{connection}.exec_params(renew_sql, site_, holder_);
    });
  } catch (const StoreUnavailable&) {
    return;
  }
}

void ImportTurn::renew_until_the_end() {
  ::pthread_setname_np(::pthread_self(), "import turn");
  std::unique_lock lock{mutex_};
  while (!changed_.wait_for(lock, renewed_every, [this] { return ends_; })) {
    lock.unlock();
    renew();
    lock.lock();
  }
}

bool any_import_under_way(Pool& pool) {
  constexpr auto sql = R"sql(
    SELECT EXISTS (SELECT FROM import_turn WHERE at > clock_timestamp() - interval '5 seconds')
  )sql";
  return pool.with([](pqxx::connection& connection) {
    return pqxx::nontransaction{connection}.exec1(sql)[0].as<bool>();
  });
}

}  // namespace copytaster::postgres
