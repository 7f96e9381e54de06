#include "copytaster/app/prepare_pseudonyms.hpp"

#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

bool hold_first(PseudonymKeyring& keyring, PseudonymKeyStore& store,
                const PseudonymPeriod& period) {
  return keyring.hold(period, store.keep_first(period, keyring.new_sealed_key(period)));
}

}  // namespace

void prepare_pseudonyms(PseudonymKeyring& keyring, PseudonymKeyStore& store, Instant now) {
  keyring.forget_before(now);
  const PseudonymPeriod current = keyring.period_at(now);
  for (const PseudonymPeriod& period : {current, current.next()}) {
    if (hold_first(keyring, store, period)) continue;
    store.drop(period);
    if (!hold_first(keyring, store, period))
      throw StoreFault("the key of a period's pseudonyms does not open");
  }
}

}  // namespace copytaster
