#pragma once
// Whose turn it is to bring comments into a site: one import at a time, as two would tell of the
// same twice. Kept in a row that is renewed, so that it works through a pooler, and a killed one
// is over soon.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "copytaster/domain/ids.hpp"
#include "postgres/copy_in.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ImportTurn {
 public:
  /// Waits up to `patience` for the end of another one. Throws StoreBusy.
  ImportTurn(Pool& pool, WritingLink& link, SiteId site, std::chrono::milliseconds patience);
  ~ImportTurn();
  ImportTurn(const ImportTurn&) = delete;
  ImportTurn& operator=(const ImportTurn&) = delete;

  /// In an open transaction of the link: until it ends, nobody else can have it. Throws StoreBusy
  /// where somebody has it by now.
  void require();

 private:
  void take(std::chrono::milliseconds patience);
  void renew();
  void renew_until_the_end();

  Pool& pool_;
  WritingLink& link_;
  std::string site_;
  std::string holder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ends_ = false;
  std::thread renewing_;
};

/// Whether comments are being brought in anywhere.
bool any_import_under_way(Pool& pool);

}  // namespace copytaster::postgres
