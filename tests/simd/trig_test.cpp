// SPDX-License-Identifier: BSL-1.0
// sin and cos: their errors over all numbers, the largest included.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("sin and cos", "[simd][accuracy]") {
  using wide = long double;
  require_accuracy<float>("sin", 1.6, [](auto p) { return sin(p); }, [](double x) { return std::sin(x); });
  require_accuracy<float>("cos", 1.6, [](auto p) { return cos(p); }, [](double x) { return std::cos(x); });
  require_accuracy<double>("sin", 2, [](auto p) { return sin(p); }, [](wide x) { return std::sin(x); });
  require_accuracy<double>("cos", 2, [](auto p) { return cos(p); }, [](wide x) { return std::cos(x); });
}

TEST_CASE("sin close to multiples of pi", "[simd][accuracy]") {
  std::vector<float> floats;
  std::vector<double> doubles;
  for (int i = 0; i < 1 << 18; ++i) {
    floats.push_back(static_cast<float>(i * 3.14159265358979323846 / 2));
    doubles.push_back(i * 3.14159265358979323846 / 2);
  }
  CHECK(measure<16>(floats, [](auto p) { return sin(p); }, [](double x) { return std::sin(x); }).ulp < 1.6);
  CHECK(measure<8>(doubles, [](auto p) { return sin(p); }, [](long double x) { return std::sin(x); }).ulp < 1.6);
}
