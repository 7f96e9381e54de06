#include "copytaster/app/prepare_pseudonyms.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

class Keyring final : public PseudonymKeyring {
 public:
  PseudonymPeriod period_at(Instant now) const override { return PseudonymPeriod::at(now, 7); }
  std::string new_sealed_key(const PseudonymPeriod&) const override {
    return name_ + std::to_string(++made_);
  }
  KeyOpened hold(const PseudonymPeriod& period, const std::string& sealed) override {
    if (broken.contains(sealed)) return KeyOpened::damaged;
    if (newer.contains(sealed)) return KeyOpened::key_missing;
    held[period] = sealed;
    return KeyOpened::yes;
  }
  void forget_before(Instant now) override {
    std::erase_if(held, [now](const auto& one) { return one.first.end() <= now; });
  }

  explicit Keyring(std::string name) : name_(std::move(name)) {}
  std::map<PseudonymPeriod, std::string> held;
  std::set<std::string> broken;
  std::set<std::string> newer;  ///< sealed with a key that is not in this key file

 private:
  std::string name_;
  mutable int made_ = 0;
};

class Store final : public PseudonymKeyStore {
 public:
  std::string keep_first(const PseudonymPeriod& period, const std::string& offered) override {
    return kept.try_emplace(period, offered).first->second;
  }
  void drop(const PseudonymPeriod& period, const std::string& sealed) override {
    const auto found = kept.find(period);
    if (found != kept.end() && found->second == sealed) kept.erase(found);
  }
  std::map<PseudonymPeriod, std::string> kept;
};

TEST(PreparePseudonyms, HoldsTheKeyOfThisPeriodAndTheNext) {
  Keyring ring{"a"};
  Store store;
  prepare_pseudonyms(ring, store, noon);
  const auto period = PseudonymPeriod::at(noon, 7);
  EXPECT_EQ(ring.held.size(), 2U);
  EXPECT_TRUE(ring.held.contains(period));
  EXPECT_TRUE(ring.held.contains(period.next()));
  EXPECT_EQ(ring.held, store.kept);
}

TEST(PreparePseudonyms, TheFirstInstancesKeyIsEverybodys) {
  Keyring first{"a"};
  Keyring second{"b"};
  Store store;
  prepare_pseudonyms(first, store, noon);
  prepare_pseudonyms(second, store, noon);
  EXPECT_EQ(first.held, second.held);
}

TEST(PreparePseudonyms, APeriodThatIsOverIsForgotten) {
  Keyring ring{"a"};
  Store store;
  prepare_pseudonyms(ring, store, noon);
  prepare_pseudonyms(ring, store, noon + 24h * 7);
  EXPECT_FALSE(ring.held.contains(PseudonymPeriod::at(noon, 7)));
  EXPECT_EQ(ring.held.size(), 2U);
}

TEST(PreparePseudonyms, ADamagedKeyIsMadeAnew) {
  Keyring ring{"a"};
  Store store;
  const auto period = PseudonymPeriod::at(noon, 7);
  store.kept[period] = "damaged";
  ring.broken = {store.kept[period]};
  prepare_pseudonyms(ring, store, noon);
  EXPECT_TRUE(ring.held.contains(period));
  EXPECT_EQ(ring.held, store.kept);
}

TEST(PreparePseudonyms, AKeyUnderANewerKeyFileStaysAndSoDoesWhatIsHeld) {
  Keyring ring{"a"};
  Store store;
  prepare_pseudonyms(ring, store, noon);
  const auto held = ring.held;
  const auto period = PseudonymPeriod::at(noon, 7);
  store.kept[period] = "re-wrapped";
  ring.newer = {"re-wrapped"};
  EXPECT_THROW(prepare_pseudonyms(ring, store, noon), StoreFault);
  EXPECT_EQ(store.kept[period], "re-wrapped");
  EXPECT_EQ(ring.held, held);
}

TEST(PreparePseudonyms, WhereNoKeyOpensItSaysSo) {
  Keyring ring{"a"};
  Store store;
  ring.broken = {"a1", "a2"};
  EXPECT_THROW(prepare_pseudonyms(ring, store, noon), StoreFault);
}

}  // namespace
}  // namespace copytaster
