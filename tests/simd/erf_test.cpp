// SPDX-License-Identifier: BSL-1.0
// erf: its error over all numbers.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("erf", "[simd][accuracy]") {
  require_accuracy<float>("erf", 1.5, [](auto p) { return erf(p); }, [](double x) { return std::erf(x); });
  require_accuracy<double>("erf", 1.6, [](auto p) { return erf(p); }, [](long double x) { return std::erf(x); });
}
