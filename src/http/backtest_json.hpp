// A back-test as JSON: the same over HTTP and on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "copytaster/app/backtest_rules.hpp"

namespace copytaster::http {

/// Which rules were tested; without a number they are no version yet.
struct BacktestedRules {
  std::string hash;
  std::optional<std::int64_t> number;
};

std::string backtest_json(const Backtest& found, const BacktestedRules& rules,
                          const BacktestPeriod& period);

}  // namespace copytaster::http
