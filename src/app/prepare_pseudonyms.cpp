#include "copytaster/app/prepare_pseudonyms.hpp"

#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

void prepare(PseudonymKeyring& keyring, PseudonymKeyStore& store, const PseudonymPeriod& period) {
  constexpr int attempts_max = 2;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const std::string sealed = store.keep_first(period, keyring.new_sealed_key(period));
    switch (keyring.hold(period, sealed)) {
      case KeyOpened::yes: return;
      case KeyOpened::key_missing:
        throw StoreFault("a period's pseudonyms need a newer key file than this one");
      case KeyOpened::damaged: store.drop(period, sealed);
    }
  }
  throw StoreFault("the key of a period's pseudonyms does not open");
}

}  // namespace

void prepare_pseudonyms(PseudonymKeyring& keyring, PseudonymKeyStore& store, Instant now) {
  keyring.forget_before(now);
  const PseudonymPeriod current = keyring.period_at(now);
  for (const PseudonymPeriod& period : {current, current.next()}) prepare(keyring, store, period);
}

}  // namespace copytaster
