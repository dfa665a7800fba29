// SPDX-License-Identifier: BSL-1.0
// exp, exp2 and expm1: their errors over all numbers.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("exp of floats", "[simd][accuracy]") {
  require_accuracy<float>("exp", 1, [](auto p) { return exp(p); }, [](double x) { return std::exp(x); });
  require_accuracy<float>(
      "exp_of_rounded", 1.75, [](auto p) { return exp_of_rounded(p); }, [](double x) { return std::exp(x); });
  require_accuracy<float>("exp2", 1.1, [](auto p) { return exp2(p); }, [](double x) { return std::exp2(x); });
  require_accuracy<float>("expm1", 1.7, [](auto p) { return expm1(p); }, [](double x) { return std::expm1(x); });
}

TEST_CASE("exp of doubles", "[simd][accuracy]") {
  using wide = long double;
  require_accuracy<double>("exp", 0.8, [](auto p) { return exp(p); }, [](wide x) { return std::exp(x); });
  require_accuracy<double>("exp2", 1.1, [](auto p) { return exp2(p); }, [](wide x) { return std::exp2(x); });
  require_accuracy<double>("expm1", 1.7, [](auto p) { return expm1(p); }, [](wide x) { return std::expm1(x); });
}

TEST_CASE("exp at its ends", "[simd]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  each_width([&]<int W>() {
    const auto lane = [](float x) { return exp(pack<float, W>(x))[W - 1]; };
    CHECK(lane(-infinity) == 0);
    CHECK(lane(infinity) == infinity);
    CHECK(std::isnan(lane(std::numeric_limits<float>::quiet_NaN())));
    CHECK(lane(0) == 1);
    CHECK(lane(88.7f) < infinity);
    CHECK(lane(88.8f) == infinity);
    CHECK(lane(-103.f) > 0);
    CHECK(lane(-104.f) == 0);
    CHECK(lane(-1e38f) == 0);
    CHECK(lane(1e38f) == infinity);
    for (const float x : {-infinity, infinity, 0.f, 88.7f, 88.8f, -103.f, -104.f, -1e38f, 1e38f})
      CHECK(exp_of_rounded(pack<float, W>(x))[0] == Approx(lane(x)));
    CHECK(std::isnan(exp_of_rounded(pack<float, W>(std::numeric_limits<float>::quiet_NaN()))[0]));
    CHECK(expm1(pack<float, W>(-infinity))[0] == -1);
    CHECK(std::signbit(expm1(pack<float, W>(-0.f))[0]));
  });
}
