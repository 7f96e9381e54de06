#include "commands/rewrap.hpp"

#include <thread>

#include "copytaster/app/faults.hpp"
#include "postgres/pseudonym_key_store.hpp"
#include "postgres/sealing_store.hpp"
#include "postgres/second_factor_store.hpp"

namespace copytaster::commands {
namespace {

constexpr int rows_in_batch = 500;

/// A batch may meet a lock of the service's, or a database that is away for a moment.
template <class Work>
auto with_patience(const Work& work) {
  constexpr int attempts_max = 10;
  for (int attempt = 1;; ++attempt) try {
      return work();
    } catch (const StoreUnavailable&) {
      if (attempt == attempts_max) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds{100 * attempt});
    }
}

/// The rows of a page that older keys sealed, under the newest.
std::vector<postgres::Resealed> rewrapped(const std::vector<postgres::SealedRow>& page,
                                          const security::SodiumVault& vault, Pass& pass) {
  std::vector<postgres::Resealed> fresh;
  for (const auto& row : page) {
    if (row.sealed.bytes.empty()) {
      ++pass.erased;
      continue;
    }
    const auto key = security::SodiumVault::sealed_with(row.sealed.bytes);
    ++pass.sealed[key];
    if (key == vault.newest_key()) continue;
    if (auto sealed = vault.rewrap(row.sealed, row.site, row.id))
      fresh.push_back({row, std::move(*sealed)});
    else
      ++pass.unopened[key];
  }
  return fresh;
}

}  // namespace

std::size_t Pass::under_other_keys(std::uint32_t newest) const {
  std::size_t count = 0;
  for (const auto& [key, rows] : sealed)
    if (key != newest) count += rows;
  return count;
}

void wait_for_imports(postgres::Pool& pool) {
  with_patience([&] { postgres::wait_for_batches(pool); });
}

Pass rewrap_all(postgres::Pool& pool, const security::SodiumVault& vault,
                const std::function<void(std::size_t met)>& tell) {
  Pass pass;
  std::size_t met = 0;
  postgres::SealedRow place;
  for (;;) {
    const auto page =
        with_patience([&] { return postgres::sealed_page(pool, place, rows_in_batch); });
    if (page.empty()) return pass;
    const auto fresh = rewrapped(page, vault, pass);
    if (!fresh.empty())
      pass.rewrapped += with_patience([&] { return postgres::replace_sealed(pool, fresh); });
    place.site = page.back().site;
    place.id = page.back().id;
    tell(met += page.size());
  }
}

std::size_t rewrap_pseudonym_keys(postgres::Pool& pool, const security::SodiumVault& vault) {
  std::size_t rewrapped = 0;
  postgres::PseudonymKeyRows rows{pool};
  for (const auto& key : with_patience([&] { return rows.all(); })) {
    if (security::SodiumVault::sealed_with(key.sealed) == vault.newest_key()) continue;
    const auto fresh = vault.rewrap(key.period, key.sealed);
    if (fresh && with_patience([&] { return rows.replace(key, *fresh); })) ++rewrapped;
  }
  return rewrapped;
}

std::size_t rewrap_second_factors(postgres::Pool& pool, const security::SodiumVault& vault) {
  std::size_t rewrapped = 0;
  postgres::SecondFactorRows rows{pool};
  ModeratorId place;
  for (;;) {
    const auto page = with_patience([&] { return rows.page(place, rows_in_batch); });
    if (page.empty()) return rewrapped;
    for (const auto& totp : page) {
      if (security::SodiumVault::sealed_with(totp.sealed) == vault.newest_key()) continue;
      const auto fresh = vault.rewrap_totp(totp.moderator, totp.sealed);
      if (fresh && with_patience([&] { return rows.replace(totp, *fresh); })) ++rewrapped;
    }
    place = page.back().moderator;
  }
}

}  // namespace copytaster::commands
