#pragma once
// Whether a rule's conditions hold: a number of the comment or of its author against a bound.

#include "copytaster/domain/rules.hpp"

namespace copytaster {

double value_of(Metric metric, const Reading& reading, const Facts& facts);
double bound_of(const Condition& condition, const Policy& policy);
bool compares(double value, Comparison comparison, double bound);

}  // namespace copytaster
