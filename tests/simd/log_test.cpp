// SPDX-License-Identifier: BSL-1.0
// log and log1p: their errors over all numbers, subnormal ones included.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("log of floats", "[simd][accuracy]") {
  require_accuracy<float>("log", 1, [](auto p) { return log(p); }, [](double x) { return std::log(x); });
  require_accuracy<float>("log1p", 1.5, [](auto p) { return log1p(p); }, [](double x) { return std::log1p(x); });
}

TEST_CASE("log of doubles", "[simd][accuracy]") {
  using wide = long double;
  require_accuracy<double>("log", 1, [](auto p) { return log(p); }, [](wide x) { return std::log(x); });
  require_accuracy<double>("log1p", 1.5, [](auto p) { return log1p(p); }, [](wide x) { return std::log1p(x); });
}
