// SPDX-License-Identifier: BSL-1.0
// sin and cos: their errors over all numbers, the largest included.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("sin and cos", "[simd][accuracy]") {
  using wide = long double;
  require_accuracy<float>("sin", 1.6, [](auto p) { return sin(p); }, [](double x) { return std::sin(x); });
  require_accuracy<float>("cos", 1.6, [](auto p) { return cos(p); }, [](double x) { return std::cos(x); });
  require_accuracy<double>("sin", 1.6, [](auto p) { return sin(p); }, [](wide x) { return std::sin(x); });
  require_accuracy<double>("cos", 1.6, [](auto p) { return cos(p); }, [](wide x) { return std::cos(x); });
}

TEST_CASE("sin and cos close to multiples of a quarter turn", "[simd][accuracy]") {
  std::vector<float> floats;
  std::vector<double> doubles;
  for (int i = 0; i < 667600; ++i) { // up to 2^20, from where on angles are reduced in another way
    floats.push_back(static_cast<float>(i * 1.57079632679489661923));
    doubles.push_back(i * 1.57079632679489661923);
  }
  CHECK(measure<16>(floats, [](auto p) { return sin(p); }, [](double x) { return std::sin(x); }).ulp < 1.6);
  CHECK(measure<16>(floats, [](auto p) { return cos(p); }, [](double x) { return std::cos(x); }).ulp < 1.6);
  CHECK(measure<8>(doubles, [](auto p) { return sin(p); }, [](long double x) { return std::sin(x); }).ulp < 1.6);
  CHECK(measure<8>(doubles, [](auto p) { return cos(p); }, [](long double x) { return std::cos(x); }).ulp < 1.6);
}
