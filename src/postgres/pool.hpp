#pragma once
// A bounded number of connections shared by threads. A connection is lent to one function at a
// time; a lost one is replaced, and none ever leaks.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <pqxx/connection>

#include "copytaster/app/faults.hpp"
#include "postgres/connect.hpp"
#include "postgres/overdue.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {

struct PoolSettings {
  std::string conninfo;
  std::size_t connections_max = 8;
  std::chrono::milliseconds wait_max{1000};  ///< for a free connection, or a database that is back
  std::chrono::milliseconds backoff_first{50};  ///< between attempts to connect; doubles
  std::chrono::milliseconds backoff_max{2000};
  /// For all that is done with a connection once lent. Above the role's statement_timeout (3 s): it
  /// counts only where PostgreSQL itself says nothing any more.
  std::chrono::milliseconds lease_max{4000};
};

class Pool {
 public:
  /// Opens nothing yet. Throws std::invalid_argument for a conninfo that cannot be read.
  explicit Pool(PoolSettings settings);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Lends `work` a connection and returns what it returns. It must leave no transaction open and
  /// no session state behind. Throws StoreBusy when none came free in time, StoreUnavailable when
  /// the database cannot be reached or the pool is closed, InDoubt when the link broke under the
  /// work, StoreFault for any other SQL error; what else `work` throws passes as it is.
  template <class Work>
  decltype(auto) with(Work&& work) {
    Lease lease{*this};
    try {
      return work(lease.connection());
    } catch (...) {
      const Translated outcome = translated(std::current_exception());
      if (!outcome.connection_usable) lease.give_up();
      std::rethrow_exception(outcome.fault);
    }
  }

  /// The same for work that only reads: where the link broke under it, it is done once more, on
  /// another connection. Not where that took long: who has waited out one silence is not made to
  /// wait for another.
  template <class Work>
  decltype(auto) read(Work&& work) {
    const auto began = std::chrono::steady_clock::now();
    try {
      return with(work);
    } catch (const InDoubt&) {
      if (std::chrono::steady_clock::now() - began > settings_.wait_max) throw;
      return with(work);
    }
  }

  /// From now on nothing is lent: who works through many pages ends at the next.
  void close();

  struct Counts {
    std::size_t open = 0;  ///< in use, idle or being opened
    std::size_t in_use = 0;
  };
  Counts counts() const;

 private:
  class Lease {
   public:
    explicit Lease(Pool& pool)
        : pool_(pool), connection_(pool.take()), watch_(pool.overdue_.begin(connection_->sock())) {}
    ~Lease() { pool_.put_back(std::move(connection_), pool_.overdue_.end(watch_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& connection() { return *connection_; }
    void give_up() { connection_->disconnect(); }

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
    Overdue::Place watch_;
  };

  std::unique_ptr<Connection> take();
  std::unique_ptr<Connection> take_idle();
  std::unique_ptr<Connection> open(std::unique_lock<std::mutex>& lock,
                                   std::chrono::steady_clock::time_point deadline);
  void put_back(std::unique_ptr<Connection> connection, bool was_cut);
  bool may_open(std::chrono::steady_clock::time_point now) const;
  void note_attempt(bool succeeded);

  const PoolSettings settings_;
  Overdue overdue_{settings_.lease_max};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;
  bool closed_ = false;
  std::chrono::milliseconds backoff_{0};  ///< zero: the last attempt succeeded
  std::chrono::steady_clock::time_point next_attempt_{};
};

}  // namespace copytaster::postgres
